// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
import Crypto
public import Foundation

/// Finds models by the name of an asset, by their name on the hub or by their path.
public struct ModelLibrary: Sendable {
    public let catalog: AssetCatalog
    public let cache: AssetCache

    public init(catalog: AssetCatalog, cache: AssetCache) {
        self.catalog = catalog
        self.cache = cache
    }

    /// The catalog of this command and the user's cache.
    public static func standard() throws -> ModelLibrary {
        ModelLibrary(catalog: try .builtIn(), cache: .standard())
    }

    /// Where what judges said as they were measured is kept.
    var verdictFolder: URL { cache.folder.appending(path: "verdicts") }

    func asset(_ name: String) -> Asset? { catalog.assets.first { $0.name == name } }

    /// The file or folder of a model.
    ///
    /// - Throws: `AssetError` when it is an asset or of the hub and not fetched, or none of the three.
    public func url(_ model: String) throws -> URL {
        if let asset = asset(model) { return try cache.location(of: asset) }
        if HubName.isOne(model) {
            return try cache.location(of: HubName(model, standard: .models))
        }
        let expanded = (model as NSString).expandingTildeInPath
        guard FileManager.default.fileExists(atPath: expanded) else {
            let names = catalog.assets.filter { $0.kind == .model }.map(\.name)
            throw AssetError(
                .unknown, item: model, "is neither an asset nor a file or folder.",
                remedy: "Assets: \(names.joined(separator: ", ")).")
        }
        return URL(filePath: expanded)
    }

    /// A path of a study's model starts from the folder of the study file, as all its paths do, or,
    /// where nothing is there, from where the command was started.
    func placed(_ model: String, beside folder: URL) -> String {
        guard asset(model) == nil, !HubName.isOne(model), !model.hasPrefix("/"),
            !model.hasPrefix("~")
        else { return model }
        let beside = folder.appending(path: model).path
        return FileManager.default.fileExists(atPath: beside) ? beside : model
    }

    public func load(
        _ model: String, precision: Precision = .bfloat16
    ) throws -> LanguageModel {
        try LanguageModel.load(try url(model), precision: precision)
    }

    /// What a model is, its bytes included. For a folder: of the hashes of its files, by name.
    func identify(_ model: String) throws -> ModelIdentity {
        let url = try url(model)
        let asset = asset(model)
        return ModelIdentity(
            name: asset == nil && !HubName.isOne(model)
                ? url.deletingPathExtension().lastPathComponent : model,
            file: url.lastPathComponent,
            sha256: try asset?.mainSHA256 ?? Self.hash(ofParts: url),
            licence: asset?.licence, terms: asset?.terms)
    }

    /// Links are followed: the folders of other tools' caches are made of them.
    static func hash(_ url: URL) throws -> String {
        let place = url.resolvingSymlinksInPath()
        guard try isFolder(place) else { return try hash(file: place) }
        var sum = SHA256()
        for (name, file) in try files(in: place) {
            sum.update(data: Data("\(name) \(try hash(file: file))\n".utf8))
        }
        return sum.finalize().hexadecimal
    }

    /// The same of a model or an adapter, which is nothing without a file.
    ///
    /// - Throws: `RunError` for a folder without files.
    static func hash(ofParts url: URL) throws -> String {
        let place = url.resolvingSymlinksInPath()
        guard try !isFolder(place) || !files(in: place).isEmpty else {
            throw RunError(
                .missing, item: url.path, "holds no file.",
                remedy: "Name the folder that holds the weights.")
        }
        return try hash(place)
    }

    private static func isFolder(_ url: URL) throws -> Bool {
        try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
    }

    /// Files of a folder, not those of folders in it, by name; what a link leads to for a link.
    private static func files(in folder: URL) throws -> [(name: String, file: URL)] {
        try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles
        ).sorted { $0.lastPathComponent < $1.lastPathComponent }.compactMap { entry in
            let file = entry.resolvingSymlinksInPath()
            let values = try file.resourceValues(forKeys: [.isRegularFileKey])
            return values.isRegularFile == true ? (entry.lastPathComponent, file) : nil
        }
    }

    /// Copies a file or a folder's files; what links lead to, so that the copy stands alone.
    static func copy(_ original: URL, to copy: URL) throws {
        let place = original.resolvingSymlinksInPath()
        guard try isFolder(place) else {
            return try FileManager.default.copyItem(at: place, to: copy)
        }
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for (name, file) in try files(in: place) {
            try FileManager.default.copyItem(at: file, to: copy.appending(path: name))
        }
    }

    private static func hash(file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var sum = SHA256()
        while let part = try handle.read(upToCount: 1 << 22), !part.isEmpty {
            sum.update(data: part)
        }
        return sum.finalize().hexadecimal
    }
}

extension Digest {
    var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }
}

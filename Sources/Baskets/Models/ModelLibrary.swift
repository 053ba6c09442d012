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
            sha256: try asset?.mainSHA256 ?? Self.hash(url),
            licence: asset?.licence, terms: asset?.terms)
    }

    static func hash(_ url: URL) throws -> String {
        let values = try url.resourceValues(forKeys: [.isDirectoryKey])
        guard values.isDirectory == true else { return try hash(file: url) }
        let files = try FileManager.default.contentsOfDirectory(
            at: url, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
        var sum = SHA256()
        for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
            else { continue }
            sum.update(data: Data("\(file.lastPathComponent) \(try hash(file: file))\n".utf8))
        }
        return sum.finalize().hexadecimal
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

// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The tensors of a folder: one `model.safetensors`, or several files with an index.
public struct SafetensorsFolder: TensorSource {
    public let path: String
    /// File and name there, by canonical name.
    private let places: [String: (file: SafetensorsFile, name: String)]

    /// - Parameter canonical: the name that a tensor is offered under; nil leaves it out.
    /// - Throws: `LMError` when no file is there, one is broken, or the index does not fit the files.
    public init(
        _ folder: URL, canonical: (String) -> String? = { $0 }
    ) throws {
        path = folder.path(percentEncoded: false)
        let index = folder.appending(path: Self.indexName)
        let hasIndex = FileManager.default.fileExists(atPath: index.path(percentEncoded: false))
        let found =
            hasIndex
            ? try Self.shards(index, folder)
            : try Self.names(of: SafetensorsFile(folder.appending(path: "model.safetensors")))
        var places: [String: (file: SafetensorsFile, name: String)] = [:]
        for (name, file) in found {
            guard let offered = canonical(name) else { continue }
            guard places.updateValue((file, name), forKey: offered) == nil else {
                throw LMError(
                    .brokenFile, item: path, "has two tensors that stand for '\(offered)'.")
            }
        }
        self.places = places
    }

    private static let indexName = "model.safetensors.index.json"

    private static func names(of file: SafetensorsFile) -> [(String, SafetensorsFile)] {
        file.names.map { ($0, file) }
    }

    private static func shards(_ index: URL, _ folder: URL) throws -> [(String, SafetensorsFile)] {
        let path = index.path(percentEncoded: false)
        guard let map = try SettingsFile.object(index)["weight_map"]?.object else {
            throw LMError(
                .brokenFile, item: path, "has no 'weight_map'.", remedy: "Fetch the file again.")
        }
        var files: [String: SafetensorsFile] = [:]
        return try map.sorted { $0.key < $1.key }.map { name, value in
            guard let shard = value.text, !shard.isEmpty, !shard.contains("/"), shard != ".." else {
                throw LMError(
                    .brokenFile, item: path,
                    "places tensor '\(name.prefix(200))' in \(value.described); expected the name of a "
                        + "file beside it.", remedy: "Fetch the file again.")
            }
            let file = try files[shard] ?? SafetensorsFile(folder.appending(path: shard))
            files[shard] = file
            guard file.shape(of: name) != nil else {
                throw LMError(
                    .brokenFile, item: file.path,
                    "has no tensor '\(name.prefix(200))', which the index places there.",
                    remedy: "Fetch the file again.")
            }
            return (name, file)
        }
    }

    public var names: [String] { places.keys.sorted() }

    public func shape(of name: String) -> [Int]? {
        places[name].flatMap { $0.file.shape(of: $0.name) }
    }

    public func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
        guard let place = places[name] else {
            throw LMError(.badInput, item: path, "has no tensor '\(name)'.")
        }
        try place.file.read(place.name, into: destination)
    }
}

// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The folder that keeps fetched assets, each in a folder of its name.
public struct AssetCache: Sendable, Hashable {
    public let folder: URL

    public init(folder: URL) {
        self.folder = folder
    }

    /// `BASKETS_CACHE`, or `~/.cache/baskets`.
    public static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> AssetCache {
        if let path = environment["BASKETS_CACHE"], !path.isEmpty {
            return AssetCache(folder: URL(filePath: path))
        }
        let home = environment["HOME"].map { URL(filePath: $0) } ?? .homeDirectory
        return AssetCache(folder: home.appending(path: ".cache/baskets"))
    }

    /// True where the asset was verified when it was fetched and its files have their sizes still.
    public func holds(_ asset: Asset) -> Bool {
        let place = folder.appending(path: asset.name)
        let mark = place.appending(path: ".verified").path
        guard FileManager.default.fileExists(atPath: mark) else { return false }
        return asset.files.allSatisfy { file in
            let path = place.appending(path: file.path).path
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? NSNumber)?.intValue == file.bytes
        }
    }

    /// The file or folder that the asset's users open.
    ///
    /// - Throws: `AssetError` with the command that fetches it when it is not there.
    public func location(of asset: Asset) throws(AssetError) -> URL {
        guard holds(asset) else {
            throw AssetError(
                .notFetched, item: asset.name, "is not in \(folder.path).",
                remedy: "Run `baskets fetch \(asset.name)`.")
        }
        let place = folder.appending(path: asset.name)
        return asset.main == "." ? place : place.appending(path: asset.main)
    }

    /// The file of the hub, or the folder of a model of it.
    ///
    /// - Throws: `AssetError` with the command that fetches it when it is not there, or not whole.
    func location(of name: HubName) throws(AssetError) -> URL {
        let place = folder.appending(path: "hub/\(name.folder)")
        let main = name.file.map { place.appending(path: $0) }
        let mark = main ?? place.appending(path: ".complete")
        guard FileManager.default.fileExists(atPath: mark.path) else {
            throw AssetError(
                .notFetched, item: "\(name)", "is not in \(folder.path).",
                remedy: "Run `baskets fetch \(name)`.")
        }
        return main ?? place
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// All assets by name: `catalog.json`, which the fetch script reads too.
public struct AssetCatalog: Sendable, Hashable {
    public let assets: [Asset]

    /// - Throws: `AssetError` when the text is no catalog of the known format.
    public init(json: [UInt8]) throws(AssetError) {
        struct File: Decodable {
            let format: Int
            let assets: [Asset]
        }
        do {
            let file = try JSONDecoder().decode(File.self, from: Data(json))
            guard file.format == 1 else {
                throw AssetError(
                    .badCatalog, item: "catalog.json", "has format \(file.format), not 1.",
                    remedy: "Build the command and its catalog from one version.")
            }
            assets = file.assets
        } catch let error as AssetError {
            throw error
        } catch {
            throw AssetError(
                .badCatalog, item: "catalog.json", "cannot be read: \(error).",
                remedy: "Restore the file as it was published.")
        }
    }

    /// The catalog that this command was built with.
    public static func builtIn() throws(AssetError) -> AssetCatalog {
        try AssetCatalog(json: PackageResources.catalog_json)
    }

    /// - Throws: `AssetError` that names the known assets when there is none of that name.
    public func asset(named name: String) throws(AssetError) -> Asset {
        if let asset = assets.first(where: { $0.name == name }) { return asset }
        throw AssetError(
            .unknown, item: name, "is no asset of the catalog.",
            remedy: "Known are \(assets.map(\.name).joined(separator: ", ")).")
    }
}

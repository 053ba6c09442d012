// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Bring assets into the cache, verified.")

    @Flag(help: "Name the assets with their licences and terms, and fetch none.")
    var list = false

    @Argument(help: "Names of assets.")
    var assets: [String] = []

    func validate() throws {
        guard list || !assets.isEmpty else {
            throw ValidationError("Name assets, or use --list.")
        }
    }

    func run() async throws {
        let library = try ModelLibrary.standard()
        if list {
            for asset in library.catalog.assets {
                let here = library.cache.holds(asset) ? "here" : "not fetched"
                Output.result("\(asset.name): \(asset.about) (\(here))")
                Output.result("  licence: \(asset.licence)\n  terms: \(asset.terms)")
            }
            return
        }
        try await AssetFetcher(catalog: library.catalog, cache: library.cache).fetch(assets)
    }
}

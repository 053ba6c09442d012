// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Bring models and data into the cache, verified.",
        discussion: """
            Names are assets (--list names them), files and models of the hub, such as
            huggingface:org/name@revision/file, or a study file: all that it names. A data set of
            the hub is huggingface:datasets/org/name@revision/file. HF_TOKEN is sent to the hub
            where it is set, HF_ENDPOINT is another address of it.
            """)

    @Flag(help: "Name the assets with their licences and terms, and fetch none.")
    var list = false

    @Argument(help: "Assets, names of the hub, or study files.")
    var assets: [String] = []

    func validate() throws {
        guard list || !assets.isEmpty else {
            throw ValidationError("Name assets or a study, or use --list.")
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
        let studies = assets.filter { $0.hasSuffix(".yaml") }
        for study in studies { try await LocalStudy.fetch(URL(filePath: study)) }
        try await AssetFetcher(catalog: library.catalog, cache: library.cache)
            .fetch(assets.filter { !studies.contains($0) })
    }
}

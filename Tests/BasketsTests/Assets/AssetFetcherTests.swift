// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Baskets

struct AssetFetcherTests {
    @Test func asksForNothingWhenAllIsThere() async throws {
        // A fetch of an unknown name fails before any client is called; of no name it does nothing.
        let cache = AssetCache(folder: URL(filePath: "/nonexistent"))
        let fetcher = AssetFetcher(catalog: try .builtIn(), cache: cache)
        try await fetcher.fetch([])
        await #expect(throws: AssetError.self) { try await fetcher.fetch(["foldoc", "nothing"]) }
        #expect(!FileManager.default.fileExists(atPath: cache.folder.path))
    }
}

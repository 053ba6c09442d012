// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Baskets

struct AssetCacheTests {
    let asset = Asset(
        name: "tiny", kind: .model, main: "tiny.gguf", about: "four bytes", licence: "none",
        terms: "unknown", files: [.init(path: "tiny.gguf", bytes: 4, sha256: "")], folders: nil)

    /// A cache whose only asset has the given file, verified or not.
    func withCache(
        content: String, verified: Bool, _ body: (AssetCache) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appending(path: "tiny")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(content.utf8).write(to: place.appending(path: "tiny.gguf"))
        if verified { try Data().write(to: place.appending(path: ".verified")) }
        try body(AssetCache(folder: folder))
    }

    @Test func findsAVerifiedAsset() throws {
        try withCache(content: "1234", verified: true) { cache in
            let location = try cache.location(of: asset)
            #expect(location.path == cache.folder.path + "/tiny/tiny.gguf")
        }
    }

    @Test(arguments: [("1234", false), ("123", true), ("12345", true)])
    func holdsNothingUnverifiedOrOfAnotherSize(content: String, verified: Bool) throws {
        try withCache(content: content, verified: verified) { cache in
            #expect(!cache.holds(asset))
            let error = #expect(throws: AssetError.self) { try cache.location(of: asset) }
            #expect(
                error?.description
                    == "tiny is not in \(cache.folder.path). Run `baskets fetch tiny`.")
        }
    }

    @Test func standsWhereTheEnvironmentSays() {
        let set = AssetCache.standard(environment: ["BASKETS_CACHE": "/data/b", "HOME": "/home/a"])
        #expect(set.folder.path == "/data/b")
        let unset = AssetCache.standard(environment: ["BASKETS_CACHE": "", "HOME": "/home/a"])
        #expect(unset.folder.path == "/home/a/.cache/baskets")
    }
}

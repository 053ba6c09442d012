// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

/// What a dump has to do with the number of threads (`make proofs`).
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil))
struct ThreadsProof {
    /// Threads are in no fingerprint, and need not be: a row of the smoke study is the same to the last
    /// digit with one thread and with two, all of it made anew.
    @Test func theSmokeStudyHasOneDumpWithOneThreadAndWithTwo() throws {
        let folder = try TemporaryFolder()
        let dumps = try ["1", "2"].map { threads in
            let run = folder.url.appending(path: "run\(threads)")
            let cache = folder.url.appending(path: "cache\(threads)")
            try link(to: cache)
            let outcome = try Command.run(
                ["run", Command.study("smoke"), "--run", run.path],
                environment: ["OPENBLAS_NUM_THREADS": threads, "BASKETS_CACHE": cache.path])
            try #require(outcome.status == 0, "\(outcome.notes)")
            return try Command.run("dump", run.path).output
        }
        print("threads: \(dumps[0].split(separator: "\n").count) rows")
        #expect(dumps[0].count > 1000)
        #expect(dumps[0] == dumps[1])
    }

    /// A cache with the same models and none of the verdicts that are kept for other runs.
    private func link(to cache: URL) throws {
        let files = FileManager.default
        let named = ProcessInfo.processInfo.environment["BASKETS_CACHE"].map { URL(filePath: $0) }
        let own = named ?? files.homeDirectoryForCurrentUser.appending(path: ".cache/baskets")
        try files.createDirectory(at: cache, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: own.path) where name != "verdicts" {
            try files.createSymbolicLink(
                at: cache.appending(path: name), withDestinationURL: own.appending(path: name))
        }
    }
}

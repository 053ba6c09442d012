// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsStore

/// Names of a store's files while it is open and has just been written to.
private func files(ofStoreIn folder: URL) throws -> [String] {
    let store = try Store.open(folder)
    try store.add(StoreBatch(facts: [FactRow(.method, "split", "1")]))
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// A write-ahead log needs memory that machines do not share; a rollback journal is gone with its
/// transaction.
@Test func storesOfASharedFolderKeepNoWriteAheadLog() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (own, shared) = (folder.appending(path: "own"), folder.appending(path: "shared"))
    #expect(
        try files(ofStoreIn: own) == ["study.sqlite", "study.sqlite-shm", "study.sqlite-wal"])
    try SharedFolder.mark(shared)
    #expect(try files(ofStoreIn: shared) == ["shared", "study.sqlite"])
    // One that began with a log loses it, and keeps its rows.
    try SharedFolder.mark(own)
    #expect(try files(ofStoreIn: own) == ["shared", "study.sqlite"])
    #expect(try Store.existing(own).facts(.method) == [FactRow(.method, "split", "1")])
}

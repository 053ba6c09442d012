// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsStore

/// The files of an open store as a killed process would leave them, opened again.
private func afterKill(_ store: Store) throws -> (store: Store, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for suffix in ["", "-wal"] {
        let file = URL(filePath: store.file.path + suffix)
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        try FileManager.default.copyItem(
            at: file, to: folder.appending(path: Store.fileName + suffix))
    }
    return (try Store.existing(folder), folder)
}

@Test func whatAddReturnedFromSurvivesAKill() throws {
    try withStore { store in
        try store.add(everything())
        let (left, folder) = try afterKill(store)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try left.dump() == store.dump())
    }
}

@Test func aKillInsideABatchLeavesNothingOfIt() throws {
    try withStore { store in
        try store.add(everything())
        let before = try store.dump()
        var found: String?
        try store.write { db in
            for number in 0..<5000 {
                try answer("x\(number)", of: "q1", by: "late", draw: number).insert(db)
            }
            let (left, folder) = try afterKill(store)
            defer { try? FileManager.default.removeItem(at: folder) }
            found = try left.dump()
        }
        #expect(found == before)
        #expect(try store.keys(of: .answer).count == 5002)
    }
}

@Test func aSecondReaderSeesWhatIsStoredSoFar() throws {
    try withStore { store in
        try store.add(StoreBatch(questions: [question("q1")]))
        let reader = try Store.existing(store.file.deletingLastPathComponent())
        try store.add(StoreBatch(answers: [answer("a1", of: "q1")]))
        #expect(try reader.keys(of: .answer) == ["a1"])
    }
}

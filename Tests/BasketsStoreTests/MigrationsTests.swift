// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsStore

private let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Store/schema-1.sql")

/// A released step is never edited: its schema is this file. A missing file is written and fails.
@Test func theFirstStepMakesTheSchemaOfItsFile() throws {
    let schema = try withStore { try $0.schema() }
    guard let expected = try? String(contentsOf: golden, encoding: .utf8) else {
        try Data(schema.utf8).write(to: golden)
        Issue.record("\(golden.lastPathComponent) was missing and is written now: check it")
        return
    }
    #expect(schema == expected)
}

@Test func theStepsAreNamed() throws {
    #expect(Migrations.names == ["1 study, questions, answers, cells, scores"])
}

@Test func refusesAFileOfANewerVersion() throws {
    try withStore { store in
        try store.execute("INSERT INTO grdb_migrations VALUES ('99 later')")
        do {
            _ = try Store.existing(store.file.deletingLastPathComponent())
            Issue.record("a newer file was opened")
        } catch {
            #expect("\(error)".contains("was written by a newer version of Baskets."))
        }
    }
}

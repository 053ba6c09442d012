// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import GRDB
import Testing

@testable import BasketsStore

@Test func mergingTakesWhatIsMissingOnceAndKeepsTheFirst() throws {
    try withStore { mine in
        try withStore { theirs in
            try theirs.add(everything(seconds: 2))
            let folder = theirs.file.deletingLastPathComponent()
            let first = try mine.merge(folder)
            #expect(first.added > 20 && first.shared == 0 && first.differing == 0)
            #expect(try mine.dump() == theirs.dump())
            #expect(try mine.events() == theirs.events())
            let second = try mine.merge(folder)
            #expect(second.added == 0 && second.differing == 0)
            #expect(try mine.events().count == theirs.events().count)

            // Only in theirs; and one under a key that mine has, with another text.
            try theirs.add(StoreBatch(questions: [question("q9")]))
            try theirs.execute("UPDATE answer SET text = 'else' WHERE key = 'a1'")
            let third = try mine.merge(folder)
            #expect(third.added == 1 && third.differing == 1)
            #expect(try mine.answers(keys: ["a1"])["a1"]?.answer.text != "else")
        }
    }
}

@Test func aMergeThatCannotBeWholeStoresNothing() throws {
    try withStore { mine in
        try withStore { theirs in
            try theirs.add(everything(seconds: 2))
            // Rows whose parent is nowhere, as in a file that was tampered with.
            var careless = Configuration()
            careless.foreignKeysEnabled = false
            try DatabaseQueue(path: theirs.file.path, configuration: careless)
                .write { try $0.execute(sql: "DELETE FROM cell") }
            let before = try mine.dump()
            let folder = theirs.file.deletingLastPathComponent()
            let error = #expect(throws: StoreError.self) { try mine.merge(folder) }
            #expect(error?.code == .refused)
            #expect(try mine.dump() == before)
            // The store goes on working.
            try mine.add(StoreBatch(questions: [question("q9")]))
        }
    }
}

/// What tells equal rows is the primary key of their table: each has one.
@Test func everyDumpedTableHasAKey() throws {
    try withStore { store in
        let tables = Store.dumped.map(\.0)
        #expect(tables.count > 20)
        for table in tables {
            let keys = try store.read { try $0.primaryKey(table).columns }
            #expect(!keys.isEmpty && keys != ["rowid"], "\(table)")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Foundation
import GRDB

/// What came of merging a run into another.
package struct MergeCount: Sendable, Hashable {
    /// Rows that were new.
    package var added = 0
    /// Rows that both had.
    package var shared = 0
    /// Of the shared ones, those that said something else; the first is kept.
    package var differing = 0

    package init(added: Int = 0, shared: Int = 0, differing: Int = 0) {
        self.added = added
        self.shared = shared
        self.differing = differing
    }

    package static func += (a: inout MergeCount, b: MergeCount) {
        a.added += b.added
        a.shared += b.shared
        a.differing += b.differing
    }
}

extension Store {
    /// Takes in the rows of another run that this one lacks, all or none. Rows are the same where
    /// their keys are, and keys are fingerprints of what the rows were made from: merging twice changes
    /// nothing. What this run has of a study, facts and the current one, stays.
    ///
    /// - Parameter other: the folder of the other run; its store is brought to this version's schema.
    /// - Throws: `StoreError.absent` where the folder holds no run, `refused` where nothing was taken.
    package func merge(_ other: URL) throws -> MergeCount {
        let file = try Store.existing(other).file
        return try attached(file) { db in
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            var count = MergeCount()
            for (table, _) in Self.dumped { count += try Self.merge(table, db) }
            count.added += try Self.mergeEvents(db)
            return count
        }
    }

    /// In a transaction with the other store beside this one, as `other`.
    private func attached<Value>(_ file: URL, _ change: (Database) throws -> Value) throws -> Value
    {
        do {
            return try database.inDatabase { db in
                try db.execute(sql: "ATTACH DATABASE ? AS other", arguments: [file.path])
                defer { try? db.execute(sql: "DETACH DATABASE other") }
                // New keys fall all over their index: where it does not fit, each row writes a page.
                try db.execute(sql: "PRAGMA main.cache_size = -\(Self.mergeCache)")
                defer { try? db.execute(sql: "PRAGMA main.cache_size = -2000") }
                var found: Value?
                try db.inTransaction(.immediate) {
                    found = try change(db)
                    return .commit
                }
                guard let found else { preconditionFailure("a transaction that ended has run") }
                return found
            }
        } catch let error as DatabaseError {
            throw StoreError(
                .refused, item: self.file.path, "did not take the rows of \(file.path).",
                remedy: "Nothing of it was stored. Is it a run of the same study, and is there "
                    + "space on the disk?", underlying: error)
        }
    }

    /// In KiB: the index of some 20 million keys.
    private static let mergeCache = 1_000_000

    private static func merge(_ table: String, _ db: Database) throws -> MergeCount {
        let names = try db.columns(in: table).map(\.name)
        let keys = try db.primaryKey(table).columns
        let same = keys.map { "mine.\($0) = theirs.\($0)" }.joined(separator: " AND ")
        let said = names.filter { !unequal.contains($0) && !keys.contains($0) }
            .map { "mine.\($0) IS NOT theirs.\($0)" }
        let join = "FROM other.\(table) AS theirs JOIN main.\(table) AS mine ON \(same)"
        var count = MergeCount(
            shared: try Int.fetchOne(db, sql: "SELECT COUNT(*) \(join)") ?? 0)
        // Facts are of a run, not made from what their keys say.
        if count.shared > 0, table != "fact", !said.isEmpty {
            let differs = said.joined(separator: " OR ")
            count.differing =
                try Int.fetchOne(db, sql: "SELECT COUNT(*) \(join) WHERE \(differs)") ?? 0
        }
        let values = names.map { table == "study" && $0 == "isCurrent" ? "0" : $0 }
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO main.\(table) (\(names.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM other.\(table)
                """)
        count.added = db.changesCount
        return count
    }

    /// Events have no key of their own: what happened at one moment to one item is one.
    private static func mergeEvents(_ db: Database) throws -> Int {
        let names = try db.columns(in: "event").map(\.name).filter { $0 != "id" }
        let list = names.joined(separator: ", ")
        try db.execute(
            sql: "INSERT INTO main.event (\(list)) "
                + "SELECT \(list) FROM other.event EXCEPT SELECT \(list) FROM main.event")
        return db.changesCount
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Foundation
import GRDB

/// The rows of one run: `study.sqlite` in the run's folder.
///
/// One process writes at a time; others may read meanwhile. What `add` returned from is on disk,
/// whenever the process is killed.
package final class Store: Sendable {
    package static let fileName = "study.sqlite"

    let database: DatabaseQueue
    package let file: URL

    /// - Parameter step: the last step of the schema; nil: all.
    private init(_ file: URL, through step: String? = nil) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.setJournal(in: file.deletingLastPathComponent())
        configuration.busyMode = .timeout(10)
        self.file = file
        do {
            database = try DatabaseQueue(path: file.path, configuration: configuration)
            try Self.checkVersion(database, file)
            if let step {
                try Migrations.all.migrate(database, upTo: step)
            } else {
                try Migrations.all.migrate(database)
            }
        } catch let error as DatabaseError {
            throw StoreError(
                .unreadable, item: file.path, "cannot be opened.",
                remedy: "Check that the folder may be written and that the file is a run's.",
                underlying: error)
        }
    }

    /// The store of a run folder; folder and file are made where they are missing.
    package static func open(_ folder: URL) throws -> Store {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                .unreadable, item: folder.path, "cannot be made.",
                remedy: "Choose another folder with --run.", underlying: error)
        }
        return try Store(folder.appending(path: fileName))
    }

    /// The store of a run folder as an earlier version made it.
    static func open(_ folder: URL, through step: String) throws -> Store {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try Store(folder.appending(path: fileName), through: step)
    }

    /// The store of a run folder that is there.
    package static func existing(_ folder: URL) throws -> Store {
        let file = folder.appending(path: fileName)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError(
                .absent, item: folder.path, "holds no run.",
                remedy: "Name the folder of a run, such as runs/quickstart.")
        }
        return try Store(file)
    }

    /// The store of a run folder, brought to this version's schema, then only read.
    static func looking(at folder: URL) throws -> Store {
        try Store(reading: existing(folder).file)
    }

    private init(reading file: URL) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        self.file = file
        do {
            database = try DatabaseQueue(path: file.path, configuration: configuration)
        } catch let error as DatabaseError {
            throw StoreError(
                .unreadable, item: file.path, "cannot be opened.",
                remedy: "Check that the file is a run's.", underlying: error)
        }
    }

    private static func checkVersion(_ database: DatabaseQueue, _ file: URL) throws {
        let known = Migrations.all
        let isNewer = try database.read { try known.hasBeenSuperseded($0) }
        guard !isNewer else {
            throw StoreError(
                .unreadable, item: file.path, "was written by a newer version of Baskets.",
                remedy: "Open it with that version.")
        }
    }

    /// Stores all rows of a batch, or none.
    ///
    /// - Throws: `StoreError.refused` when a row is there already or its parent is not.
    package func add(_ batch: StoreBatch) throws {
        try write { db in
            for fact in batch.facts {
                try db.execute(
                    sql: "DELETE FROM fact WHERE kind = ? AND name = ?",
                    arguments: [fact.kind.rawValue, fact.name])
                try fact.insert(db)
            }
            var inserting = Inserting(db)
            for (row, orIgnore) in batch.rows { try inserting.insert(row, orIgnore: orIgnore) }
        }
    }

    /// Stores a study, if it is new, and makes it the current one.
    package func makeCurrent(_ study: StudyRow) throws {
        try write { db in
            try db.execute(sql: "UPDATE study SET isCurrent = 0")
            try db.execute(
                sql: """
                    INSERT INTO study (key, name, resolved, isCurrent) VALUES (?, ?, ?, 1)
                    ON CONFLICT (key) DO UPDATE SET isCurrent = 1
                    """, arguments: [study.key, study.name, study.resolved])
        }
    }

    /// Runs a statement that no part of the schema foresees.
    func execute(_ statement: String) throws {
        try write { try $0.execute(sql: statement) }
    }

    func write<Value>(_ change: (Database) throws -> Value) throws -> Value {
        do {
            return try database.write(change)
        } catch let error as DatabaseError {
            throw StoreError(
                .refused, item: file.path, "did not take a batch of rows.",
                remedy: "Nothing of the batch was stored. Is there space on the disk?",
                underlying: error)
        }
    }

    func read<Value>(_ query: (Database) throws -> Value) throws -> Value {
        do {
            return try database.read(query)
        } catch let error as DatabaseError {
            throw StoreError(
                .unreadable, item: file.path, "cannot be read.",
                remedy: "Is the file whole? `sqlite3 FILE 'PRAGMA integrity_check'` tells.",
                underlying: error)
        }
    }
}

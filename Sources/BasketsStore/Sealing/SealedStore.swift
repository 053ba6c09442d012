// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Foundation
import GRDB

/// The dangerous texts of one run: `sealed.sqlite` in the run's folder, mode 0600.
///
/// Each text is a box of AES-GCM under a key that is derived from the user's key and the file's own
/// salt; the row's key is authenticated with it, so that no box can stand in another's place. What
/// `add` returned from is on disk. Texts are added before the rows of `study.sqlite` that name them:
/// a kill between the two leaves a text that nothing names, and the next run replaces it.
package final class SealedStore: Sendable {
    package static let fileName = "sealed.sqlite"

    package let file: URL
    private let database: DatabaseQueue
    private let boxKey: SymmetricKey
    private let nonceKey: SymmetricKey

    /// The sealed store of a run folder; the file is made where it is missing.
    ///
    /// - Throws: `StoreError.badKey` when the texts were sealed with another key.
    package static func open(_ folder: URL, key: SealKey) throws -> SealedStore {
        let file = folder.appending(path: fileName)
        if !FileManager.default.fileExists(atPath: file.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            guard
                Permissions.write(Data(), to: file)
                    || FileManager.default.fileExists(atPath: file.path)
            else {
                throw StoreError(
                    .unreadable, item: file.path, "cannot be made.",
                    remedy: "Choose another folder with --run.")
            }
        }
        return try SealedStore(file, key)
    }

    /// True where the run has sealed texts.
    package static func exists(in folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: fileName).path)
    }

    private init(_ file: URL, _ key: SealKey) throws {
        var configuration = Configuration()
        configuration.setJournal(in: file.deletingLastPathComponent())
        configuration.busyMode = .timeout(10)
        // What is replaced is overwritten, not left in free pages.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        self.file = file
        do {
            try Permissions.restrict(file)
            database = try DatabaseQueue(path: file.path, configuration: configuration)
            let known = SealedMigrations.all
            guard try !database.read({ try known.hasBeenSuperseded($0) }) else {
                throw StoreError(
                    .unreadable, item: file.path, "was written by a newer version of Baskets.",
                    remedy: "Open it with that version.")
            }
            try known.migrate(database)
            let salt = try database.write(Self.salt)
            boxKey = Self.derive(key, salt: salt, "box")
            nonceKey = Self.derive(key, salt: salt, "nonce")
        } catch let error as DatabaseError {
            throw StoreError(
                .unreadable, item: file.path, "cannot be opened.",
                remedy: "Check that the folder may be written and that the file is a run's.",
                underlying: error)
        }
        try checkKey(key)
    }

    private static func salt(_ db: Database) throws -> Data {
        if let salt = try Data.fetchOne(db, sql: "SELECT salt FROM seal") { return salt }
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        try db.execute(sql: "INSERT INTO seal (id, salt) VALUES (1, ?)", arguments: [salt])
        return salt
    }

    private static func derive(_ key: SealKey, salt: Data, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.bytes, salt: salt, info: Data("baskets 1 \(purpose)".utf8),
            outputByteCount: 32)
    }

    /// The file knows its key by a box of a known word.
    private func checkKey(_ key: SealKey) throws {
        let word = SealedText(key: "key check", text: "baskets")
        let stored = try read { try Data.fetchOne($0, sql: "SELECT keyCheck FROM seal") }
        guard let stored else {
            let box = try box(word)
            return try write {
                try $0.execute(sql: "UPDATE seal SET keyCheck = ?", arguments: [box])
            }
        }
        guard (try? open(stored, key: word.key)) == word.text else {
            throw StoreError(
                .badKey, item: file.path, "was sealed with another key than \(key.file.path).",
                remedy: "Put the key back that it was sealed with, or remove the file and run "
                    + "again: its texts are made again.")
        }
    }

    // MARK: Texts

    /// Stores texts, all or none. A text whose key is there is replaced.
    package func add(_ texts: [SealedText]) throws {
        let boxes = try texts.map { ($0.key, $0.hash, try box($0)) }
        try write { db in
            for (key, hash, box) in boxes {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO sealed (key, hash, box) VALUES (?, ?, ?)",
                    arguments: [key, hash, box])
            }
        }
    }

    /// Texts by key; those that are not there are left out.
    ///
    /// - Throws: `StoreError.unreadable` for a box that was changed.
    package func texts(keys: some Collection<String>) throws -> [String: String] {
        var found: [String: String] = [:]
        for key in Set(keys).sorted() {
            let box = try read {
                try Data.fetchOne(
                    $0, sql: "SELECT box FROM sealed WHERE key = ?", arguments: [key])
            }
            if let box { found[key] = try open(box, key: key) }
        }
        return found
    }

    package func keys() throws -> Set<String> {
        try read { try String.fetchSet($0, sql: "SELECT key FROM sealed") }
    }

    /// One line a text, sorted by key, with the text's hash in its place.
    package func dump(_ line: (String) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(db, sql: "SELECT key, hash FROM sealed ORDER BY key")
            while let row = try rows.next() {
                let (key, hash): (String, String) = (row["key"], row["hash"])
                try line("sealed {\"key\":\"\(key)\",\"text\":\"sha256:\(hash)\"}")
            }
        }
    }

    // MARK: Boxes

    /// The nonce follows from the row's key and the text: a key whose text changed, as an answer of
    /// a remote address may, gets another nonce, and none is ever used twice.
    private func box(_ sealed: SealedText) throws -> Data {
        let name = Data(sealed.key.utf8)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(name.count):".utf8) + name + Data(sealed.text.utf8), using: nonceKey)
        let nonce = try AES.GCM.Nonce(data: Data(code).prefix(12))
        let box = try AES.GCM.seal(
            Data(sealed.text.utf8), using: boxKey, nonce: nonce, authenticating: name)
        return Data(nonce) + box.ciphertext + box.tag
    }

    private func open(_ data: Data, key: String) throws -> String {
        do {
            let box = try AES.GCM.SealedBox(combined: data)
            let plain = try AES.GCM.open(box, using: boxKey, authenticating: Data(key.utf8))
            return String(decoding: plain, as: UTF8.self)
        } catch {
            throw StoreError(
                .unreadable, item: "\(file.path), text \(key)", "was changed after it was sealed.",
                remedy: "Remove the file and run the study again: its texts are made again.")
        }
    }

    private func write<Value>(_ change: (Database) throws -> Value) throws -> Value {
        do {
            return try database.write(change)
        } catch let error as DatabaseError {
            // The message alone: the statement's arguments are texts.
            throw StoreError(
                .refused, item: file.path,
                "did not take a batch of texts (\(error.message ?? "no reason given")).",
                remedy: "Nothing of the batch was stored. Is there space on the disk?")
        }
    }

    private func read<Value>(_ query: (Database) throws -> Value) throws -> Value {
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

/// The schema of sealed texts, step by step; a step that was released is never edited.
enum SealedMigrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 sealed texts") { db in
            // The file's own salt, and a box by which a wrong key is known; one row.
            try db.execute(
                sql: """
                    CREATE TABLE seal (
                        id INTEGER PRIMARY KEY CHECK (id = 1), salt BLOB NOT NULL, keyCheck BLOB)
                    STRICT
                    """)
            // A text, sealed: nonce, ciphertext and tag in one; the hash is that of the text.
            try db.execute(
                sql: """
                    CREATE TABLE sealed (
                        key TEXT PRIMARY KEY, hash TEXT NOT NULL, box BLOB NOT NULL) STRICT
                    """)
        }
        return migrator
    }
}

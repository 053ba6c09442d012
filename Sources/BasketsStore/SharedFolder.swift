// SPDX-License-Identifier: Apache-2.0
package import Foundation
import GRDB

/// A run's folder that several machines see.
///
/// SQLite's write-ahead log needs memory that all who open a file share, which machines do not: the
/// stores of such a folder keep a rollback journal, for which locks on the file are enough
/// (sqlite.org/wal.html).
package enum SharedFolder {
    static let mark = "shared"

    /// From here on, and in copies of the folder that have the mark too.
    package static func mark(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: mark)
        guard !FileManager.default.fileExists(atPath: file.path) else { return }
        try Data().write(to: file, options: .atomic)
    }

    static func isOne(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: mark).path)
    }
}

extension Configuration {
    /// Sets the journal of a store in a folder.
    mutating func setJournal(in folder: URL) {
        guard SharedFolder.isOne(folder) else {
            journalMode = .wal
            return
        }
        prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// A cell's number on the questions that all cells of its target share, and on seeded subsets of
/// them: what every comparison of cells is made from. Never changes.
package struct ResampleRow: Sendable, Hashable {
    package let key: String
    package let cellKey: String
    package let measure: String
    package let version: String
    /// Questions that all cells share, and how many of them each subset lacks.
    package let questions: Int
    package let deleted: Int
    /// nil where there is none, and then `note` says why.
    package let value: Double?
    /// The number on each subset; empty without a value.
    package let subsets: [Double]
    package let note: String?

    package init(
        key: String, cellKey: String, measure: String, version: String, questions: Int,
        deleted: Int, value: Double?, subsets: [Double], note: String? = nil
    ) {
        self.key = key
        self.cellKey = cellKey
        self.measure = measure
        self.version = version
        self.questions = questions
        self.deleted = deleted
        self.value = value
        self.subsets = subsets
        self.note = note
    }
}

extension ResampleRow: TableRow {
    static var table: String { "resample" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        var bytes = Data(capacity: subsets.count * 8)
        for value in subsets {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return [
            ("key", key), ("cellKey", cellKey), ("measure", measure), ("version", version),
            ("questions", questions), ("deleted", deleted), ("value", value), ("subsets", bytes),
            ("note", note),
        ]
    }

    init(_ row: Row) throws {
        let bytes: Data = row["subsets"]
        let subsets = stride(from: bytes.startIndex, to: bytes.endIndex - 7, by: 8).map { place in
            let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
            return Double(bitPattern: bits)
        }
        self.init(
            key: row["key"], cellKey: row["cellKey"], measure: row["measure"],
            version: row["version"], questions: row["questions"], deleted: row["deleted"],
            value: row["value"], subsets: subsets, note: row["note"])
    }
}

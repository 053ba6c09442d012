// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A study as resolved. Never changes but for being the current one.
package struct StudyRow: Sendable, Hashable {
    package let key: String
    package let name: String
    /// The study file with all defaults written out.
    package let resolved: String

    package init(key: String, name: String, resolved: String) {
        self.key = key
        self.name = name
        self.resolved = resolved
    }
}

/// What a run found or used, as text. A later run may find something else.
package struct FactRow: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Name and version of a method.
        case method
        /// Model of a source or target: its fingerprint.
        case model
        /// What was read, left out, cleaned.
        case questions
        /// How different the sources are, by the fingerprint of their answers.
        case difference
        /// What filled baskets hold, in numbers, by the fingerprint of what they were filled from.
        case baskets
        /// Processor, threads, backend. Not part of a dump.
        case machine
        /// What requests took that no other row tells of: tokens and money. By the time where they
        /// brought nothing when a run ended, by the row's key where only a later one brought it.
        /// Not part of a dump.
        case lost
    }

    package let kind: Kind
    package let name: String
    package let value: String

    package init(_ kind: Kind, _ name: String, _ value: String) {
        self.kind = kind
        self.name = name
        self.value = value
    }
}

extension FactRow {
    /// - Parameter money: what no row tells of; 0 where a row has it.
    package static func lost(_ name: String, tokens: Int, money: Double) -> FactRow {
        FactRow(.lost, name, "\(tokens) \(money)")
    }

    /// Tokens and money of a fact of this kind; nil for others.
    package var lost: (tokens: Int, money: Double)? {
        guard kind == .lost else { return nil }
        let parts = value.split(separator: " ")
        return (parts.first.flatMap { Int($0) } ?? 0, parts.last.flatMap { Double($0) } ?? 0)
    }
}

extension FactRow: TableRow {
    static var table: String { "fact" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [("kind", kind.rawValue), ("name", name), ("value", value)]
    }

    init(_ row: Row) throws {
        self.init(try row.word("kind"), row["name"], row["value"])
    }
}

extension Row {
    /// A column that holds one of the words of an enumeration.
    func word<Word: RawRepresentable>(_ column: String) throws -> Word
    where Word.RawValue == String {
        let text: String = self[column]
        guard let word = Word(rawValue: text) else {
            throw StoreError(
                .unreadable, item: column, "holds \"\(text)\", which is unknown.",
                remedy: "Open the run with the version of Baskets that wrote it.")
        }
        return word
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

extension Store {
    /// Columns that differ between equal runs: times, durations, costs, attempts.
    static let unequal: Set<String> = [
        "seconds", "cost", "spent", "attempts", "at", "isCurrent",
    ]

    /// Tables in the order of a dump, with what their rows are sorted by.
    static let dumped = [
        ("study", "key"), ("fact", "kind, name"), ("question", "key"), ("split", "draw, question"),
        ("questionCount", "draw, kind, reason"), ("writer", "key"), ("answer", "key"),
        ("tokenCount", "tokenizer, answer"), ("basket", "basket, question"), ("cell", "key"),
        ("curve", "cell, step, part"), ("textScore", "key"), ("embedding", "key"),
        ("sentenceVector", "key"), ("divergence", "key"), ("choiceQuestion", "key"),
        ("choiceScore", "key"), ("verdict", "key"), ("prompt", "key"),
        ("promptDraw", "draw, prompt"), ("promptAnswer", "key"), ("refusal", "key"),
        ("ratedAnswer", "key"), ("ratedDraw", "draw, answer"),
        ("score", "key"), ("resample", "key"),
    ]

    /// Writes all rows sorted by key, one line each, without times, durations, costs and the
    /// machine. Two runs are the same when their dumps are equal byte for byte.
    ///
    /// - Parameter line: called with each line, without its line feed.
    package func dump(_ line: (String) throws -> Void) throws {
        try read { db in
            for (table, order) in Self.dumped {
                let condition = table == "fact" ? "WHERE kind NOT IN ('machine', 'lost') " : ""
                let rows = try Row.fetchCursor(
                    db, sql: "SELECT * FROM \(table) \(condition)ORDER BY \(order)")
                while let row = try rows.next() {
                    try line("\(table) \(Self.text(of: row))")
                }
            }
        }
    }

    /// All lines of the dump, each with its line feed.
    package func dump() throws -> String {
        var text = ""
        try dump { text += $0 + "\n" }
        return text
    }

    private static func text(of row: Row) -> String {
        let columns = row.filter { !unequal.contains($0.0) }.map { name, value in
            "\"\(name)\":\(json(value))"
        }
        return "{\(columns.joined(separator: ","))}"
    }

    /// A column's value as JSON; bytes as their SHA-256.
    static func json(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "null"
        case .int64(let number): "\(number)"
        case .double(let number): number.isFinite ? "\(number)" : "\"\(number)\""
        case .string(let text): json(text)
        case .blob(let bytes): "\"sha256:\(Fingerprint.whole(bytes))\""
        }
    }

    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

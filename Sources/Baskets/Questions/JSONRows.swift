// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Rows of `.jsonl` and `.json` files.
enum JSONRows {
    /// One object in each line; empty lines are passed over.
    static func lines(of text: String, _ file: String) throws -> [QuestionRow] {
        var rows: [QuestionRow] = []
        // Split at line feeds alone: other separators may stand inside JSON texts.
        for (index, line) in text.utf8.split(separator: 10, omittingEmptySubsequences: false)
            .enumerated()
        {
            guard line.contains(where: { !" \t\r".utf8.contains($0) }) else { continue }
            let value = try parse(Data(line), file, line: index + 1)
            rows.append(try row(value, file, line: index + 1))
        }
        return rows
    }

    /// One list of objects.
    static func array(of text: String, _ file: String) throws -> [QuestionRow] {
        let value = try parse(Data(text.utf8), file, line: nil)
        guard let values = value as? [Any] else {
            throw QuestionError(
                .broken, file: file, "is no list of rows.",
                remedy: "Write [{...}, {...}], or one row a line in a .jsonl file.")
        }
        return try values.enumerated().map { try row($1, file, line: $0 + 1) }
    }

    private static func parse(_ data: Data, _ file: String, line: Int?) throws -> Any {
        do {
            return try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
        } catch {
            throw QuestionError(
                .broken, file: file, line: line, "is not readable as JSON.",
                remedy: "Mend the line; a text ends on the line that it began on.")
        }
    }

    private static func row(_ value: Any, _ file: String, line: Int) throws -> QuestionRow {
        guard let object = value as? [String: Any] else {
            throw QuestionError(
                .broken, file: file, line: line, "is no object.",
                remedy: "Write each row as {\"instruction\": ..., \"response\": ...}.")
        }
        return QuestionRow(line: line, fields: object.mapValues(kind))
    }

    private static func kind(_ value: Any) -> QuestionRow.Value {
        switch value {
        case let text as String: .text(text)
        case is NSNull: .null
        case let list as [Any]: .list(list.map(kind))
        case let object as [String: Any]: .object(object.mapValues(kind))
        default: .other("a number or true/false")
        }
    }
}

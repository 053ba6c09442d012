// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Rows of a `.csv` file (RFC 4180): commas, a header, quoted fields that may hold line breaks; and
/// of a `.tsv` file, the same with tabs.
enum CSVRows {
    static func read(
        _ text: String, _ file: String, separator: UInt8 = UInt8(ascii: ",")
    ) throws -> [QuestionRow] {
        let records = try records(of: Array(text.utf8), file, separator: separator)
        guard let header = records.first else { return [] }
        for (place, name) in header.fields.enumerated()
        where header.fields[..<place].contains(name) {
            throw QuestionError(
                .broken, file: file, line: header.line, "has two columns named \"\(name)\".",
                remedy: "Rename one.")
        }
        return try records.dropFirst().map { record in
            guard record.fields.count == header.fields.count else {
                throw QuestionError(
                    .broken, file: file, line: record.line,
                    "has \(record.fields.count) fields; the header has \(header.fields.count).",
                    remedy: "Put quotes around fields with separators or line breaks.")
            }
            let pairs = zip(header.fields, record.fields.map(QuestionRow.Value.text))
            return QuestionRow(
                line: record.line,
                fields: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// A row of fields and the line that it begins on.
    struct Record: Equatable {
        let line: Int
        var fields: [String]
    }

    static func records(
        of bytes: [UInt8], _ file: String, separator: UInt8 = UInt8(ascii: ",")
    ) throws -> [Record] {
        var parser = Parser(bytes: bytes, separator: separator, file: file)
        var records: [Record] = []
        while let record = try parser.record() {
            // An empty line is no row.
            if record.fields != [""] { records.append(record) }
        }
        return records
    }

    private struct Parser {
        static let quote = UInt8(ascii: "\"")
        static let feed = UInt8(ascii: "\n")
        static let carriage = UInt8(ascii: "\r")

        let bytes: [UInt8]
        let separator: UInt8
        let file: String
        var place = 0
        var line = 1

        mutating func record() throws -> Record? {
            guard place < bytes.count else { return nil }
            var record = Record(line: line, fields: [])
            repeat {
                record.fields.append(try field())
            } while take(separator)
            _ = take(Self.carriage)
            if take(Self.feed) { line += 1 }
            return record
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
            return true
        }

        mutating func field() throws -> String {
            if take(Self.quote) { return try quoted() }
            let start = place
            while place < bytes.count, bytes[place] != separator, bytes[place] != Self.feed {
                place += 1
            }
            var end = place
            if end > start, end < bytes.count, bytes[end] == Self.feed,
                bytes[end - 1] == Self.carriage
            {
                end -= 1
            }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }

        /// The field up to its closing quote; two quotes stand for one.
        mutating func quoted() throws -> String {
            let start = line
            var text: [UInt8] = []
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if byte == Self.feed { line += 1 }
                if byte != Self.quote {
                    text.append(byte)
                } else if take(Self.quote) {
                    text.append(byte)
                } else {
                    return try closed(text)
                }
            }
            throw QuestionError(
                .broken, file: file, line: start, "opens a quote that never closes.",
                remedy: "Close it; inside a quoted field write a quote twice.")
        }

        private func closed(_ text: [UInt8]) throws -> String {
            let ends = [separator, Self.feed, Self.carriage]
            guard place == bytes.count || ends.contains(bytes[place]) else {
                throw QuestionError(
                    .broken, file: file, line: line, "has text behind a closing quote.",
                    remedy: "Inside a quoted field write a quote twice.")
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

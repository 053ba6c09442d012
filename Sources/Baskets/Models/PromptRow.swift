// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// One row of a file for `score` and `train`: what was asked, and the answer.
public struct PromptRow: Sendable, Hashable, Codable {
    public let prompt: String
    public let answer: String

    public init(prompt: String, answer: String) {
        self.prompt = prompt
        self.answer = answer
    }

    /// Rows of a JSONL file, each an object with the strings `prompt` and `answer`.
    ///
    /// - Throws: `RowError` naming file and line.
    public static func read(_ url: URL) throws -> [PromptRow] {
        let lines = try TextLines.read(url)
        let decoder = JSONDecoder()
        let rows = try lines.map { line in
            guard let row = try? decoder.decode(PromptRow.self, from: Data(line.text.utf8)) else {
                throw RowError(
                    file: url.path, line: line.number,
                    "is no JSON object with the strings \"prompt\" and \"answer\".")
            }
            guard !row.answer.isEmpty else {
                throw RowError(file: url.path, line: line.number, "has an empty answer.")
            }
            return row
        }
        guard !rows.isEmpty else { throw RowError(file: url.path, line: nil, "has no rows.") }
        return rows
    }
}

/// A row of a file that cannot be used.
public struct RowError: Error, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int?
    public let finding: String
    public let remedy: String?

    init(file: String, line: Int?, _ finding: String, remedy: String? = nil) {
        self.file = file
        self.line = line
        self.finding = finding
        self.remedy = remedy
    }

    public var description: String {
        let place = line.map { "\(file), line \($0)" } ?? file
        return "\(place): \(finding)" + (remedy.map { " " + $0 } ?? "")
    }
}

/// Lines of a text file with their numbers, empty ones left out.
enum TextLines {
    static func read(_ url: URL) throws -> [(number: Int, text: Substring)] {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw RowError(
                file: url.path, line: nil, "cannot be read.", remedy: "Check the path.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw RowError(
                file: url.path, line: nil, "is not UTF-8 text.",
                remedy: "Save the file in UTF-8.")
        }
        return text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated()
            .map { (number: $0 + 1, text: $1) }
            .filter { !$0.text.allSatisfy(\.isWhitespace) }
    }
}

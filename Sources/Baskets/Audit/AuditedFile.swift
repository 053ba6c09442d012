// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Answers of one source in a file of any of the kinds that questions are read from.
public struct AuditedFile: Sendable, Hashable {
    /// Fields that are looked for, in this order, where none is named.
    static let answerFields = ["response", "answer", "output", "completion", "text"]
    static let questionFields = ["instruction", "question", "prompt", "input"]

    /// Name of the file without its ending.
    public let name: String
    public let answers: [String]
    /// The field that holds the answers.
    public let field: String
    /// The question of each answer; nil where the file has none.
    public let questions: [String]?

    /// - Parameters:
    ///   - field: name of the answers' field; nil for the first known one that the rows have.
    ///   - questionField: likewise; a named one must be there.
    /// - Throws: `QuestionError` naming file, line and field.
    public static func read(
        _ file: URL, field: String? = nil, questionField: String? = nil
    ) async throws -> AuditedFile {
        let rows = try await rows(of: file)
        let asked = questionField ?? known(questionFields, rows)
        return try made(rows, file, field ?? known(answerFields, rows), questionField: asked)
    }

    /// The answers alone, for a reader that has no use for the questions.
    ///
    /// - Parameter field: name of the answers' field; nil for `answer` where the rows have it, else
    ///   for the first known one.
    /// - Throws: `QuestionError` naming file, line and field.
    public static func readAnswers(_ file: URL, field: String? = nil) async throws -> AuditedFile {
        let rows = try await rows(of: file)
        let found = field ?? known(["answer"] + answerFields, rows)
        return try made(rows, file, found, questionField: nil)
    }

    private static func rows(of file: URL) async throws -> [QuestionRow] {
        let rows = try await RowFile(url: file).rows()
        guard !rows.isEmpty else {
            throw QuestionError(
                .tooFew, file: file.lastPathComponent, "has no rows.",
                remedy: "Write one JSON object a line, with the answer in a field.")
        }
        return rows
    }

    /// The first of some fields that the first row has.
    private static func known(_ fields: [String], _ rows: [QuestionRow]) -> String? {
        fields.first { rows.first?.fields[$0] != nil }
    }

    private static func made(
        _ rows: [QuestionRow], _ file: URL, _ field: String?, questionField: String?
    ) throws -> AuditedFile {
        let name = file.lastPathComponent
        let field = field ?? answerFields[0]
        return AuditedFile(
            name: name.split(separator: ".").first.map { String($0) } ?? name,
            answers: try texts(of: rows, field, name, option: "--field"), field: field,
            questions: try questionField.map {
                try texts(of: rows, $0, name, option: "--question-field")
            })
    }

    /// The text of one field of every row; null counts as empty.
    ///
    /// - Parameter option: the flag that names another field, for the error.
    private static func texts(
        of rows: [QuestionRow], _ field: String, _ file: String, option: String
    ) throws -> [String] {
        var faults: [QuestionError.Fault] = []
        let texts = rows.map { row in
            switch row.fields[field] {
            case .text(let text): return text
            case .null: return ""
            case nil: faults.append(row.fault(field, "is missing."))
            case let other?: faults.append(row.fault(field, "is \(other.kind), not a text."))
            }
            return ""
        }
        guard faults.isEmpty else {
            let names = rows.first?.fields.keys.sorted().joined(separator: ", ") ?? ""
            throw QuestionError(
                .badRow, file: file, faults: faults,
                remedy: "The first row has the fields \(names): name one with \(option).")
        }
        return texts
    }
}

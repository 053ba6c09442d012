// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// Answers that were written elsewhere: a file of rows in any shape that questions come in.
///
/// A row answers the question whose id it has in the field `id`, or else the one that has its
/// instruction and context, white space at the ends aside. A row with `finish: length` was cut off.
/// Outputs may answer a question several times, draw by draw in the order of the file.
struct AnswerFile: AnswerWriter {
    /// For errors: as the study writes it.
    let name: String
    private let byID: [String: [WrittenAnswer]]
    private let byPrompt: [String: [WrittenAnswer]]

    static func read(
        _ url: URL, name: String, as role: AnswerImport.Role
    ) async throws -> AnswerFile {
        try AnswerFile(await RowFile(url: url).rows(), name: name, as: role)
    }

    /// - Throws: `QuestionError` naming the line of a row that cannot be used, or that answers a
    ///   question of a source twice.
    init(_ rows: [QuestionRow], name: String, as role: AnswerImport.Role) throws {
        let plan = QuestionPlan(from: name)
        var reader = RowReader(shape: try RowShape(plan, rows, file: name), plan: plan)
        var byID: [String: [WrittenAnswer]] = [:]
        var byPrompt: [String: [WrittenAnswer]] = [:]
        var twice: [QuestionError.Fault] = []
        for row in rows {
            guard let parts = reader.parts(row) else { continue }
            let answer = WrittenAnswer(
                text: parts.answer,
                finish: row.fields["finish"]?.text == "length" ? .length : .stop, promptTokens: 0,
                tokens: 0)
            let known: Int
            if let id = row.fields["id"]?.text {
                known = byID[id]?.count ?? 0
                byID[id, default: []].append(answer)
            } else {
                let prompt = Self.key(parts.context, parts.instruction)
                known = byPrompt[prompt]?.count ?? 0
                byPrompt[prompt, default: []].append(answer)
            }
            if known > 0, role == .source {
                twice.append(
                    .init(line: row.line, field: nil, finding: "answers a question twice."))
            }
        }
        let faults = reader.faults + twice
        guard faults.isEmpty else {
            throw QuestionError(
                .badRow, file: name, faults: faults,
                remedy: "Keep one answer a question, each a text.")
        }
        self.name = name
        self.byID = byID
        self.byPrompt = byPrompt
    }

    /// Questions that are answered.
    var count: Int { byID.count + byPrompt.count }

    /// Draw by draw; empty where there is none.
    func answers(to question: Question) -> [WrittenAnswer] {
        byID[question.id] ?? byPrompt[Self.key(question.context ?? "", question.instruction)] ?? []
    }

    func write(_ tasks: [WritingTask], decoding: DecodingSettings) throws -> [WrittenAnswer] {
        tasks.map { task in
            let found = answers(to: task.question)
            if found.indices.contains(task.draw) { return found[task.draw] }
            let many = found.isEmpty ? "no answer" : "\(found.count) of the answers"
            return WrittenAnswer(
                text: "", finish: .failed, promptTokens: 0, tokens: 0,
                failure: "\(name) has \(many) to it")
        }
    }

    private static func key(_ context: String, _ instruction: String) -> String {
        [context, instruction].map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            .joined(separator: "\n\n")
    }
}

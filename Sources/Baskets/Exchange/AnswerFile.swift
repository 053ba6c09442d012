// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// Answers that were written elsewhere: a file of rows in any shape that questions come in.
///
/// A row answers the question whose id it has in the field `id`, or else the one that has its
/// instruction and context, white space at the ends aside. A row with `finish: length` was cut off.
struct AnswerFile: AnswerWriter {
    /// For errors: as the study writes it.
    let name: String
    private let byID: [String: WrittenAnswer]
    private let byPrompt: [String: WrittenAnswer]

    static func read(_ url: URL, name: String) async throws -> AnswerFile {
        try AnswerFile(await RowFile(url: url).rows(), name: name)
    }

    /// - Throws: `QuestionError` naming the line of a row that cannot be used, or that answers a
    ///   question twice.
    init(_ rows: [QuestionRow], name: String) throws {
        let plan = QuestionPlan(from: name)
        var reader = RowReader(shape: try RowShape(plan, rows, file: name), plan: plan)
        var byID: [String: WrittenAnswer] = [:]
        var byPrompt: [String: WrittenAnswer] = [:]
        var twice: [QuestionError.Fault] = []
        for row in rows {
            guard let parts = reader.parts(row) else { continue }
            let answer = WrittenAnswer(
                text: parts.answer,
                finish: row.fields["finish"]?.text == "length" ? .length : .stop, promptTokens: 0,
                tokens: 0)
            let isNew: Bool
            if let id = row.fields["id"]?.text {
                isNew = byID.updateValue(answer, forKey: id) == nil
            } else {
                let prompt = Self.key(parts.context, parts.instruction)
                isNew = byPrompt.updateValue(answer, forKey: prompt) == nil
            }
            if !isNew {
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

    var count: Int { byID.count + byPrompt.count }

    func answer(to question: Question) -> WrittenAnswer? {
        byID[question.id] ?? byPrompt[Self.key(question.context ?? "", question.instruction)]
    }

    func write(_ tasks: [WritingTask], decoding: DecodingSettings) throws -> [WrittenAnswer] {
        tasks.map { task in
            answer(to: task.question)
                ?? WrittenAnswer(
                    text: "", finish: .failed, promptTokens: 0, tokens: 0,
                    failure: "\(name) has no answer to it")
        }
    }

    private static func key(_ context: String, _ instruction: String) -> String {
        [context, instruction].map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            .joined(separator: "\n\n")
    }
}

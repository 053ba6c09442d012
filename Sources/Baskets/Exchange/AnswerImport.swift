// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// A file of answers from elsewhere, looked at beside the questions of a run and kept in its folder.
package struct AnswerImport: Sendable, Hashable, Codable {
    package enum Role: String, Sendable, Codable, CaseIterable {
        /// Answers to train on.
        case source
        /// Answers of a model that was tuned elsewhere, to be measured.
        case outputs
    }

    /// Questions of the run that the role needs answers to: all, or the held-out ones.
    package let questions: Int
    /// Those of them that the file answers.
    package let answered: Int
    /// Rows that answer none of them.
    package let others: Int
    /// Where the answers are kept now.
    package let file: URL
    /// What to write into the study.
    package let line: String

    /// - Parameter replaces: whether answers that were imported under the name may be replaced.
    /// - Throws: `QuestionError` when the file cannot be used; `RunError` when it answers nothing, or
    ///   when other answers have the name.
    package static func keep(
        _ file: URL, as role: Role, name: String, in folder: URL, replaces: Bool = false
    ) async throws -> AnswerImport {
        guard name.isFolderName else {
            throw RunError(
                .badSetting, item: name, "is no name.", remedy: "Use letters, digits, `-` and `_`.")
        }
        let store = try Store.existing(folder)
        guard let keys = try RunFacts.keys(store) else {
            throw RunError(
                .missing, item: folder.path, "is not prepared yet.",
                remedy: "Use `baskets run STUDY --through prepare`.")
        }
        let parts = role == .source ? QuestionPart.allCases : [.heldOut]
        let questions = try parts.flatMap { try store.questions(draw: keys.draw, part: $0) }
        let answers = try await AnswerFile.read(
            file, name: file.lastPathComponent, as: role)
        let found = questions.map { ($0, answers.answers(to: $0)) }.filter { !$0.1.isEmpty }
        guard !found.isEmpty else {
            throw RunError(
                .noRows, item: file.path, "answers none of the run's \(questions.count) questions.",
                remedy: "Its rows need the questions' `id`, or their instruction and context.")
        }
        let place = folder.appending(path: "imported/\(name).jsonl")
        try write(found, to: place, replaces: replaces)
        return AnswerImport(
            questions: questions.count, answered: found.count, others: answers.count - found.count,
            file: place, line: line(role, name, place))
    }

    private static func write(
        _ rows: [(question: Question, answers: [WrittenAnswer])], to file: URL, replaces: Bool
    ) throws {
        let lines = rows.flatMap { question, answers in
            answers.map { answer in
                CanonicalJSON.text([
                    "id": question.id, "instruction": question.instruction,
                    "context": question.context ?? "", "response": answer.text,
                    "finish": answer.finish.rawValue,
                ])
            }
        }
        let data = Data((lines.joined(separator: "\n") + "\n").utf8)
        if !replaces, let there = try? Data(contentsOf: file), there != data {
            throw RunError(
                .badSetting, item: file.path, "holds other answers already.",
                remedy: "Give another name, or add --replace.")
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file, options: .atomic)
    }

    private static func line(_ role: Role, _ name: String, _ file: URL) -> String {
        let path = file.standardizedFileURL.path
        return role == .source
            ? "sources: {\(name): {answers: \(path)}}"
            : "conditions: [{outputs: {name: \(name), file: \(path)}}]"
    }
}

extension String {
    fileprivate var isFolderName: Bool {
        !isEmpty && utf8.count <= 60
            && unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                        || $0 == "_")
            }
    }
}

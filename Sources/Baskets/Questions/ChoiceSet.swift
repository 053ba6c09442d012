// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore
package import Foundation

/// Questions with given choices, from a file.
package struct ChoiceSet: Sendable, Hashable {
    /// Changes with the way of reading and drawing.
    static let method = "choices by content v1"

    /// Name of the file.
    package let file: String
    package let questions: [ChoiceQuestion]

    package init(file: String, questions: [ChoiceQuestion]) {
        self.file = file
        self.questions = questions
    }

    /// Reads a JSONL file. A row has a text, a list of texts, or one as `{"text": [...], "label":
    /// [...]}`, and the right one of them: as its text, its label, its letter, or its number from 0.
    ///
    /// - Throws: `RowError` naming file and line.
    package static func read(_ url: URL, fields: AbilityPlan.Fields) throws -> ChoiceSet {
        let rows = try TextLines.read(url).map { line in
            try ChoiceRowReader(
                file: url.path, line: line.number, text: line.text, fields: fields
            ).question()
        }
        var seen: Set<String> = []
        return ChoiceSet(
            file: url.lastPathComponent, questions: rows.filter { seen.insert($0.id).inserted })
    }

    /// The questions of a plan, drawn by content, sorted by id.
    ///
    /// - Throws: `QuestionError` when there are fewer than the plan wants.
    func drawn(_ plan: AbilityPlan, seed: UInt64) throws -> [ChoiceQuestion] {
        let rows = plan.rows ?? questions.count
        guard questions.count >= max(1, rows) else {
            throw QuestionError(
                .tooFew, file: file,
                "has \(questions.count) different questions; the study wants \(max(1, rows)).",
                remedy: "Lower `evaluate.abilities.rows`.")
        }
        let ordered = questions.map { (KeyedRandom.seed(seed, ["abilities", $0.id]), $0) }
            .sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }
        return ordered.prefix(rows).map(\.1).sorted { $0.id < $1.id }
    }
}

/// One row of a file of questions with choices.
private struct ChoiceRowReader {
    let file: String
    let line: Int
    let text: Substring
    let fields: AbilityPlan.Fields

    func question() throws -> ChoiceQuestion {
        let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        guard let object = value as? [String: Any] else { throw fault("is no JSON object.") }
        guard let question = object[fields.question] as? String, !question.isEmpty else {
            throw missing(fields.question, "text", object)
        }
        let (choices, labels) = try choices(object)
        guard choices.count > 1, Set(choices).count == choices.count,
            choices.allSatisfy({ !$0.allSatisfy(\.isWhitespace) })
        else {
            throw fault("has not two or more different choices with words.")
        }
        let answer = try answer(object, choices, labels)
        let id = Fingerprint.of([question] + choices + ["\(answer)"])
        return ChoiceQuestion(id: id, question: question, choices: choices, answer: answer)
    }

    private func choices(_ object: [String: Any]) throws -> ([String], [String]) {
        if let choices = object[fields.choices] as? [String] { return (choices, []) }
        let group = object[fields.choices] as? [String: Any]
        if let texts = group?["text"] as? [String], let labels = group?["label"] as? [String],
            texts.count == labels.count
        {
            return (texts, labels)
        }
        throw missing(fields.choices, "list of texts", object)
    }

    private func answer(
        _ object: [String: Any], _ choices: [String], _ labels: [String]
    ) throws -> Int {
        let remedy = "Write the right choice itself, its letter, or its number from 0."
        switch object[fields.answer] {
        case let text as String:
            let letters = choices.indices.map { String(UnicodeScalar(UInt8(65 + min($0, 25)))) }
            let numbers = choices.indices.map(String.init)
            for names in [choices, labels, letters, numbers] {
                if let place = names.firstIndex(of: text), place < choices.count { return place }
            }
            throw fault("has the answer \"\(text.prefix(40))\", which is no choice.", remedy)
        case let number as NSNumber:
            guard choices.indices.contains(number.intValue),
                Double(number.intValue) == number.doubleValue
            else { throw fault("has the answer \(number), which is no choice.", remedy) }
            return number.intValue
        default: throw missing(fields.answer, "text or number", object)
        }
    }

    private func missing(_ field: String, _ kind: String, _ object: [String: Any]) -> RowError {
        fault(
            "has no \(kind) \"\(field)\".",
            "Its fields are \(object.keys.sorted().joined(separator: ", ")): name one under "
                + "`evaluate.abilities.fields`.")
    }

    private func fault(_ finding: String, _ remedy: String? = nil) -> RowError {
        RowError(file: file, line: line, finding, remedy: remedy)
    }
}

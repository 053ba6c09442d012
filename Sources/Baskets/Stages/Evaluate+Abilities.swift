// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

extension Evaluate {
    /// Questions with choices that are scored at once.
    private static let choiceWindow = 16

    /// How likely each cell finds each choice of the questions that show what it can.
    func abilities(_ cells: [Train.Planned]) throws -> Stage {
        let cells = cells.filter { !$0.cell.condition.isOutputs }
        let present = try store.keys(of: .choiceScore)
        let questions = try store.choiceQuestions(draw: keys.abilities ?? "")
        let batches = cells.flatMap { cell in
            questions.windows(of: Self.choiceWindow) {
                !present.contains(keys.choiceScore(scorer: cell.key, question: $0.key))
            }.map { window in
                Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                    try choose(window, by: cell)
                }
            }
        }
        return Stage(
            .evaluate, unit: MeasuringUnit.choices, total: cells.count * questions.count,
            batches: batches)
    }

    private func choose(
        _ rows: [ChoiceQuestionRow], by cell: Train.Planned
    ) throws -> StoreBatch {
        let choices = rows.flatMap { row in
            row.question.choices.map { choice in
                // A choice has no end to be scored: it is no whole answer.
                AnsweredQuestion(question: row.question.asked, text: choice, finish: .length)
            }
        }
        let found = try supply.scorer(use(cell)).score(choices)
        var start = 0
        let scores = try rows.map { row in
            let end = start + row.question.choices.count
            defer { start = end }
            let values = found[start..<end].map(\.logProbability)
            guard values.allSatisfy(\.isFinite) else {
                throw Self.broken(cell, "a choice of the question \(row.key)")
            }
            return ChoiceScoreRow(
                key: keys.choiceScore(scorer: cell.key, question: row.key), scorer: cell.key,
                scorerKey: keys.chooser(cell.key), question: row.key,
                answer: row.question.answer, logProbabilities: values,
                bytes: row.question.choices.map(\.utf8.count))
        }
        return StoreBatch(choiceScores: scores)
    }
}

extension ChoiceQuestion {
    /// As a question without its choices.
    var asked: Question {
        Question(id: id, instruction: question, category: "", humanAnswer: choices[answer])
    }
}

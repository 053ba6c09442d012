// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

extension Evaluate {
    /// Texts that a cell is to score, under the prompt of a set of answers.
    private struct Work {
        let of: Train.Planned
        let by: Train.Planned
        let set: OutputSet
        let rows: [AnswerRow]
    }

    /// People's answers to held-out questions, scored by each cell under each prompt; of outputs
    /// there is no model.
    func humanTexts(_ cells: [Train.Planned]) throws -> Stage {
        let cells = cells.filter { !$0.cell.condition.isOutputs }
        let texts = try store.answers(keys: heldOut().map { keys.humanAnswer($0.id) })
        let rows = texts.values.sorted { $0.answer.questionID < $1.answer.questionID }
        let sets = try sets().filter(\.kind.readsTexts)
        let work = cells.flatMap { cell in
            sets.map { Work(of: cell, by: cell, set: $0, rows: rows) }
        }
        return try scoring("scores of people's answers", work)
    }

    /// Each cell's own answers, scored by the untuned target as they were asked for.
    func ownTexts(_ cells: [Train.Planned]) throws -> Stage {
        let sets = try sets().filter(\.kind.isScored)
        let work = try cells.flatMap { cell -> [Work] in
            guard let parent = parent(of: cell) else { return [] }
            return try sets.map {
                Work(of: cell, by: parent, set: $0, rows: try texts(of: cell, $0))
            }
        }
        return try scoring("scores of cells' answers", work)
    }

    private func scoring(_ unit: String, _ work: [Work]) throws -> Stage {
        let present = try store.keys(of: .textScore)
        let batches = work.flatMap { work in
            let scorer = keys.scorer(work.by.key, work.set.kind)
            return work.rows.windows(of: Self.window) {
                !present.contains(keys.textScore(scorer: scorer, answer: $0.key))
            }.map { window in
                Stage.Batch(item: work.of.cell.name, count: window.count) { _ in
                    try score(window, work)
                }
            }
        }
        return Stage(
            .evaluate, unit: unit, total: work.reduce(0) { $0 + $1.rows.count }, batches: batches)
    }

    private func score(_ rows: [AnswerRow], _ work: Work) throws -> StoreBatch {
        let scorer = try supply.scorer(use(work.by, addsSystem: work.set.addsSystem))
        let found = try scorer.score(answered(rows, work.set))
        if let broken = zip(rows, found).first(where: { $0.1.logProbability.isNaN })?.0 {
            throw Self.broken(work.by, "the answer \(broken.key)")
        }
        let scorerKey = keys.scorer(work.by.key, work.set.kind)
        let scores = zip(rows, found).map { row, likelihood in
            TextScoreRow(
                key: keys.textScore(scorer: scorerKey, answer: row.key), scorer: work.by.key,
                scorerKey: scorerKey, answer: row.key,
                logProbability: likelihood.logProbability, tokens: likelihood.tokens,
                bytes: row.answer.text.utf8.count)
        }
        return StoreBatch(textScores: scores)
    }

    /// Answers behind the questions of a set, as these are asked there.
    func answered(_ rows: [AnswerRow], _ set: OutputSet) -> [AnsweredQuestion] {
        let questions = Dictionary(
            set.outputs.map { ($0.question.id, $0.question) }, uniquingKeysWith: { $1 })
        return rows.compactMap { row in
            questions[row.answer.questionID].map {
                AnsweredQuestion(question: $0, text: row.answer.text, finish: row.answer.finish)
            }
        }
    }

    static func broken(_ cell: Train.Planned, _ what: String) -> RunError {
        RunError(
            .broken, item: cell.cell.name,
            "gives no number for \(what): its weights are broken.",
            remedy: "Lower the learning rate, and remove the cell's adapter.")
    }
}

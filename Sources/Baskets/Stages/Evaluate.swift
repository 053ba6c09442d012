// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// Lets each cell answer the held-out questions, and has people's and its own answers scored. Reads
/// questions and adapters; writes answers, text scores and vectors; skips what is there.
struct Evaluate {
    /// Texts that are scored at once. Part of the method: windows are cut by it, as by
    /// `Generate.window`.
    static let window = 32
    static let vectorWindow = 256

    let keys: RunKeys
    let store: Store
    let supply: any ModelSupply
    let folder: URL
    /// The cells of the study, and the untuned targets.
    let cells: [Train.Planned]

    /// The parts in order: each needs the ones before it.
    func stages(only: String? = nil) -> [() throws -> Stage] {
        func cells() throws -> [Train.Planned] {
            try working().filter { only == nil || $0.cell.name == only }
        }
        return [
            { try outputs(cells()) }, { try humanTexts(cells()) }, { try ownTexts(cells()) },
            { try vectors(cells()) },
        ]
    }

    /// Cells of the study: an untuned target counts only where the study names vanilla.
    var evaluated: [Train.Planned] {
        let names = Set(keys.study.cells.map(\.name))
        return cells.filter { names.contains($0.cell.name) }
    }

    /// The evaluated cells but for those whose training failed.
    func working() throws -> [Train.Planned] {
        let rows = try store.cells(keys: evaluated.map(\.key))
        return evaluated.filter { rows[$0.key]?.failure == nil }
    }

    /// A cell's answer that is to be: which question, which draw.
    struct Output: Hashable {
        let question: Question
        let draw: Int
    }

    func outputs() throws -> [Output] {
        try store.questions(draw: keys.draw, part: .heldOut).flatMap { question in
            (0..<keys.study.evaluation.answersPerQuestion).map {
                Output(question: question, draw: $0)
            }
        }
    }

    /// Keys of all answers that cells are to write.
    func outputKeys() throws -> Set<String> {
        let outputs = try outputs()
        return Set(
            try working().flatMap { cell in
                outputs.map { keys.answer(writerKey(cell), $0.question.id, draw: $0.draw) }
            })
    }

    func writerKey(_ cell: Train.Planned) -> String { keys.outputs(cell.cell, key: cell.key) }

    func use(_ planned: Train.Planned) throws -> ModelUse {
        guard let target = keys.study.target(named: planned.cell.target) else {
            throw RunError(
                .missing, item: planned.cell.name, "has no target.", remedy: "Check the study.")
        }
        var adapter: URL?
        if planned.cell.isTuned, !planned.cell.condition.isOutputs {
            guard let place = try store.cells(keys: [planned.key])[planned.key]?.folder else {
                throw RunError(
                    .missing, item: planned.cell.name, "is not trained yet.",
                    remedy: "Run the stage train to its end.")
            }
            adapter = folder.appending(path: place)
        }
        return ModelUse(
            model: target.model, prompting: target.prompting, system: target.system,
            adapter: adapter)
    }

    // MARK: Own answers

    private func outputs(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .answer)
        let outputs = try outputs()
        let batches = cells.flatMap { cell in
            let writer = writerKey(cell)
            // A file is read once.
            let isFile = cell.cell.condition.isOutputs
            return outputs.windows(of: isFile ? max(1, outputs.count) : Generate.window) {
                !present.contains(keys.answer(writer, $0.question.id, draw: $0.draw))
            }.map { window in
                Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                    try await write(cell, window)
                }
            }
        }
        return Stage(
            .evaluate, unit: "answers of cells", total: cells.count * outputs.count,
            batches: batches)
    }

    private func writer(_ cell: Train.Planned) async throws -> any AnswerWriter {
        guard case .outputs(_, let path) = cell.cell.condition else {
            return try supply.writer(use(cell))
        }
        return try await AnswerFile.read(supply.locate(path), name: path)
    }

    private func write(_ cell: Train.Planned, _ outputs: [Output]) async throws -> StoreBatch {
        let writer = try await writer(cell)
        // The same draws in every cell: cells are compared question by question.
        let tasks = outputs.map { output in
            WritingTask(
                question: output.question,
                seed: KeyedRandom.seed(
                    keys.study.seed, ["evaluate", output.question.id, "\(output.draw)"]))
        }
        let start = Date().timeIntervalSince1970
        let written = try writer.write(tasks, decoding: keys.study.decoding)
        let seconds = (Date().timeIntervalSince1970 - start) / Double(max(1, tasks.count))
        let key = writerKey(cell)
        let isFile = cell.cell.condition.isOutputs
        let rows = zip(outputs, zip(tasks, written)).map { output, answer in
            AnswerRow(
                key: keys.answer(key, output.question.id, draw: output.draw), writerKey: key,
                answer: answer.1.answer(
                    to: output.question.id, by: cell.cell.name, draw: output.draw),
                seconds: seconds, seed: isFile ? nil : "\(answer.0.seed)")
        }
        return StoreBatch(writers: [keys.writerRow(cell.cell, key: cell.key)], answers: rows)
    }

    // MARK: Likelihoods

    /// People's answers to held-out questions, scored by each cell; of outputs there is no model.
    private func humanTexts(_ cells: [Train.Planned]) throws -> Stage {
        let cells = cells.filter { !$0.cell.condition.isOutputs }
        let questions = try store.questions(draw: keys.draw, part: .heldOut)
        let texts = try store.answers(keys: questions.map { keys.humanAnswer($0.id) })
        let rows = texts.values.sorted { $0.answer.questionID < $1.answer.questionID }
        return try scoring("scores of people's answers", cells.map { ($0, $0, rows) })
    }

    /// Each cell's own answers, scored by the untuned target.
    private func ownTexts(_ cells: [Train.Planned]) throws -> Stage {
        let work = try cells.compactMap { cell -> (Train.Planned, Train.Planned, [AnswerRow])? in
            guard let parent = parent(of: cell) else { return nil }
            return (cell, parent, try texts(of: cell))
        }
        return try scoring("scores of cells' answers", work)
    }

    func parent(of cell: Train.Planned) -> Train.Planned? {
        cells.first { !$0.cell.isTuned && $0.cell.target == cell.cell.target }
    }

    /// A cell's own answers that are texts, sorted by question and draw.
    func texts(of cell: Train.Planned) throws -> [AnswerRow] {
        let questions = Set(try store.questions(draw: keys.draw, part: .heldOut).map(\.id))
        return try store.answers(writerKey: writerKey(cell)).filter {
            $0.answer.unusable == nil && questions.contains($0.answer.questionID)
                && $0.answer.draw < keys.study.evaluation.answersPerQuestion
        }
    }

    private func scoring(
        _ unit: String,
        _ work: [(of: Train.Planned, by: Train.Planned, rows: [AnswerRow])]
    ) throws -> Stage {
        let present = try store.keys(of: .textScore)
        let held = try store.questions(draw: keys.draw, part: .heldOut)
        let questions = Dictionary(
            held.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let batches = work.flatMap { work in
            work.rows.windows(of: Self.window) {
                !present.contains(keys.textScore(scorer: work.by.key, answer: $0.key))
            }.map { window in
                Stage.Batch(item: work.of.cell.name, count: window.count) { _ in
                    try score(window, by: work.by, questions)
                }
            }
        }
        return Stage(
            .evaluate, unit: unit, total: work.reduce(0) { $0 + $1.rows.count }, batches: batches)
    }

    private func score(
        _ rows: [AnswerRow], by cell: Train.Planned, _ questions: [String: Question]
    ) throws -> StoreBatch {
        let scorer = try supply.scorer(use(cell))
        let texts = rows.compactMap { row in
            questions[row.answer.questionID].map {
                AnsweredQuestion(question: $0, text: row.answer.text, finish: row.answer.finish)
            }
        }
        let found = try scorer.score(texts)
        if let broken = zip(rows, found).first(where: { $0.1.logProbability.isNaN })?.0 {
            throw RunError(
                .broken, item: cell.cell.name,
                "gives no number for the answer \(broken.key): its weights are broken.",
                remedy: "Lower the learning rate, and remove the cell's adapter.")
        }
        let scores = zip(rows, found).map { row, likelihood in
            TextScoreRow(
                key: keys.textScore(scorer: cell.key, answer: row.key), scorer: cell.key,
                answer: row.key, logProbability: likelihood.logProbability,
                tokens: likelihood.tokens, bytes: row.answer.text.utf8.count)
        }
        return StoreBatch(textScores: scores)
    }

    // MARK: Vectors

    private func vectors(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .embedding)
        let work = try cells.map { ($0, try texts(of: $0)) }
        let batches = work.flatMap { cell, rows in
            rows.windows(of: Self.vectorWindow) { !present.contains(keys.embedding($0.key)) }
                .map { window in
                    Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                        let vectors = try supply.embedder().embed(window.map(\.answer.text))
                        let rows = zip(window, vectors).map { row, vector in
                            EmbeddingRow(
                                key: keys.embedding(row.key), encoder: keys.encoder.sha256,
                                answer: row.key, vector: vector)
                        }
                        return StoreBatch(embeddings: rows)
                    }
                }
        }
        return Stage(
            .evaluate, unit: "vectors", total: work.reduce(0) { $0 + $1.1.count },
            batches: batches)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// Lets each cell answer the held-out questions, and makes the rows that its scores rest on: how
/// likely it finds people's and given answers, how likely its parent finds its own, vectors. Reads
/// questions and adapters; skips what is there.
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
    /// Where the key of sealed texts lies.
    var keyFolder = SealKey.standardFolder()
    /// Answers that people rated, with their texts; nil where no judge is asked.
    var rated: RatedSource?
    /// What judges said in other runs as they were measured; nil: nothing is kept.
    var cache: VerdictCache?

    /// The parts in order: each needs the ones before it.
    ///
    /// - Parameters:
    ///   - only: name of the one cell; nil: all.
    ///   - judging: what judges outside say of answers to prompts.
    func stages(
        only: String? = nil, judging: JudgingPart = .all
    ) -> [() throws -> Stage] {
        func cells() throws -> [Train.Planned] {
            try working().filter { only == nil || $0.cell.name == only }
        }
        let plan = keys.study.evaluation
        var stages: [() throws -> Stage] = [
            { try outputs(cells()) }, { try humanTexts(cells()) }, { try ownTexts(cells()) },
            { try vectors(cells()) }, { try sentenceVectors(cells()) },
        ]
        if plan.mauve != nil { stages.append { try humanVectors() } }
        // What cells are compared by needs the answers of all.
        if only == nil { stages += matchedVectors() }
        if !plan.divergence.isEmpty { stages.append { try divergences(cells()) } }
        if plan.abilities != nil { stages.append { try abilities(cells()) } }
        let isRated = plan.robustness?.rubrics.isEmpty == false
        // Who only compares is asked once all cells are there.
        let isCompared = plan.selfPreference != nil && only == nil
        if judging == .all, !keys.study.judges.isEmpty, isRated || isCompared {
            stages.append { try calibration() }
        }
        if plan.selfPreference != nil {
            stages.append { try preferences(cells(), only: only) }
        }
        if plan.robustness != nil {
            stages.append { try promptAnswers(cells()) }
            stages.append { try refusals(cells()) }
        }
        if isRated, judging != .none { stages.append { try ratings(cells(), judging) } }
        return stages
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

    func heldOut() throws -> [Question] {
        try store.questions(draw: keys.draw, part: .heldOut)
    }

    func parent(of cell: Train.Planned) -> Train.Planned? {
        cells.first { !$0.cell.isTuned && $0.cell.target == cell.cell.target }
    }

    /// - Parameter addsSystem: whether the model's own system turn comes first.
    func use(_ planned: Train.Planned, addsSystem: Bool = true) throws -> ModelUse {
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
            model: target.model, prompting: target.prompting,
            system: addsSystem ? target.system : nil, addsSystem: addsSystem, adapter: adapter)
    }

    // MARK: Own answers

    func writerKey(_ cell: Train.Planned, _ kind: OutputKind = .plain) -> String {
        keys.outputs(cell.cell, key: cell.key, kind)
    }

    /// How many of the answers that cells are to write are failures.
    func failedOutputs() throws -> Int {
        let work = try working().flatMap { cell in
            try writtenSets(cell).map { (writer: writerKey(cell, $0.kind), set: $0) }
        }
        let answers = work.flatMap { writer, set in
            set.outputs.map { keys.answer(writer, $0.question.id, draw: $0.draw) }
        }
        return try store.failureCount(answers: Set(answers), of: work.map(\.writer))
    }

    /// All that cells write: those sets, and summaries where judges compare them.
    private func writtenSets(_ cell: Train.Planned) throws -> [OutputSet] {
        let sets = try sets().filter { $0.isOf(cell.cell) }
        guard keys.articles != nil, !cell.cell.condition.isOutputs else { return sets }
        return sets + [
            OutputSet(.articles, study: keys.study, heldOut: try comparedQuestions())
        ]
    }

    func sets() throws -> [OutputSet] {
        let heldOut = try heldOut()
        return keys.study.evaluation.kinds.map {
            OutputSet($0, study: keys.study, heldOut: heldOut)
        }
    }

    private func outputs(_ cells: [Train.Planned]) throws -> Stage {
        let work = try cells.flatMap { cell in
            try writtenSets(cell).map { (cell: cell, set: $0) }
        }
        let present = try store.answerKeys(of: Set(work.map { writerKey($0.cell, $0.set.kind) }))
        var sets: [OutputSet] = []
        for (_, set) in work where !sets.contains(where: { $0.kind == set.kind }) {
            sets.append(set)
        }
        let served = sets.flatMap { set in
            servedBatches(work.filter { $0.set.kind == set.kind }.map(\.cell), set, present)
        }
        let batches = work.filter { serving($0.cell) == nil }.flatMap { cell, set in
            let writer = writerKey(cell, set.kind)
            // A file is read once.
            let size = cell.cell.condition.isOutputs ? set.outputs.count : Generate.window
            return set.outputs.windows(of: max(1, size)) {
                !present.contains(keys.answer(writer, $0.question.id, draw: $0.draw))
            }.map { window in
                Stage.Batch(item: cell.cell.name, count: window.count) { _ in
                    try await write(cell, window, of: set)
                }
            }
        }
        return Stage(
            .evaluate, unit: "answers of cells",
            total: work.reduce(0) { $0 + $1.set.outputs.count }, batches: served + batches)
    }

    private func writer(
        _ cell: Train.Planned, _ set: OutputSet
    ) async throws -> any AnswerWriter {
        guard case .outputs(_, let path) = cell.cell.condition else {
            return try supply.writer(use(cell, addsSystem: set.addsSystem))
        }
        return try await AnswerFile.read(supply.locate(path), name: path, as: .outputs)
    }

    private func write(
        _ cell: Train.Planned, _ outputs: [Output], of set: OutputSet
    ) async throws -> StoreBatch {
        let known = try knownAnswers(cell, outputs, set.kind)
        let made = try await write(cell, outputs.filter { known[$0.id] == nil }, set)
        return StoreBatch(
            writers: [keys.writerRow(cell.cell, key: cell.key, set)],
            answers: made + outputs.compactMap { known[$0.id] })
    }

    private func write(
        _ cell: Train.Planned, _ outputs: [Output], _ set: OutputSet
    ) async throws -> [AnswerRow] {
        guard !outputs.isEmpty else { return [] }
        let writer = try await writer(cell, set)
        // The same draws in every cell: cells are compared question by question.
        let tasks = outputs.map { output in
            WritingTask(
                question: output.question,
                seed: KeyedRandom.seed(
                    keys.study.seed, ["evaluate", output.question.id, "\(output.draw)"]),
                draw: output.draw)
        }
        let start = Date().timeIntervalSince1970
        let written = try writer.write(tasks, decoding: set.decoding)
        let seconds = (Date().timeIntervalSince1970 - start) / Double(tasks.count)
        let key = writerKey(cell, set.kind)
        let isFile = cell.cell.condition.isOutputs
        return zip(outputs, zip(tasks, written)).map { output, answer in
            AnswerRow(
                key: keys.answer(key, output.question.id, draw: output.draw), writerKey: key,
                answer: answer.1.answer(
                    to: output.question.id, by: cell.cell.name, draw: output.draw),
                seconds: seconds, seed: isFile ? nil : "\(answer.0.seed)")
        }
    }

    /// Answers of a spread that the set of all questions has: a draw gives the same whatever it is
    /// for, so that it is not written again.
    func knownAnswers(
        _ cell: Train.Planned, _ outputs: [Output], _ kind: OutputKind
    ) throws -> [String: AnswerRow] {
        guard case .spread = kind else { return [:] }
        let (all, spread) = (writerKey(cell, .asked(kind.asking)), writerKey(cell, kind))
        let rows = try store.answers(
            keys: outputs.map { keys.answer(all, $0.question.id, draw: $0.draw) })
        let copies = rows.values.map { row in
            AnswerRow(
                key: keys.answer(spread, row.answer.questionID, draw: row.answer.draw),
                writerKey: spread, answer: row.answer, seed: row.seed)
        }
        return Dictionary(
            copies.map { ("\($0.answer.questionID) \($0.answer.draw)", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A cell's own answers of a set, sorted by question and draw; failures are none.
    func written(by cell: Train.Planned, _ set: OutputSet) throws -> [AnswerRow] {
        let wanted = Set(set.outputs.map(\.id))
        return try store.answers(writerKey: writerKey(cell, set.kind)).filter {
            $0.answer.failure == nil && wanted.contains("\($0.answer.questionID) \($0.answer.draw)")
        }
    }

    /// Those of them that are texts.
    func texts(of cell: Train.Planned, _ set: OutputSet) throws -> [AnswerRow] {
        try written(by: cell, set).filter { $0.answer.unusable == nil }
    }
}

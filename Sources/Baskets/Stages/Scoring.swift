// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// Makes the scores of the cells, and of each cell minus the untuned target on the same rows. Reads
/// what `Evaluate` stored; writes scores; skips a score whose inputs have not changed.
struct Scoring {
    let keys: RunKeys
    let store: Store
    let evaluate: Evaluate
    /// Why the cells of a target may not be compared; empty where they may.
    let problems: [String: [String]]

    func stage() throws -> Stage {
        let cells = try inputs()
        let records = try evaluate.judgeRecords()
        let planned = try plan(cells, records)
        let present = try store.keys(of: .score)
        let batches = zip(cells, planned).compactMap { cell, scores -> Stage.Batch? in
            let missing = scores.filter { !present.contains($0.key) }
            guard !missing.isEmpty else { return nil }
            return Stage.Batch(
                item: cell[0].planned.cell.name, count: missing.count
            ) { control in
                StoreBatch(scores: rows(missing, records, control))
            }
        }
        return Stage(
            .evaluate, unit: MeasuringUnit.scores, total: planned.reduce(0) { $0 + $1.count },
            batches: batches)
    }

    private func rows(
        _ planned: [PlannedScore], _ records: JudgeRecords, _ control: BatchControl
    ) -> [ScoreRow] {
        let maker = maker(records)
        return planned.mappedSideBySide({ $0.row(maker) }, progress: control.progress)
    }

    private func maker(_ records: JudgeRecords) -> ScoreMaker {
        ScoreMaker(
            jackknife: Jackknife(
                seed: KeyedRandom.seed(keys.study.seed, ["jackknife"]), subsets: keys.subsets),
            problems: problems, judges: records)
    }

    /// Of each cell, the rows of each kind of its answers, the plain ones first.
    func inputs() throws -> [[CellInputs]] {
        let kinds = try keys.study.evaluation.kinds.map { try evaluate.inputs($0) }
        return try evaluate.working().indices.map { cell in kinds.map { $0[cell] } }
    }

    /// Keys of all scores of the study, for the report.
    func keys(of inputs: [[CellInputs]]) throws -> [String] {
        try plan(inputs, evaluate.judgeRecords()).joined().map(\.key)
    }

    /// The scores of each cell.
    private func plan(
        _ inputs: [[CellInputs]], _ records: JudgeRecords
    ) throws -> [[PlannedScore]] {
        // One number of words for all cells: vocabularies are compared at the same.
        let kinds = keys.study.evaluation.kinds
        let sizes = kinds.indices.map { kind in
            VocabularyGrowth.sharedSize(of: inputs.map { $0[kind].answerSet })
        }
        let measures = StudyMeasures.of(keys.study.evaluation)
        return try inputs.map { cell in
            let mine = cell[0].planned.cell
            let reference = inputs.first { rows in
                let other = rows[0].planned.cell
                return mine.isTuned && !other.isTuned && other.target == mine.target
            }
            return try measures.flatMap { measure -> [PlannedScore] in
                guard let kind = kinds.firstIndex(of: measure.kind), cell[kind].has(measure)
                else { return [] }
                return try plan(
                    measure, cell[kind], reference?[kind], words: sizes[kind],
                    judges: measure.restsOnJudgesOutside ? [records.key(measure.input)] : [])
            }
        }
    }

    /// The cell's own score, and its difference from the untuned target: matched on length where the
    /// measure depends on it, and then unmatched too.
    private func plan(
        _ measure: StudyMeasure, _ cell: CellInputs, _ reference: CellInputs?, words size: Int?,
        judges: [String]
    ) throws -> [PlannedScore] {
        let asked = try keys.asked(measure, words: size)
        func planned(_ other: CellInputs?, _ name: String, isMatched: Bool) -> PlannedScore {
            let inputs = [cell, other].compactMap { $0 }
            let rows = inputs.map { inputs in
                inputs.keys(measure, isMatched: isMatched).sorted { $0.key < $1.key }
                    .map { "\($0.key) \($0.value)" }.joined(separator: "\n")
            }
            let pool = measure.isPooled ? [cell.topics?.pool.fingerprint ?? ""] : []
            let why = other == nil ? [] : problems[cell.planned.cell.target] ?? []
            return PlannedScore(
                name: name, measure: measure, metric: asked.metric, cell: cell, reference: other,
                isMatched: isMatched,
                key: keys.score(
                    name, version: asked.metric.info.version, cell: cell.planned.key,
                    inputs: rows + [asked.scale] + pool + judges + why
                        + (isMatched ? [StudyMeasures.matching] : [])))
        }
        let own = planned(nil, measure.name, isMatched: measure.isPooled)
        guard let reference, reference.has(measure) else { return [own] }
        let difference = planned(
            reference, measure.name, isMatched: measure.isMatched || measure.isPooled)
        guard measure.isMatched else { return [own, difference] }
        let unmatched = StudyReport.unmatched(measure.name)
        return [own, difference, planned(reference, unmatched, isMatched: false)]
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// Takes each measure of each cell on the questions that all cells of its target share, and on
/// seeded subsets of them; where it depends on length, of answers cut to equal lengths, and of the
/// whole ones beside it. Reads what `Evaluate` stored; writes resamples; skips one whose inputs
/// have not changed. Claims, ranking and gate are made from these alone.
struct Resampling {
    /// Part of each row's key: how subsets are drawn.
    static let method = "delete-d by question v1"
    /// The same where requests are crossed with templates.
    static let crossedMethod = "delete-d by request and template v1"

    let keys: RunKeys
    let store: Store
    let evaluate: Evaluate

    /// A number that is to be.
    struct Planned: Sendable {
        let name: String
        let measure: StudyMeasure
        let metric: any Metric
        let cell: CellInputs
        /// Whether the answers are cut to the lengths that all cells have.
        let isMatched: Bool
        /// Rows that all cells of the target have, sorted.
        let ids: [String]
        let key: String
    }

    func stage() throws -> Stage {
        let planned = try plan()
        let present = try store.keys(of: .resample)
        let batches = planned.compactMap { numbers -> Stage.Batch? in
            let missing = numbers.filter { !present.contains($0.key) }
            guard let first = missing.first else { return nil }
            return Stage.Batch(item: first.cell.planned.cell.name, count: missing.count) {
                control in
                let maker = ResampleMaker(seed: keys.study.seed, subsets: keys.subsets)
                return StoreBatch(
                    resamples: missing.mappedSideBySide(
                        { maker.row($0) }, progress: control.progress))
            }
        }
        return Stage(
            .evaluate, unit: MeasuringUnit.resampledScores,
            total: planned.reduce(0) { $0 + $1.count }, batches: batches)
    }

    /// The numbers of each cell.
    func plan() throws -> [[Planned]] {
        let inputs = try evaluate.inputs()
        // One number of words for all cells, as in scores.
        let size = VocabularyGrowth.sharedSize(of: inputs.map(\.answerSet))
        let measures = StudyMeasures.resampled(keys.study.evaluation)
        return try inputs.map { cell in
            let group = inputs.filter { $0.planned.cell.target == cell.planned.cell.target }
            return try measures.filter(cell.has).flatMap { measure -> [Planned] in
                let asked = try keys.asked(measure, words: size)
                let own = planned(
                    measure, asked, cell, group, isMatched: measure.isMatched || measure.isPooled)
                guard measure.isMatched else { return [own] }
                return [own, planned(measure, asked, cell, group, isMatched: false)]
            }
        }
    }

    private func planned(
        _ measure: StudyMeasure, _ asked: AskedMetric, _ cell: CellInputs, _ group: [CellInputs],
        isMatched: Bool
    ) -> Planned {
        let isWholeBeside = measure.isMatched && !isMatched
        let name = isWholeBeside ? StudyReport.unmatched(measure.name) : measure.name
        let ids = Self.shared(group.map { $0.keys(measure, isMatched: isMatched) })
        let own = cell.keys(measure, isMatched: isMatched)
        let made = [
            "resampled", measure.prompts == .jailbreak ? Self.crossedMethod : Self.method,
            asked.scale,
        ]
        let pool = measure.isPooled ? [cell.topics?.pool.fingerprint ?? ""] : []
        let rows = ids.map { "\($0) \(own[$0] ?? "")" }
        return Planned(
            name: name, measure: measure, metric: asked.metric, cell: cell, isMatched: isMatched,
            ids: ids,
            key: keys.score(
                name, version: asked.metric.info.version, cell: cell.planned.key,
                inputs: made + rows + pool + (isMatched ? [StudyMeasures.matching] : [])))
    }

    /// Rows that all cells have; cells without any are passed over.
    private static func shared(_ cells: [[String: String]]) -> [String] {
        let filled = cells.filter { !$0.isEmpty }
        guard let first = filled.first else { return [] }
        return first.keys.filter { id in filled.allSatisfy { $0[id] != nil } }.sorted()
    }
}

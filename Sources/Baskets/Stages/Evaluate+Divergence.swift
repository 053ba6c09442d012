// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

extension Evaluate {
    /// A cell beside another of the same target.
    struct Comparison {
        /// As the study names the other: `parent` or a condition.
        let name: String
        let cell: Train.Planned
        let reference: Train.Planned
    }

    /// The comparisons that the study asks for, of some cells. A condition is compared with the cell
    /// of the same training seed, and not with itself; the untuned target only with itself, which
    /// shows that the two are computed alike. Of answers from a file there is no model.
    func comparisons(_ cells: [Train.Planned]) throws -> [Comparison] {
        let rows = try store.cells(keys: self.cells.map(\.key))
        return cells.filter { !$0.cell.condition.isOutputs }.flatMap { cell in
            keys.study.evaluation.divergence.compactMap { name -> Comparison? in
                let other =
                    name == EvaluationPlan.parent ? parent(of: cell) : partner(of: cell, name)
                guard let other, let row = rows[other.key], row.failure == nil,
                    !other.cell.condition.isOutputs
                else { return nil }
                return Comparison(name: name, cell: cell, reference: other)
            }
        }
    }

    /// The cell of a condition that a tuned cell stands beside: that of the same training seed, or the
    /// first where one of the two was trained elsewhere and has none.
    private func partner(of cell: Train.Planned, _ condition: String) -> Train.Planned? {
        guard cell.cell.isTuned else { return nil }
        let others = cells.filter {
            $0.cell.target == cell.cell.target && $0.cell.condition.name == condition
                && $0.key != cell.key
        }
        return others.first { $0.cell.seed == cell.cell.seed }
            ?? others.first { cell.cell.seed == nil || $0.cell.seed == nil }
    }

    /// Next-token distributions along people's answers to the held-out questions, compared over the
    /// whole vocabulary.
    func divergences(_ cells: [Train.Planned]) throws -> Stage {
        let present = try store.keys(of: .divergence)
        let sets = try sets().filter(\.kind.readsTexts)
        let texts = try store.answers(keys: heldOut().map { keys.humanAnswer($0.id) })
        let rows = texts.values.sorted { $0.answer.questionID < $1.answer.questionID }
        let comparisons = try comparisons(cells)
        let work = comparisons.flatMap { comparison in sets.map { (comparison, $0) } }
        let batches = work.flatMap { comparison, set in
            let name = comparisonKey(comparison, set.kind)
            return rows.windows(of: Self.window) {
                !present.contains(keys.divergence(name, answer: $0.key))
            }.map { window in
                Stage.Batch(item: comparison.cell.cell.name, count: window.count) { _ in
                    try compare(window, comparison, set)
                }
            }
        }
        return Stage(
            .evaluate, unit: "compared texts", total: work.count * rows.count, batches: batches)
    }

    /// Two cells under the prompt of a kind of answers.
    func comparisonKey(_ comparison: Comparison, _ kind: OutputKind) -> String {
        keys.comparison(
            keys.scorer(comparison.cell.key, kind), keys.scorer(comparison.reference.key, kind))
    }

    private func compare(
        _ rows: [AnswerRow], _ comparison: Comparison, _ set: OutputSet
    ) throws -> StoreBatch {
        let comparer = try supply.comparer(
            use(comparison.cell, addsSystem: set.addsSystem),
            reference: use(comparison.reference, addsSystem: set.addsSystem))
        let found = try comparer.compare(answered(rows, set))
        let name = comparisonKey(comparison, set.kind)
        let sums = zip(rows, found).map { row, sums in
            DivergenceSumsRow(
                key: keys.divergence(name, answer: row.key), comparison: name,
                model: comparison.cell.key, reference: comparison.reference.key, answer: row.key,
                places: sums.places, fromReference: sums.fromReference,
                fromModel: sums.fromModel, jensenShannon: sums.jensenShannon,
                referenceEntropy: sums.referenceEntropy, modelEntropy: sums.modelEntropy,
                referenceTail: sums.referenceTail, modelTail: sums.modelTail)
        }
        return StoreBatch(divergences: sums)
    }
}

extension DivergenceSumsRow {
    /// As the metrics take it.
    var sums: DivergenceRow {
        DivergenceRow(
            places: places, fromReference: fromReference, fromModel: fromModel,
            jensenShannon: jensenShannon, referenceEntropy: referenceEntropy,
            modelEntropy: modelEntropy, referenceTail: referenceTail, modelTail: modelTail)
    }
}

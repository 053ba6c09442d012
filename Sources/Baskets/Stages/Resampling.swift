// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Takes each measure of each cell on the questions that all cells of its target share, and on
/// seeded subsets of them. Reads what `Evaluate` stored; writes resamples; skips one whose inputs
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
    struct Planned {
        let measure: StudyMeasure
        let metric: any Metric
        let cell: CellInputs
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
                StoreBatch(
                    resamples: missing.enumerated().map { index, number in
                        defer { control.progress(index + 1) }
                        return row(number)
                    })
            }
        }
        return Stage(
            .evaluate, unit: "resampled scores", total: planned.reduce(0) { $0 + $1.count },
            batches: batches)
    }

    /// The numbers of each cell.
    func plan() throws -> [[Planned]] {
        let inputs = try evaluate.working().map { try evaluate.inputs(of: $0) }
        // One number of words for all cells, as in scores.
        let size = VocabularyGrowth.sharedSize(of: inputs.map(\.answerSet))
        let measures = StudyMeasures.resampled(keys.study.evaluation)
        return try inputs.map { cell in
            let group = inputs.filter { $0.planned.cell.target == cell.planned.cell.target }
            return try measures.filter(cell.has).map { measure in
                var metric = try MetricCatalog.metric(named: measure.metric)
                if metric is VocabularyGrowth { metric = VocabularyGrowth(at: size) }
                let ids = Self.shared(group.map { $0.keys(measure) })
                let own = cell.keys(measure)
                let scale = metric is VocabularyGrowth ? "\(size ?? 0)" : ""
                let rows = ids.map { "\($0) \(own[$0] ?? "")" }
                return Planned(
                    measure: measure, metric: metric, cell: cell, ids: ids,
                    key: keys.score(
                        measure.name, version: metric.info.version, cell: cell.planned.key,
                        inputs: [
                            "resampled",
                            measure.prompts == .jailbreak ? Self.crossedMethod : Self.method, scale,
                        ] + rows))
            }
        }
    }

    /// Rows that all cells have; cells without any are passed over.
    private static func shared(_ cells: [[String: String]]) -> [String] {
        let filled = cells.filter { !$0.isEmpty }
        guard let first = filled.first else { return [] }
        return first.keys.filter { id in filled.allSatisfy { $0[id] != nil } }.sorted()
    }

    private func row(_ planned: Planned) -> ResampleRow {
        let groups = Self.groups(planned)
        // The fewer groups there are of a kind, the less they tell.
        let count = groups.map { Set($0).count }.min() ?? 0
        func row(_ value: Double?, _ subsets: [Double], note: String?) -> ResampleRow {
            ResampleRow(
                key: planned.key, cellKey: planned.cell.planned.key,
                measure: planned.measure.name, version: planned.metric.info.version,
                questions: count, deleted: ResampledValue.deleted(of: count), value: value,
                subsets: subsets,
                note: note)
        }
        do {
            guard !planned.cell.keys(planned.measure).isEmpty else {
                throw MetricError(
                    .noData, metric: planned.measure.name, "the cell has no rows of this kind.")
            }
            guard count > 2 else {
                throw MetricError(
                    .noData, metric: planned.measure.name,
                    "needs three questions that all cells share, got \(count).")
            }
            let measure = try planned.cell.prepare(
                planned.metric, planned.measure, planned.ids)
            let value = try measure.value(measure.rows)
            let subsets = try (0..<keys.subsets).map { subset in
                let kept = kept(groups, subset: subset)
                return try measure.value(
                    measure.rows.filter { row in
                        zip(groups, kept).allSatisfy { $1.contains($0[row]) }
                    })
            }
            guard value.isFinite, subsets.allSatisfy(\.isFinite) else {
                return row(nil, [], note: "The value is unbounded for some of the questions.")
            }
            return row(value, subsets, note: nil)
        } catch {
            return row(nil, [], note: "\(error)")
        }
    }

    /// The groups of each row: its question, and behind a jailbreak its template too.
    private static func groups(_ planned: Planned) -> [[String]] {
        guard planned.measure.prompts == .jailbreak else { return [planned.ids.map(question)] }
        let places = planned.ids.map(PromptID.places)
        return [places.map { $0?.request ?? "" }, places.map { $0?.template ?? "" }]
    }

    /// What a subset keeps of each kind of group, drawn apart.
    private func kept(_ groups: [[String]], subset: Int) -> [Set<String>] {
        groups.enumerated().map { place, names in
            let seed = keys.study.seed
            return ResampledValue.kept(
                Set(names).sorted(), subset: subset,
                seed: place == 0 ? seed : KeyedRandom.seed(seed, ["resample", "\(place)"]))
        }
    }

    /// The question that a row belongs to: several answers to one question go together.
    private static func question(_ id: String) -> String {
        String(id.prefix { $0 != " " })
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Makes the scores of the cells, and of each cell minus the untuned target on the same rows. Reads
/// what `Evaluate` stored; writes scores; skips a score whose inputs have not changed.
struct Scoring {
    let keys: RunKeys
    let store: Store
    let evaluate: Evaluate
    /// Why the cells of a target may not be compared; empty where they may.
    let problems: [String: [String]]

    /// A score that is to be.
    private struct Planned {
        let measure: StudyMeasure
        let metric: any Metric
        let cell: CellInputs
        /// The untuned target, for a difference.
        let reference: CellInputs?
        let key: String
    }

    func stage() throws -> Stage {
        let inputs = try evaluate.working().map(evaluate.inputs(of:))
        let planned = try plan(inputs)
        let present = try store.keys(of: .score)
        let batches = zip(inputs, planned).compactMap { cell, scores -> Stage.Batch? in
            let missing = scores.filter { !present.contains($0.key) }
            guard !missing.isEmpty else { return nil }
            return Stage.Batch(item: cell.planned.cell.name, count: missing.count) { control in
                StoreBatch(
                    scores: missing.enumerated().map { index, score in
                        defer { control.progress(index + 1) }
                        return row(score)
                    })
            }
        }
        return Stage(
            .evaluate, unit: "scores", total: planned.reduce(0) { $0 + $1.count },
            batches: batches)
    }

    /// Keys of all scores of the study, for the report.
    func keys(of inputs: [CellInputs]) throws -> [String] {
        try plan(inputs).joined().map(\.key)
    }

    /// The scores of each cell.
    private func plan(_ inputs: [CellInputs]) throws -> [[Planned]] {
        // One number of words for all cells: vocabularies are compared at the same.
        let size = VocabularyGrowth.sharedSize(of: inputs.map(\.answerSet))
        return try inputs.map { cell in
            let reference = inputs.first {
                !$0.planned.cell.isTuned && $0.planned.cell.target == cell.planned.cell.target
            }
            return try plan(cell, cell.planned.cell.isTuned ? reference : nil, words: size)
        }
    }

    private func plan(
        _ cell: CellInputs, _ reference: CellInputs?, words size: Int?
    ) throws -> [Planned] {
        return try StudyMeasures.all.flatMap { measure -> [Planned] in
            var metric = try MetricCatalog.metric(named: measure.metric)
            if metric is VocabularyGrowth { metric = VocabularyGrowth(at: size) }
            let scale = metric is VocabularyGrowth ? "\(size ?? 0)" : ""
            return ([nil] + [reference].compactMap { $0 })
                .map { (other: CellInputs?) in
                    let rows = [cell, other].compactMap { $0 }.map { inputs in
                        inputs.keys(measure.input).sorted { $0.key < $1.key }
                            .map { "\($0.key) \($0.value)" }.joined(separator: "\n")
                    }
                    let why = problems[cell.planned.cell.target] ?? []
                    return Planned(
                        measure: measure, metric: metric, cell: cell, reference: other,
                        key: keys.score(
                            measure.name, version: metric.info.version,
                            cell: cell.planned.key,
                            inputs: rows + [scale] + (other == nil ? [] : why)))
                }
        }
    }

    private func row(_ planned: Planned) -> ScoreRow {
        ScoreRow(
            key: planned.key, cellKey: planned.cell.planned.key, input: planned.measure.input,
            inputKey: planned.cell.inputKey(planned.measure.input), score: score(planned))
    }

    private func score(_ planned: Planned) -> Score {
        do {
            guard let reference = planned.reference else { return try value(planned) }
            return try difference(planned, reference)
        } catch {
            let n = planned.cell.keys(planned.measure.input).count
            return score(planned, value: nil, n: n, note: error.description)
        }
    }

    private var jackknife: Jackknife {
        Jackknife(
            seed: KeyedRandom.seed(keys.study.seed, ["jackknife"]), subsets: keys.subsets)
    }

    private func value(_ planned: Planned) throws(MetricError) -> Score {
        let input = planned.measure.input
        let ids = planned.cell.keys(input).keys.sorted()
        let measure = try planned.cell.prepare(planned.metric, input, ids)
        let value = try measure.value(measure.rows)
        var notes = [measure.note].compactMap { $0 }
        if measure.leftOut > 0 { notes.append("\(measure.leftOut) answers without data left out.") }
        let spread = Result { () throws(MetricError) in
            try jackknife.spread(of: measure, around: value)
        }
        if case .failure(let error) = spread { notes.append("No interval: \(error.finding)") }
        let found = try? spread.get()
        return score(
            planned, value: value, n: measure.rows.count,
            interval: found.map { Self.possible($0.interval, planned.metric.info) },
            smallestDifference: found?.smallestDifference,
            note: notes.isEmpty ? nil : notes.joined(separator: " "))
    }

    /// The interval without what the measure cannot be: a fraction is not above 1.
    private static func possible(_ interval: Interval, _ info: MetricInfo) -> Interval {
        let (lower, upper) = (max(interval.lower, info.lowest), min(interval.upper, info.highest))
        guard (lower, upper) != (interval.lower, interval.upper) else { return interval }
        return Interval(
            lower: lower, upper: upper, level: interval.level,
            method: interval.method + ", ended at the measure's range")
    }

    /// The cell minus the untuned target, on the rows that both have.
    private func difference(
        _ planned: Planned, _ reference: CellInputs
    ) throws(MetricError) -> Score {
        let why = problems[planned.cell.planned.cell.target] ?? []
        guard why.isEmpty else {
            return score(
                planned, value: nil, n: 0,
                note: "Not compared: the arms are unequal. " + why.joined(separator: " "))
        }
        let input = planned.measure.input
        let others = reference.keys(input)
        let ids = planned.cell.keys(input).keys.filter { others[$0] != nil }.sorted()
        let found = try jackknife.difference(
            of: planned.cell.prepare(planned.metric, input, ids),
            and: reference.prepare(planned.metric, input, ids))
        return score(
            planned, value: found.estimate, n: found.n, interval: found.interval,
            smallestDifference: found.smallestDifference)
    }

    private func score(
        _ planned: Planned, value: Double?, n: Int, interval: Interval? = nil,
        smallestDifference: Double? = nil, note: String? = nil
    ) -> Score {
        let info = planned.metric.info
        return Score(
            measure: planned.measure.name, version: info.version,
            cell: planned.cell.planned.cell.name,
            reference: planned.reference?.planned.cell.name, value: value, unit: info.unit, n: n,
            interval: interval, smallestDifference: smallestDifference, note: note)
    }
}

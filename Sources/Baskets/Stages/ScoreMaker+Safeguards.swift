// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

extension ScoreMaker {
    /// The mean over a cell's prompts, with the interval that their design gives.
    func safeguard(
        _ planned: PlannedScore, _ metric: any SafeguardMetric
    ) throws(MetricError) -> Score {
        let rows = planned.cell.prompted(planned.measure, planned.cell.ids(planned.measure))
        let measure = try metric.prepare(rows)
        let mean = try PromptedMean(measure.rows.map { rows[$0] })
        let range = metric.info.range
        let bounds = PromptedMean.bounds(of: rows, in: range)
        var notes = Self.leftOut(measure.leftOut, of: rows.count, bounds) + judged(metric)
        let interval = Result { () throws(MetricError) in try mean.interval(in: range) }
        if case .failure(let error) = interval { notes.append("No interval: \(error.finding)") }
        let error = (try? mean.estimate())?.standardError ?? 0
        return score(
            planned, value: mean.value, n: mean.n, interval: try? interval.get(),
            smallestDifference: error > 0
                ? SmallestDifference.ofIndependentSets(error, error) : nil,
            note: notes.isEmpty ? nil : notes.joined(separator: " "))
    }

    /// The cell minus the untuned target, answer by answer where both have a value.
    func safeguardDifference(
        _ planned: PlannedScore, _ reference: CellInputs
    ) throws(MetricError) -> Score {
        let others = reference.safeguards[planned.measure.name] ?? [:]
        let ids = planned.cell.ids(planned.measure).filter { others[$0] != nil }
        let pairs = zip(
            planned.cell.prompted(planned.measure, ids),
            reference.prompted(planned.measure, ids)
        ).map { (own: $0, other: $1) }
        let differences = pairs.map { $0.own.less($0.other) }
        let mean = try PromptedMean(differences)
        let info = planned.metric.info
        let bounds = PromptedMean.bounds(ofDifferences: pairs, in: info.range)
        var notes = Self.leftOut(
            differences.count { $0.value == nil }, of: differences.count, bounds)
        notes += judged(planned.metric)
        let found = try mean.estimate()
        guard found.standardError > 0 else {
            notes.append("No interval: all prompts differ by the same.")
            return score(
                planned, value: mean.value, n: mean.n, note: notes.joined(separator: " "))
        }
        return score(
            planned, value: mean.value, n: mean.n, interval: found.interval(),
            smallestDifference: Power().smallestEffect(
                standardError: found.standardError, degreesOfFreedom: found.degreesOfFreedom),
            note: notes.isEmpty ? nil : notes.joined(separator: " "))
    }

    /// What the judges behind a number fall short of.
    private func judged(_ metric: any Metric) -> [String] {
        guard let measure = metric as? SafeguardMeasure,
            let found = judges.behind(measure)?.shortfalls, !found.isEmpty
        else { return [] }
        return ["\(Score.belowTheBar): \(found.joined(separator: "; "))."]
    }

    /// - Parameter bounds: what the number could be with what was left out.
    private static func leftOut(
        _ count: Int, of total: Int, _ bounds: ClosedRange<Double>?
    ) -> [String] {
        guard count > 0 else { return [] }
        return [
            "\(count) of \(total) answers without data left out"
                + (bounds.map { ": \(couldBe($0))." } ?? ".")
        ]
    }

    static func couldBe(_ bounds: ClosedRange<Double>) -> String {
        func short(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        return "with them it could be anything from \(short(bounds.lowerBound)) to "
            + short(bounds.upperBound)
    }
}

extension PromptedValue {
    /// The difference of two answers to one prompt; without a value where one of them has none.
    func less(_ other: PromptedValue) -> PromptedValue {
        PromptedValue(
            value.flatMap { own in other.value.map { own - $0 } }, request: request,
            template: template)
    }
}

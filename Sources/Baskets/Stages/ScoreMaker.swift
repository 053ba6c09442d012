// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// A score that is to be.
struct PlannedScore: Sendable {
    let name: String
    let measure: StudyMeasure
    let metric: any Metric
    let cell: CellInputs
    /// The untuned target, for a difference.
    let reference: CellInputs?
    /// Whether the answers of both are cut to equal lengths first.
    let isMatched: Bool
    let key: String

    func row(_ maker: ScoreMaker) -> ScoreRow {
        ScoreRow(
            key: key, cellKey: cell.planned.key, input: measure.input,
            inputKey: cell.inputKey(measure), score: maker.score(self))
    }
}

/// Makes scores from rows in memory.
struct ScoreMaker: Sendable {
    let jackknife: Jackknife
    /// Why the cells of a target may not be compared; empty where they may.
    let problems: [String: [String]]
    /// What the judges of the study were found to be.
    let judges: JudgeRecords

    /// A score always: without a value where there is no data, with the reason.
    func score(_ planned: PlannedScore) -> Score {
        do {
            guard let reference = planned.reference else { return try value(planned) }
            return try difference(planned, reference)
        } catch {
            let n = planned.cell.keys(planned.measure, isMatched: planned.isMatched).count
            return score(planned, value: nil, n: n, note: error.description)
        }
    }

    private func value(_ planned: PlannedScore) throws(MetricError) -> Score {
        if let metric = planned.metric as? any SafeguardMetric {
            return try safeguard(planned, metric)
        }
        let ids = planned.cell.keys(planned.measure, isMatched: planned.isMatched).keys.sorted()
        let measure = try planned.cell.prepare(
            planned.metric, planned.measure, ids, isMatched: planned.isMatched)
        let value = try measure.value(measure.rows)
        var notes = [measure.note].compactMap { $0 }
        if measure.leftOut > 0 {
            let items = planned.measure.isWithin ? "questions" : "answers"
            notes.append("\(measure.leftOut) \(items) without data left out.")
        }
        notes += missing(planned, ids) + standing(planned, ids) + outside(planned)
        let spread = Result { () throws(MetricError) in
            try jackknife.spread(of: measure, around: value)
        }
        if case .failure(let error) = spread { notes.append("No interval: \(error.finding)") }
        let found = try? spread.get()
        return score(
            planned, value: value, n: measure.rows.count,
            interval: found.map { $0.interval.ended(at: planned.metric.info.range) },
            smallestDifference: found?.smallestDifference,
            note: notes.isEmpty ? nil : notes.joined(separator: " "))
    }

    /// What the verdicts that a judge did not give could change at most.
    private func missing(_ planned: PlannedScore, _ ids: [String]) -> [String] {
        let judged = planned.cell.judged(planned.measure)
        let items = ids.compactMap { judged[$0]?.item }
        let bounds = JudgePreference(rawValue: planned.measure.metric)?.bounds(items)
        return bounds.map { ["Some verdicts are missing: \(Self.couldBe($0))."] } ?? []
    }

    /// What a judge's number says nothing without: whether it can judge at all.
    private func standing(_ planned: PlannedScore, _ ids: [String]) -> [String] {
        let isPreference = JudgePreference(rawValue: planned.measure.metric)?.isPreference
        guard isPreference == true || planned.metric is PublishedPreference else { return [] }
        let judged = planned.cell.judged(planned.measure)
        let planted = ids.compactMap { judged[$0]?.item }
            .flatMap(\.comparisons).filter { $0.second == .broken }.map(\.pair)
        guard let found = try? Discrimination(pairs: planted), !found.canDiscriminate else {
            return []
        }
        let percent = Int((found.value * 100).rounded())
        return [
            "As a judge it is \(Score.noBetterThanACoin): it tells a text from its own words in "
                + "disorder in \(percent) % of \(found.n). This is no absence of preference."
        ]
    }

    /// What the judges outside fall short of, where the number is net of what they say.
    private func outside(_ planned: PlannedScore) -> [String] {
        guard planned.measure.metric == JudgePreference.net.rawValue else { return [] }
        let found = judges.outside(
            planned.cell.planned.cell.target, isShown: planned.measure.showsQuestion
        ).shortfalls
        return found.isEmpty ? [] : ["\(Score.belowTheBar): \(found.joined(separator: "; "))."]
    }

    /// The cell minus the untuned target, on the rows that both have.
    private func difference(
        _ planned: PlannedScore, _ reference: CellInputs
    ) throws(MetricError) -> Score {
        let why = problems[planned.cell.planned.cell.target] ?? []
        guard why.isEmpty else {
            return score(
                planned, value: nil, n: 0,
                note: "Not compared: the arms are unequal. " + why.joined(separator: " "))
        }
        if planned.metric is any SafeguardMetric {
            return try safeguardDifference(planned, reference)
        }
        let isMatched = planned.isMatched
        let others = reference.keys(planned.measure, isMatched: isMatched)
        let ids = planned.cell.keys(planned.measure, isMatched: isMatched).keys
            .filter { others[$0] != nil }.sorted()
        let found = try jackknife.difference(
            of: try planned.cell.prepare(
                planned.metric, planned.measure, ids, isMatched: isMatched),
            and: try reference.prepare(planned.metric, planned.measure, ids, isMatched: isMatched))
        return score(
            planned, value: found.estimate, n: found.n, interval: found.interval,
            smallestDifference: found.smallestDifference,
            note: isMatched ? Self.matchingNote(planned, reference) : nil)
    }

    private static func matchingNote(
        _ planned: PlannedScore, _ reference: CellInputs
    ) -> String? {
        guard let own = planned.cell.matchedTexts(planned.measure.input),
            let other = reference.matchedTexts(planned.measure.input)
        else { return nil }
        return "Matched on n and length, \(own.words) words in each cell of the target: "
            + "\(own.cutWords) of the cell and \(other.cutWords) of the untuned target were cut."
    }

    func score(
        _ planned: PlannedScore, value: Double?, n: Int, interval: Interval? = nil,
        smallestDifference: Double? = nil, note: String? = nil
    ) -> Score {
        let info = planned.metric.info
        return Score(
            measure: planned.name, version: info.version,
            cell: planned.cell.planned.cell.name,
            reference: planned.reference?.planned.cell.name, value: value, unit: info.unit, n: n,
            interval: interval, smallestDifference: smallestDifference, note: note)
    }
}

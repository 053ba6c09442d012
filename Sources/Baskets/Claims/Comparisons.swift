// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// Numbers of conditions with their seeds, and the differences between them, from the resamples of a
/// run alone.
struct Comparisons {
    let study: Study
    /// By target, condition and measure; in it one row a seed, in the order of the study.
    private let rows: [Place: [ResampleRow]]
    /// Why the cells of a target may not be compared.
    private let problems: [String: [String]]
    /// Cells that did not learn their basket, by name of the cell.
    private let idle: Set<String>
    /// Tokens that models wrote for a cell's basket, by name of the cell.
    private let costs: [String: Double]
    /// What the judges of the study were found to be.
    let judges: JudgeRecords

    /// What a utility may count beside the measures: tokens that models wrote for the basket.
    static let cost = "cost"

    private struct Place: Hashable {
        let target: String
        let condition: Condition
        let measure: String
    }

    /// - Parameters:
    ///   - problems: by target.
    ///   - idle: names of the cells that did not learn.
    ///   - costs: by name of the cell.
    ///   - judges: of the study, with what they were found to be.
    init(
        study: Study, planned: [[Resampling.Planned]], rows: [String: ResampleRow],
        problems: [String: [String]], idle: Set<String>, costs: [String: Double],
        judges: JudgeRecords
    ) {
        self.study = study
        self.problems = problems
        self.idle = idle
        self.costs = costs
        self.judges = judges
        self.rows = planned.joined().reduce(into: [:]) { found, number in
            guard let row = rows[number.key] else { return }
            let cell = number.cell.planned.cell
            found[
                Place(
                    target: cell.target, condition: cell.condition, measure: number.name),
                default: []
            ].append(row)
        }
    }

    /// The interval of a value of a measure, without what the measure cannot be.
    func ended(_ interval: Interval, of measure: String) -> Interval {
        let asked = StudyMeasures.of(study.evaluation).first { $0.name == measure }
        let info = asked.flatMap { try? MetricCatalog.metric(named: $0.metric).info }
        return info.map { interval.ended(at: $0.range) } ?? interval
    }

    func conditions(of target: String) -> [Condition] {
        study.target(named: target).map(study.conditions(of:)) ?? []
    }

    func conditions(_ selector: ConditionSelector, of target: String) -> [Condition] {
        conditions(of: target).filter { selector.matches($0, of: target, in: study) }
    }

    /// The numbers of a condition, one a seed.
    ///
    /// - Throws: `MetricError` that says why there is none.
    func numbers(
        _ measure: String, _ condition: Condition, of target: String
    ) throws(MetricError) -> [ResampledValue] {
        if let problem = problems[target]?.first, condition != .vanilla {
            throw MetricError(
                .badSetting, metric: measure, "the arms are unequal.", remedy: problem)
        }
        let cells = study.cells.filter { $0.target == target && $0.condition == condition }
        if let cell = cells.first(where: { idle.contains($0.name) }) {
            throw MetricError(
                .noData, metric: measure, "\(cell.name) did not learn its basket.",
                remedy: "Train longer or at a higher rate.")
        }
        if measure == Self.cost { return cells.map { fixed(costs[$0.name] ?? 0) } }
        let found = rows[Place(target: target, condition: condition, measure: measure)] ?? []
        guard found.count == cells.count, !found.isEmpty else {
            throw MetricError(
                .noData, metric: measure,
                "\(condition.name) has a number for \(found.count) of \(cells.count) seeds: the run"
                    + " has not ended, or an earlier version of Baskets made it.",
                remedy: "Run the study again: it makes only what is missing.")
        }
        var numbers: [ResampledValue] = []
        for row in found {
            guard let value = row.value else {
                throw MetricError(
                    .noData, metric: measure, "\(condition.name): \(row.note ?? "no reason stored")"
                )
            }
            numbers.append(
                ResampledValue(
                    value: value, subsets: row.subsets, questions: row.questions,
                    deleted: row.deleted))
        }
        return numbers
    }

    /// A number that questions do not move.
    private func fixed(_ value: Double) -> ResampledValue {
        let like = rows.values.lazy.joined().first { $0.value != nil }
        return ResampledValue(
            value: value, subsets: Array(repeating: value, count: like?.subsets.count ?? 0),
            questions: like?.questions ?? 3, deleted: like?.deleted ?? 1)
    }

    /// The first condition's number, less the second's where one is given.
    func estimate(
        _ measure: String, _ first: Condition, less second: Condition? = nil, of target: String
    ) throws(MetricError) -> SeededEstimate {
        let own = try numbers(measure, first, of: target)
        guard let second else { return try SeededEstimate(own) }
        return try SeededEstimate(own, against: try numbers(measure, second, of: target))
    }

    /// Which number of answers to prompts a measure is; nil for any other.
    func safeguard(_ measure: String) -> SafeguardMeasure? {
        StudyMeasures.of(study.evaluation).first { $0.name == measure }
            .flatMap { SafeguardMeasure(rawValue: $0.metric) }
    }

    /// The name by which a number of whole answers is known: of a measure that depends on length the
    /// plain name is that of answers cut to equal lengths.
    func whole(_ measure: String) -> String {
        let name = StudyReport.unmatched(measure)
        return isMeasured(name) ? name : measure
    }

    /// Names of what can be claimed, ranked by and gated.
    var names: [String] { StudyMeasures.resampled(study.evaluation).map(\.name) + [Self.cost] }

    /// A cell's number with those of the subsets; nil where it has none.
    func resampled(_ measure: String, of cell: String) -> ResampleRow? {
        rows.filter { $0.key.measure == measure }.values.joined()
            .first { $0.cellKey == cell && $0.value != nil }
    }

    /// Whether the study has numbers of this name at all.
    func isMeasured(_ measure: String) -> Bool {
        rows.keys.contains { $0.measure == measure }
    }
}

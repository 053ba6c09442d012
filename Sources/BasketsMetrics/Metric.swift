// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// A metric of the catalog. Preparing does the work that all subsets share, such as cutting
/// texts into words; the prepared measure is then asked for the whole set and for subsets.
public protocol Metric: Sendable {
    var info: MetricInfo { get }
}

/// A metric of a set of answers, made from their texts.
public protocol AnswerSetMetric: Metric {
    func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure
}

/// A metric of a set of vectors, one a text.
public protocol VectorSetMetric: Metric {
    func prepare(_ vectors: VectorSet) throws(MetricError) -> RowMeasure
}

/// A metric of texts that a model scored.
public protocol ScoredTextMetric: Metric {
    func prepare(_ rows: [ScoredText]) throws(MetricError) -> RowMeasure
}

/// A metric of two models' next-token distributions along the same texts.
public protocol DivergenceMetric: Metric {
    func prepare(_ rows: [DivergenceRow]) throws(MetricError) -> RowMeasure
}

/// A metric of questions with choices whose probabilities a model gave.
public protocol ChoiceMetric: Metric {
    func prepare(_ rows: [ScoredChoices]) throws(MetricError) -> RowMeasure
}

/// A metric of what a judge said of texts, one row a question.
public protocol JudgedMetric: Metric {
    func prepare(_ items: [JudgedItem]) throws(MetricError) -> RowMeasure
}

/// A metric that is ready to be taken of any subset of the rows that it was prepared from.
public struct RowMeasure: Sendable {
    /// The rows that carry data, by their index in the input, ascending.
    public let rows: [Int]
    /// Rows of the input without data, such as empty answers.
    public let leftOut: Int
    /// What a reader must know beside the number.
    public let note: String?
    /// The metric of some of `rows`. The order of the rows does not matter.
    public let value: @Sendable (_ rows: [Int]) throws(MetricError) -> Double

    public init(
        rows: [Int], leftOut: Int, note: String? = nil,
        value: @escaping @Sendable (_ rows: [Int]) throws(MetricError) -> Double
    ) {
        self.rows = rows
        self.leftOut = leftOut
        self.note = note
        self.value = value
    }
}

extension Metric {
    /// The number itself, with an interval where a jackknife is given.
    public func number(
        of measure: RowMeasure, interval jackknife: Jackknife?
    ) throws(MetricError) -> MetricValue {
        let value = try measure.value(measure.rows)
        var note = measure.note
        var spread: Jackknife.Spread?
        if let jackknife {
            do throws(MetricError) {
                spread = try jackknife.spread(of: measure, around: value)
            } catch {
                note = [note, "No interval: \(error.finding)"].compactMap { $0 }
                    .joined(separator: " ")
            }
        }
        return MetricValue(
            metric: info.name, version: info.version, value: value, unit: info.unit,
            n: measure.rows.count, leftOut: measure.leftOut,
            interval: (spread?.interval).map { $0.ended(at: info.range) },
            smallestDifference: spread?.smallestDifference,
            note: note)
    }
}

extension AnswerSetMetric {
    /// The metric of a set of answers, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ answers: AnswerSet, interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(answers), interval: interval)
    }
}

extension VectorSetMetric {
    /// The metric of a set of vectors, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ vectors: VectorSet, interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(vectors), interval: interval)
    }
}

extension ScoredTextMetric {
    /// The metric of scored texts, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ rows: [ScoredText], interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(rows), interval: interval)
    }
}

extension DivergenceMetric {
    /// The metric of compared texts, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ rows: [DivergenceRow], interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(rows), interval: interval)
    }
}

extension JudgedMetric {
    /// The metric of a judge's verdicts, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ items: [JudgedItem], interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(items), interval: interval)
    }
}

extension ChoiceMetric {
    /// The metric of scored choices, with a delete-d jackknife interval where one is asked for.
    public func measure(
        _ rows: [ScoredChoices], interval: Jackknife? = nil
    ) throws(MetricError) -> MetricValue {
        try number(of: prepare(rows), interval: interval)
    }
}

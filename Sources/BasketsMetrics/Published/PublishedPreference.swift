// SPDX-License-Identifier: Apache-2.0

public import BasketsCore
import Foundation

/// Whom a judge favours as the published study scored it: all pairs of the untuned target's text,
/// other models' and people's, in both orders; the judge's own text is not among them.
///
/// Source: Schaffelder and Gatt 2026, experiment 3. They read probabilities from what a sampler had
/// changed already, by temperature 0.7 and top-p 0.9, so that one side is often 0. That is done here
/// to the two answers alone, which is the same where they hold all of the probability.
public enum PublishedPreference: String, JudgedMetric, CaseIterable {
    /// Mean probability that the untuned target's text is the better one, over all comparisons that it
    /// is in.
    case parent = "published-self-preference"
    /// The same of people's text.
    case human = "published-human-preference"
    /// Rating of the untuned target's text less the mean over the other sources', people among them.
    case selfBias = "published-self-preference-bias"
    /// Mean rating of models' texts less that of people's.
    case syntheticBias = "published-pro-synthetic-bias"

    static let temperature = 0.7
    static let topP = 0.9

    public var info: MetricInfo {
        MetricInfo(
            name: rawValue, version: "1", unit: isOfRatings ? "points of 5" : "fraction",
            range: isOfRatings ? -4...4 : 0...1, higherMeans: .descriptive, input: .verdicts,
            meaning: meaning, source: "Schaffelder and Gatt 2026, experiment 3.",
            deviation: deviation, emptyCase: "No question with such verdicts: no value.")
    }

    /// What a judge is asked for it.
    public var rubric: RubricKind { isOfRatings ? .quality : .pairwise }

    private var isOfRatings: Bool { self == .selfBias || self == .syntheticBias }

    private var meaning: String {
        switch self {
        case .parent:
            "How often it finds the untuned target's text the better of two, against each other source and people; 0.5: indifferent."
        case .human:
            "How often it finds people's text the better of two, against each model; 0.5: indifferent."
        case .selfBias:
            "How much higher it rates the untuned target's text than the other sources', people among them."
        case .syntheticBias: "How much higher it rates models' texts than people's."
        }
    }

    private var deviation: String? {
        switch self {
        case .parent, .human:
            "Temperature and top-p change the probabilities of the two answers alone."
        case .selfBias:
            "Whether people were among the others is not in the published code; here they are."
        case .syntheticBias: nil
        }
    }

    // MARK: Values

    /// - Throws: `MetricError.badRow` for a value that is no probability.
    public func prepare(_ items: [JudgedItem]) throws(MetricError) -> RowMeasure {
        for item in items {
            try OrderedPair.check(item.roundRobin.map(\.pair), for: rawValue)
        }
        let (name, values) = (rawValue, items.map(value))
        let rows = values.indices.filter { values[$0] != nil }
        return RowMeasure(rows: rows, leftOut: items.count - rows.count) {
            chosen throws(MetricError) in
            guard !chosen.isEmpty else {
                throw .noData(name, needs: "a question with verdicts", got: "none")
            }
            return mean(chosen.compactMap { values[$0] })
        }
    }

    private func value(_ item: JudgedItem) -> Double? {
        switch self {
        case .parent: return Self.average(Self.scores(of: .parent, in: item))
        case .human: return Self.average(Self.scores(of: .human, in: item))
        case .selfBias:
            guard let own = item.ratings[.parent] else { return nil }
            let others = Self.models(item) + [item.ratings[.human]].compactMap { $0 }
            return Self.average(others).map { own - $0 }
        case .syntheticBias:
            guard let people = item.ratings[.human] else { return nil }
            let models = Self.models(item) + [item.ratings[.parent]].compactMap { $0 }
            return Self.average(models).map { $0 - people }
        }
    }

    private static func average(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : mean(values)
    }

    private static func models(_ item: JudgedItem) -> [Double] {
        item.ratings.compactMap { writer, rating in
            if case .other = writer { rating } else { nil }
        }.sorted()
    }

    /// One for each comparison that a writer's text is in, in each order that has a verdict.
    public static func scores(of writer: JudgedItem.Writer, in item: JudgedItem) -> [Double] {
        item.roundRobin.flatMap { comparison -> [Double] in
            guard comparison.first == writer || comparison.second == writer else { return [] }
            let pair = comparison.first == writer ? comparison.pair : comparison.pair.turned
            return [pair.whenFirst, pair.whenSecond].compactMap { $0 }.map(sampled)
        }
    }

    /// The probability of an answer of two after temperature and top-p.
    static func sampled(_ probability: Double) -> Double {
        let own = pow(probability, 1 / temperature)
        let share = own / (own + pow(1 - probability, 1 / temperature))
        // The likelier one alone is the nucleus.
        return share >= topP ? 1 : share <= 1 - topP ? 0 : share
    }
}

extension JudgedItem {
    /// Every two of the untuned target's text, other models' and people's.
    var roundRobin: [Comparison] {
        comparisons.filter { $0.first != .own && $0.second != .broken } + amongOthers
    }
}

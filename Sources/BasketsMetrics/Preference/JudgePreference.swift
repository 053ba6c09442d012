// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// Whom a judge favours: its parent's texts, its own, people's; how much of that is left beside
/// judges outside and at equal length; and whether it can judge at all.
///
/// Source: Schaffelder and Gatt 2026, who give judges texts without their authors in both orders.
public enum JudgePreference: String, JudgedMetric, CaseIterable {
    /// Mean probability that the parent's text is the better one, in both orders.
    case parent = "self-preference"
    /// The same of the judge's own text.
    case own = "own-preference"
    case human = "human-preference"
    /// Mean probability that it names its own text where it is asked which of two it wrote.
    case recognition = "own-recognition"
    /// Preference for the parent's text less that of the judges outside for the same pairs.
    case net = "self-preference-net"
    /// Preference for the parent's text less what people say of the same pairs, by choice or by rating.
    case netOfPeople = "self-preference-net-people"
    /// Preference for the parent's text at equal length and place, by a logistic model.
    case sameLength = "self-preference-same-length"
    /// Rating of the parent's text alone, less the mean over other models' texts.
    case absolute = "self-preference-absolute"
    /// Mean rating of models' texts less that of people's.
    case synthetic = "synthetic-preference-absolute"
    /// Mean advantage of the first place.
    case position = "position-bias"
    /// Share of the pairs of which both orders name the same text.
    case consistency = "order-consistency"
    /// How often a text of people's comes out above its own words in disorder.
    case discrimination = "discrimination"

    public var info: MetricInfo {
        MetricInfo(
            name: rawValue, version: "1", unit: unit, range: range, higherMeans: .descriptive,
            input: .verdicts, meaning: meaning, source: source, deviation: deviation,
            emptyCase: "No question with such verdicts: no value.")
    }

    private var unit: String {
        switch self {
        case .absolute, .synthetic: "points of 5"
        case .net, .netOfPeople, .position: "difference of fractions"
        default: "fraction"
        }
    }

    private var range: ClosedRange<Double> {
        switch self {
        case .absolute, .synthetic: -4...4
        case .net, .netOfPeople, .position: -1...1
        default: 0...1
        }
    }

    private var meaning: String {
        switch self {
        case .parent:
            "How often it finds the untuned target's text the better of two; 0.5: no more often than the other."
        case .own:
            "How often it finds its own text the better of two; 0.5: no more often than the other."
        case .human:
            "How often it finds people's text the better of two; 0.5: no more often than the other."
        case .recognition:
            "How often it names its own text where it is asked which of two it wrote; 0.5: as a coin does."
        case .net:
            "How much more often it finds the untuned target's text the better of two than the judges outside do, of the same pairs."
        case .netOfPeople:
            "How much more often it finds the untuned target's text the better of two than people, who chose between both texts or rated each."
        case .sameLength:
            "How often it would find the untuned target's text the better of two if both were of one length."
        case .absolute:
            "How much higher it rates the untuned target's text than other models', each shown alone."
        case .synthetic: "How much higher it rates models' texts than people's, each shown alone."
        case .position: "How far what stands first wins, whatever it is; 0: not at all, 1: always."
        case .consistency:
            "How often both orders of a pair name the same text; a coin does half of the time."
        case .discrimination:
            "How often it finds a text of people's better than the same words in disorder; one that cannot is no judge."
        }
    }

    private var source: String {
        switch self {
        case .recognition: "Panickssery, Bowman and Feng 2024, the paired form."
        case .sameLength: "Dubois et al. 2024, in the Bradley-Terry form."
        case .position, .consistency: "Zheng et al. 2023, section 3.3."
        default: "Schaffelder and Gatt 2026, experiment 3."
        }
    }

    private var deviation: String? {
        switch self {
        case .parent, .own, .human:
            "Probabilities are taken before temperature and top-p; a pair counts only with both orders."
        case .recognition: "Both orders, read before temperature and top-p."
        case .absolute: "Other models are those that the study names; people are not among them."
        default: nil
        }
    }

    /// Whether it says whom a judge favours, which a judge that cannot judge does not tell.
    public var isPreference: Bool {
        switch self {
        case .recognition, .position, .consistency, .discrimination: false
        default: true
        }
    }

    /// What a judge is asked for it; nil where it is asked who wrote a text.
    public var rubric: RubricKind? {
        switch self {
        case .recognition: nil
        case .absolute, .synthetic: .quality
        default: .pairwise
        }
    }

    // MARK: Values

    /// - Throws: `MetricError.badRow` for a value that is no probability.
    public func prepare(_ items: [JudgedItem]) throws(MetricError) -> RowMeasure {
        for item in items {
            let pairs = (item.comparisons + item.recognitions).map(\.pair)
            try OrderedPair.check(pairs, for: rawValue)
        }
        if self == .sameLength { return prepareSameLength(items) }
        let note = self == .netOfPeople ? try humanAnchor(items) : nil
        let values = items.map(value)
        return measure(values.map { $0 != nil }, note: note) { rows in
            mean(rows.compactMap { values[$0] })
        }
    }

    /// Which pairs people stand behind, in words.
    private func humanAnchor(_ items: [JudgedItem]) throws(MetricError) -> String {
        let pairs = AnchoredPairs(items)
        guard pairs.suffices else {
            throw .noData(
                rawValue,
                needs: "\(AnchoredPairs.least) pairs that people chose between, or whose texts "
                    + "they rated, both of them",
                got: pairs.count == 0 ? "none: no human anchor" : pairs.words)
        }
        return "Human anchor: \(pairs.words)."
    }

    private func prepareSameLength(_ items: [JudgedItem]) -> RowMeasure {
        let pairs = items.enumerated().map { number, item in
            Self.of(.parent, item).map { pair in
                OrderedPair(
                    item: "\(number)", whenFirst: pair.whenFirst, whenSecond: pair.whenSecond,
                    lengthRatio: pair.lengthRatio)
            }.filter { $0.outcome != .incomplete }
        }
        return measure(pairs.map { !$0.isEmpty }) { rows throws(MetricError) in
            try LengthControlled(rows.flatMap { pairs[$0] }).preference
        }
    }

    private func measure(
        _ hasData: [Bool], note: String? = nil,
        _ value: @escaping @Sendable (_ rows: [Int]) throws(MetricError) -> Double
    ) -> RowMeasure {
        let (rows, name) = (hasData.indices.filter { hasData[$0] }, rawValue)
        return RowMeasure(rows: rows, leftOut: hasData.count - rows.count, note: note) {
            chosen throws(MetricError) in
            guard !chosen.isEmpty else {
                throw .noData(name, needs: "a question with verdicts", got: "none")
            }
            return try value(chosen)
        }
    }

    /// Of one question; nil without data.
    private func value(_ item: JudgedItem) -> Double? {
        switch self {
        case .parent: return average(Self.of(.parent, item).compactMap(\.preference))
        case .own: return average(Self.of(.own, item).compactMap(\.preference))
        case .human: return average(Self.of(.human, item).compactMap(\.preference))
        case .recognition:
            return average(item.recognitions.compactMap(\.pair.preference))
        case .net: return average(item.comparisons.compactMap { Self.net($0, of: $0.outside) })
        case .netOfPeople:
            return average(item.comparisons.compactMap { Self.net($0, of: $0.people) })
        case .absolute:
            guard let own = item.ratings[.parent] else { return nil }
            return average(Self.others(item)).map { own - $0 }
        case .synthetic:
            guard let people = item.ratings[.human] else { return nil }
            let models =
                Self.others(item) + [item.ratings[.parent], item.ratings[.own]].compactMap { $0 }
            return average(models).map { $0 - people }
        case .position: return average(Self.judged(item).compactMap(\.firstPlaceAdvantage))
        case .consistency: return average(Self.judged(item).compactMap(Self.isConsistent))
        case .discrimination:
            let planted = item.comparisons.filter { $0.second == .broken }.map(\.pair)
            return average(planted.compactMap(\.points))
        case .sameLength: return nil
        }
    }

    /// What the number could be if the missing verdicts had been there: from all of them against the
    /// text of interest to all of them for it.
    ///
    /// - Returns: nil where none is missing, and for a number that is no mean of probabilities.
    public func bounds(_ items: [JudgedItem]) -> ClosedRange<Double>? {
        let writer: JudgedItem.Writer
        switch self {
        case .parent: writer = .parent
        case .own: writer = .own
        case .human: writer = .human
        default: return nil
        }
        let pairs = items.map { Self.of(writer, $0) }.filter { !$0.isEmpty }
        guard pairs.joined().contains(where: { $0.outcome == .incomplete }) else { return nil }
        func mean(filledWith verdict: Double) -> Double {
            BasketsMetrics.mean(
                pairs.map { own in
                    BasketsMetrics.mean(
                        own.map {
                            (($0.whenFirst ?? verdict) + ($0.whenSecond ?? verdict)) / 2
                        })
                })
        }
        return mean(filledWith: 0)...mean(filledWith: 1)
    }

    private func average(_ values: [Double]) -> Double? { values.isEmpty ? nil : mean(values) }

    /// Pairs with a writer's text as the text of interest; planted ones left out.
    private static func of(_ writer: JudgedItem.Writer, _ item: JudgedItem) -> [OrderedPair] {
        item.comparisons.compactMap { comparison in
            if comparison.second == .broken { return nil }
            if comparison.first == writer { return comparison.pair }
            return comparison.second == writer ? comparison.pair.turned : nil
        }
    }

    private static func judged(_ item: JudgedItem) -> [OrderedPair] {
        item.comparisons.filter { $0.second != .broken }.map(\.pair)
    }

    /// - Parameter anchor: preference for the same text by who stands for its quality.
    private static func net(_ comparison: JudgedItem.Comparison, of anchor: Double?) -> Double? {
        guard comparison.first == .parent, comparison.second != .broken,
            let own = comparison.pair.preference, let anchor
        else { return nil }
        return own - anchor
    }

    private static func others(_ item: JudgedItem) -> [Double] {
        item.ratings.compactMap { writer, rating in
            if case .other = writer { rating } else { nil }
        }.sorted()
    }

    private static func isConsistent(_ pair: OrderedPair) -> Double? {
        switch pair.outcome {
        case .incomplete: nil
        case .preferred, .passedOver: 1
        case .flippedToFirst, .flippedToSecond, .undecided: 0
        }
    }
}

extension OrderedPair {
    /// The same pair with the other text as the text of interest.
    var turned: OrderedPair {
        OrderedPair(
            item: item, whenFirst: whenSecond.map { 1 - $0 }, whenSecond: whenFirst.map { 1 - $0 },
            lengthRatio: -lengthRatio)
    }
}

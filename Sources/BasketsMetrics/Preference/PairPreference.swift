// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// What a judge's comparisons in both orders say of the texts of interest, and of the judge.
public struct PairPreference: Sendable, Hashable {
    public static let version = "1"

    public let outcomes: [OrderedPair.Outcome: Int]
    /// Pairs with a verdict in both orders.
    public let n: Int
    /// Mean preference for the texts of interest, in [0, 1]; 0.5: none.
    public let preference: Double
    /// Over items, so that pairs of one item count as one; nil for fewer than two items or no spread.
    public let interval: Interval?
    /// Mean advantage of the first place, in [-1, 1]; 1 for a judge that always says A.
    public let positionBias: Double
    /// Of the position bias, over items as that of the preference.
    public let positionInterval: Interval?
    /// Share of the pairs whose two orders name the same text, in [0, 1]; undecided pairs are not
    /// the same text.
    public let orderConsistency: Proportion

    /// - Throws: `MetricError.noData` where no pair has both verdicts; `badRow` for a value that is
    ///   no probability.
    public init(_ pairs: [OrderedPair], level: Double = 0.95) throws(MetricError) {
        try OrderedPair.check(pairs, for: "pair-preference")
        var outcomes: [OrderedPair.Outcome: Int] = [:]
        for pair in pairs { outcomes[pair.outcome, default: 0] += 1 }
        let complete = pairs.filter { $0.outcome != .incomplete }
        guard !complete.isEmpty else {
            throw .noData(
                "pair-preference", needs: "a pair with both verdicts", got: "none of \(pairs.count)"
            )
        }
        self.outcomes = outcomes
        n = complete.count
        preference = mean(complete.compactMap(\.preference))
        interval = ItemMeans(complete.map { ($0.item, $0.preference ?? 0.5) })
            .interval(around: preference, in: 0...1, level: level)
        positionBias = mean(complete.compactMap(\.firstPlaceAdvantage))
        positionInterval = ItemMeans(complete.map { ($0.item, $0.firstPlaceAdvantage ?? 0) })
            .interval(around: positionBias, in: -1...1, level: level)
        let same = [OrderedPair.Outcome.preferred, .passedOver]
        orderConsistency = try Proportion(
            yes: same.reduce(0) { $0 + (outcomes[$1] ?? 0) }, of: n, name: "order-consistency")
    }
}

/// Values whose items belong together: the spread is that between items.
struct ItemMeans {
    /// Sum of the values and their number, by item.
    private let items: [(total: Double, count: Double)]

    init(_ values: [(item: String, value: Double)]) {
        items = Dictionary(grouping: values, by: \.item).sorted { $0.key < $1.key }
            .map { (sum($0.value.map(\.value)), Double($0.value.count)) }
    }

    /// The standard error of the mean over all values, robust to likeness within items
    /// (Liang and Zeger 1986, with the factor C / (C - 1)); nil for fewer than two items.
    func standardError(around center: Double) -> Double? {
        let count = Double(items.count)
        guard count > 1 else { return nil }
        let all = sum(items.map(\.count))
        let squares = items.map { item in
            let off = item.total - center * item.count
            return off * off
        }
        return (sum(squares) * count / (count - 1)).squareRoot() / all
    }

    /// Student's interval over items, cut to the range; nil for fewer than two items, or no spread.
    func interval(
        around center: Double, in range: ClosedRange<Double>, level: Double
    ) -> Interval? {
        guard let error = standardError(around: center), error > 0 else { return nil }
        let student = StudentT(degreesOfFreedom: Double(items.count - 1))
        let width = student.quantile((1 + level) / 2) * error
        return Interval(
            lower: center - width, upper: center + width, level: level,
            method: "t over \(items.count) items"
        ).ended(at: range)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Krippendorff's alpha: how far raters agree beyond chance, for any number of raters and with
/// ratings missing.
///
/// alpha = 1 - observed / expected disagreement. Unit: agreement, at most 1 (all agree); 0 is what
/// chance gives, below 0 is less than that.
/// Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability".
public struct KrippendorffAlpha: Sendable, Hashable {
    /// What the difference between two ratings counts.
    public enum Level: String, Sendable, Hashable, Codable, CaseIterable {
        /// All differences count the same.
        case nominal
        /// By the ratings that lie between, in order.
        case ordinal
        /// By the square of the difference.
        case interval
    }

    public static let version = "1"
    public let level: Level

    public init(_ level: Level) { self.level = level }

    public var name: String { "krippendorff-alpha-\(level.rawValue)" }

    /// - Parameters:
    ///   - ratings: [unit][rater]; nil where a rater gave none. A unit with fewer than two ratings
    ///     is left out, and counted.
    ///   - groups: the group of each unit, such as its request; nil: each is its own.
    ///   - bootstrap: for the interval; nil: none.
    /// - Throws: `MetricError.noData` where no unit has two ratings, or all ratings are the same;
    ///   `badRow` for a rating that is not finite.
    public func measure(
        _ ratings: [[Double?]], groups: [String]? = nil, bootstrap: ClusterBootstrap? = nil
    ) throws(MetricError) -> MetricValue {
        Agreement.check(groups, count: ratings.count)
        if let row = ratings.firstIndex(where: { $0.contains { $0.map(\.isFinite) == false } }) {
            throw MetricError(.badRow, metric: name, row: row, "a rating is not a number.")
        }
        let rated = ratings.indices.filter { ratings[$0].count { $0 != nil } > 1 }
        guard !rated.isEmpty else {
            throw .noData(name, needs: "a unit with two ratings", got: "none")
        }
        let values = Set(rated.flatMap { ratings[$0].compactMap { $0 } }).sorted()
        let counts = rated.map { unit in
            let given = ratings[unit].compactMap { $0 }
            return values.map { value in Double(given.count { $0 == value }) }
        }
        return try Agreement.value(
            metric: name, version: Self.version, rows: rated.count,
            leftOut: ratings.count - rated.count,
            groups: groups.map { all in rated.map { all[$0] } },
            bootstrap: bootstrap
        ) { rows in alpha(rows.map { counts[$0] }, values) }
    }

    /// - Parameter counts: how often each value was given, [units][values].
    /// - Returns: nil where all ratings are the same.
    private func alpha(_ counts: [[Double]], _ values: [Double]) -> Double? {
        let size = values.count
        // Pairs of values within units, [values * values], and how often each value is in one.
        var pairs = [Double](repeating: 0, count: size * size)
        for unit in counts {
            let others = sum(unit) - 1
            for first in 0..<size where unit[first] > 0 {
                for second in 0..<size where unit[second] > 0 {
                    let same = first == second ? 1.0 : 0
                    pairs[first * size + second] += unit[first] * (unit[second] - same) / others
                }
            }
        }
        let totals = (0..<size).map { first in sum(pairs[first * size..<(first + 1) * size]) }
        let all = sum(totals)
        var observed = 0.0
        var expected = 0.0
        for first in 0..<size {
            for second in 0..<size where first != second {
                let weight = difference(first, second, values, totals)
                observed += pairs[first * size + second] * weight
                expected += totals[first] * totals[second] * weight
            }
        }
        return expected > 0 ? 1 - (all - 1) * observed / expected : nil
    }

    /// The squared difference between two values, by the level of measurement.
    private func difference(
        _ first: Int, _ second: Int, _ values: [Double], _ totals: [Double]
    ) -> Double {
        switch level {
        case .nominal: return 1
        case .interval:
            return (values[first] - values[second]) * (values[first] - values[second])
        case .ordinal:
            let between = sum(totals[min(first, second)...max(first, second)])
            let distance = between - (totals[first] + totals[second]) / 2
            return distance * distance
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// Resampling with replacement, a whole cluster at a time: rows of one cluster, such as answers to one
/// request, are drawn together or not at all. For statistics that may see a row twice, such as a
/// median; for measures that must not, such as self-BLEU, see `Jackknife`.
///
/// A plain bootstrap of clustered rows is far too sure of itself: at a correlation of 0.7 in
/// clusters of 10 it finds a difference that is not there in two of five cases.
/// Source: Efron 1979; clusters as in Davison and Hinkley 1997, section 3.8.
public struct ClusterBootstrap: Sendable, Hashable {
    public let seed: UInt64
    public let draws: Int
    /// Stated coverage, a fraction.
    public let level: Double

    public init(seed: UInt64, draws: Int = 1_000, level: Double = 0.95) {
        precondition(draws > 1 && level > 0 && level < 1, "draws to compare, a level in (0, 1)")
        self.seed = seed
        self.draws = draws
        self.level = level
    }

    /// The percentile interval of a statistic.
    ///
    /// - Parameters:
    ///   - clusters: name of each row's cluster, in the order of the rows.
    ///   - statistic: of the rows drawn, which may hold one several times; nil where it has no value.
    /// - Throws: `MetricError.noData` for fewer than three clusters, and where more than a twentieth
    ///   of the draws has no value: what is left would not be a fair picture of the spread. What the
    ///   statistic throws.
    public func interval<Name: Hashable & Comparable>(
        clusters: [Name], _ statistic: (_ rows: [Int]) throws(MetricError) -> Double?
    ) throws(MetricError) -> Interval {
        let members = Dictionary(grouping: clusters.indices) { clusters[$0] }
            .sorted { $0.key < $1.key }.map(\.value)
        guard members.count > 2 else {
            throw .noData("bootstrap", needs: "three groups", got: "\(members.count)")
        }
        var random = KeyedRandom(seed, "group-bootstrap")
        var values: [Double] = []
        for _ in 0..<draws {
            let rows = members.indices.flatMap { _ in members[random.below(members.count)] }
            if let value = try statistic(rows) { values.append(value) }
        }
        guard values.count * 20 >= draws * 19 else {
            throw .noData(
                "bootstrap", needs: "a value in 19 of 20 draws",
                got: "\(values.count) of \(draws)")
        }
        values.sort()
        return Interval(
            lower: quantile((1 - level) / 2, ofSorted: values),
            upper: quantile((1 + level) / 2, ofSorted: values), level: level,
            method: "bootstrap of \(members.count) groups, \(draws) draws")
    }
}

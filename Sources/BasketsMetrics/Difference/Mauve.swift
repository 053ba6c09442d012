// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Foundation

/// MAUVE: how close one set's vectors are to another's, as one number for both kinds of error: texts
/// that the other set would not have, and texts of the other set that are missing.
///
/// Unit: score in (0, 1]; 1 for equal shares in all clusters of the pool. The clusters are found by
/// k-means, one for ten vectors of the smaller set; the value is the mean over several seeds, whose
/// spread stands in the note. It depends on n: compare only sets of like n, and trust no small
/// difference below several thousand texts.
/// Source: Pillutla et al. 2021; from the shares of the clusters on equal to PyPI's `mauve-text`.
/// Deviation: clusters in the full space of the unit vectors, not in their principal components.
public struct Mauve: Metric, Hashable {
    /// Mixtures between the two sets that the frontier is drawn from.
    static let mixtures = 25
    static let scale = 5.0

    /// Clusters; nil for a tenth of the smaller set, at least two.
    public let clusters: Int?
    /// Seeds that the value is the mean of.
    public let seeds: Int
    public let seed: UInt64

    public init(clusters: Int? = nil, seeds: Int = 5, seed: UInt64) {
        precondition(clusters ?? 2 > 1 && seeds > 0, "two clusters, a seed")
        self.clusters = clusters
        self.seeds = seeds
        self.seed = seed
    }

    public var info: MetricInfo { DifferenceMeasure.mauve.info }

    /// - Throws: as `prepare(_:against:)`.
    public func measure(
        _ first: VectorSet, against second: VectorSet
    ) throws(MetricError) -> MetricValue {
        let values = try clustered(first, second).map { $0.score(nil) }
        return MetricValue(
            metric: info.name, version: info.version, value: mean(values), unit: info.unit,
            n: min(first.count, second.count), note: note(values, first, second))
    }

    /// Ready to be taken of subsets, the clusters given: row `i` is vector `i` of both sets, such as
    /// the answers of two writers to one question, and is left out of both.
    ///
    /// - Throws: `MetricError.noData` for a set of fewer than two vectors, `badSetting` for vectors of
    ///   two lengths or sets of two sizes.
    public func prepare(
        _ first: VectorSet, against second: VectorSet
    ) throws(MetricError) -> RowMeasure {
        guard first.count == second.count else {
            throw .badSetting(info.name, "sets of \(first.count) and \(second.count) vectors.")
        }
        let models = try clustered(first, second)
        let name = info.name
        return RowMeasure(
            rows: Array(0..<first.count), leftOut: 0,
            note: note(models.map { $0.score(nil) }, first, second)
        ) { rows throws(MetricError) in
            guard !rows.isEmpty else { throw .noData(name, needs: "a vector", got: "none") }
            return mean(models.map { $0.score(rows) })
        }
    }

    /// The clusters that each vector of two sets is in, by one seed.
    private struct Clustered: Sendable {
        let first: [Int]
        let second: [Int]
        let count: Int

        /// - Parameter rows: of both sets; nil: all.
        func score(_ rows: [Int]?) -> Double {
            Mauve.score(shares(first, rows), shares(second, rows))
        }

        private func shares(_ clusters: [Int], _ rows: [Int]?) -> [Double] {
            let chosen = rows.map { $0.map { clusters[$0] } } ?? clusters
            var shares = [Double](repeating: 0, count: count)
            for cluster in chosen { shares[cluster] += 1 / Double(chosen.count) }
            return shares
        }
    }

    private func clustered(
        _ first: VectorSet, _ second: VectorSet
    ) throws(MetricError) -> [Clustered] {
        guard first.dimension == second.dimension else {
            throw .badSetting(info.name, "vectors of \(first.dimension) and \(second.dimension).")
        }
        let least = min(first.count, second.count)
        guard least > 1 else {
            throw .noData(info.name, needs: "two vectors of both sets", got: "\(least)")
        }
        let pool = first.units + second.units
        let order = Self.order(of: pool, dimension: first.dimension)
        let sorted = order.flatMap { pool[$0 * first.dimension..<($0 + 1) * first.dimension] }
        let count = count(least)
        return sideBySide(seeds) { number in
            let found = Clusters(
                sorted, dimension: first.dimension, count: count,
                seed: KeyedRandom.seed(seed, ["mauve", String(number)])
            ).ofRow
            var cluster = [Int](repeating: 0, count: found.count)
            for (place, row) in order.enumerated() { cluster[row] = found[place] }
            return Clustered(
                first: Array(cluster.prefix(first.count)),
                second: Array(cluster.suffix(second.count)), count: count)
        }
    }

    /// Rows by their values, so that neither the order of the input nor which set is the first has a
    /// say in the clusters.
    private static func order(of pool: [Double], dimension: Int) -> [Int] {
        (0..<pool.count / dimension).sorted { one, other in
            pool[one * dimension..<(one + 1) * dimension].lexicographicallyPrecedes(
                pool[other * dimension..<(other + 1) * dimension])
        }
    }

    private func count(_ least: Int) -> Int {
        clusters ?? max(2, Int((Double(least) / 10).rounded()))
    }

    private func note(_ values: [Double], _ first: VectorSet, _ second: VectorSet) -> String {
        let ends = [values.min(), values.max()].map {
            String((($0 ?? 0) * 1_000).rounded() / 1_000)
        }
        return "\(count(min(first.count, second.count))) clusters, seed \(seed); \(ends[0]) to "
            + "\(ends[1]) over \(seeds) seeds."
    }

    /// The area under the frontier of the two errors, mean of both ways to look at it.
    static func score(_ first: [Double], _ second: [Double]) -> Double {
        var curve = [(x: 1.0, y: 0.0)]
        for step in 0..<mixtures {
            let weight = 1e-6 + (1 - 2e-6) * Double(step) / Double(mixtures - 1)
            let mixed = zip(first, second).map { weight * $0 + (1 - weight) * $1 }
            curve.append(
                (exp(-scale * divergence(second, mixed)), exp(-scale * divergence(first, mixed))))
        }
        curve.append((x: 0, y: 1))
        return (area(curve) + area(curve.map { ($0.y, $0.x) })) / 2
    }

    /// Kullback-Leibler divergence in nats; the second has all that the first has.
    private static func divergence(_ first: [Double], _ second: [Double]) -> Double {
        sum(zip(first, second).lazy.filter { $0.0 > 0 }.map { $0 * log($0 / $1) })
    }

    private static func area(_ curve: [(x: Double, y: Double)]) -> Double {
        // The frontier falls: of two places over one x the higher comes first.
        let sorted = curve.sorted { ($0.x, -$0.y) < ($1.x, -$1.y) }
        return sum(
            zip(sorted, sorted.dropFirst()).lazy.map { ($1.x - $0.x) * ($1.y + $0.y) / 2 })
    }
}

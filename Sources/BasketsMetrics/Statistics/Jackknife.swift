// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// The delete-d jackknife: intervals for measures of a set, from seeded subsets of its rows.
///
/// The variance is (n - d) / d times the variance of the measure over random subsets of n - d
/// rows drawn without replacement; the interval is centred at the value of the full set. A plain
/// bootstrap would repeat rows, and a repeated answer has self-BLEU 1.
/// Source: Shao and Wu 1989; random subsets as in Politis, Romano and Wolf 1999, chapter 2.
public struct Jackknife: Sendable, Hashable {
    /// How many subsets are drawn.
    public let subsets: Int
    /// Share of the rows that each subset lacks, in (0, 1).
    public let deletedShare: Double
    /// Stated coverage, a fraction.
    public let level: Double
    public let seed: UInt64

    public init(
        seed: UInt64, subsets: Int = 200, deletedShare: Double = 0.25, level: Double = 0.95
    ) {
        precondition(subsets > 1 && deletedShare > 0 && deletedShare < 1, "subsets to compare")
        precondition(level > 0 && level < 1, "a level is in (0, 1)")
        self.seed = seed
        self.subsets = subsets
        self.deletedShare = deletedShare
        self.level = level
    }

    /// What the subsets say about a measure.
    public struct Spread: Sendable, Hashable {
        /// In the unit of the measure.
        public let standardError: Double
        public let interval: Interval
        /// The difference between two independent sets like this one that is seen with a power of
        /// 80 % at 5 %, two-sided.
        public let smallestDifference: Double
    }

    /// - Parameters:
    ///   - measure: prepared from the full set.
    ///   - value: its value for all rows, where the interval is centred.
    /// - Throws: `MetricError.noData` for fewer than three rows, for subsets without a value, where
    ///   a value is infinite, and where all subsets have one value: no spread in so few rows is
    ///   no proof that there is none.
    public func spread(
        of measure: RowMeasure, around value: Double
    ) throws(MetricError) -> Spread {
        try spread(rows: measure.rows, around: value, measure.value)
    }

    /// The difference `first - second` of a measure between two sets whose rows belong together,
    /// such as answers to the same questions: each subset leaves the same rows out of both.
    ///
    /// Rows that only one set has are left out of the difference.
    /// - Throws: as `spread(of:around:)`.
    public func difference(
        of first: RowMeasure, and second: RowMeasure
    ) throws(MetricError) -> PairedDifference {
        let other = Set(second.rows)
        let shared = first.rows.filter(other.contains)
        let value = { @Sendable (rows: [Int]) throws(MetricError) -> Double in
            try first.value(rows) - second.value(rows)
        }
        guard shared.count > 2 else {
            throw .noData("jackknife", needs: "three shared rows", got: "\(shared.count)")
        }
        let estimate = try value(shared)
        let spread = try spread(rows: shared, around: estimate, value)
        return PairedDifference(
            estimate: estimate, interval: spread.interval,
            probability: Self.twoSided(estimate, spread.standardError, rows: shared.count),
            n: shared.count, smallestDifference: spread.smallestDifference / 2.0.squareRoot())
    }

    /// The difference `first - second` of a measure between two sets that have nothing to do with
    /// each other; `n` is that of the smaller set.
    ///
    /// - Throws: as `spread(of:around:)`.
    public func difference(
        ofIndependent first: RowMeasure, and second: RowMeasure
    ) throws(MetricError) -> PairedDifference {
        let values = (try first.value(first.rows), try second.value(second.rows))
        let one = try spread(of: first, around: values.0).standardError
        let two = try spread(of: second, around: values.1).standardError
        let error = (one * one + two * two).squareRoot()
        let estimate = values.0 - values.1
        let n = min(first.rows.count, second.rows.count)
        let width = StudentT(degreesOfFreedom: Double(n - 1)).quantile((1 + level) / 2) * error
        return PairedDifference(
            estimate: estimate,
            interval: Interval(
                lower: estimate - width, upper: estimate + width, level: level,
                method: "two independent delete-d jackknives, \(subsets) subsets each"),
            probability: Self.twoSided(estimate, error, rows: n), n: n,
            smallestDifference: SmallestDifference.ofIndependentSets(one, two))
    }

    private func spread(
        rows: [Int], around value: Double,
        _ measure: (_ rows: [Int]) throws(MetricError) -> Double
    ) throws(MetricError) -> Spread {
        let samples = try samples(rows) { rows throws(MetricError) in [try measure(rows)] }
        guard value.isFinite, samples.values[0].allSatisfy(\.isFinite) else {
            throw .noData("jackknife", needs: "finite values", got: "infinite ones")
        }
        let error = (samples.scale * variance(samples.values[0])).squareRoot()
        guard error > 0 else {
            throw .noData("jackknife", needs: "a spread", got: "the same value in all subsets")
        }
        return Spread(
            standardError: error, interval: interval(samples, around: value, error: error),
            smallestDifference: SmallestDifference.ofIndependentSets(error, error))
    }

    /// Values of one or more measures over the same subsets.
    struct Samples {
        /// Rows and deleted rows of each subset.
        let n: Int
        let deleted: Int
        /// [measures, subsets]
        let values: [[Double]]

        /// What turns a variance over subsets into that of the full set.
        var scale: Double { Double(n - deleted) / Double(deleted) }
    }

    func samples(
        _ rows: [Int], _ measures: (_ rows: [Int]) throws(MetricError) -> [Double]
    ) throws(MetricError) -> Samples {
        let n = rows.count
        guard n > 2 else { throw .noData("jackknife", needs: "three rows", got: "\(n)") }
        let deleted = min(n - 2, max(1, Int((Double(n) * deletedShare).rounded())))
        var values: [[Double]] = []
        for subset in 0..<subsets {
            var random = KeyedRandom(seed, "jackknife", String(subset))
            values.append(try measures(random.draw(n - deleted, of: rows).sorted()))
        }
        let measureCount = values.first?.count ?? 0
        return Samples(
            n: n, deleted: deleted,
            values: (0..<measureCount).map { measure in values.map { $0[measure] } })
    }

    func interval(_ samples: Samples, around value: Double, error: Double) -> Interval {
        let student = StudentT(degreesOfFreedom: Double(samples.n - 1))
        let width = student.quantile((1 + level) / 2) * error
        return Interval(
            lower: value - width, upper: value + width, level: level,
            method: "delete-\(samples.deleted) jackknife, \(subsets) subsets")
    }

    private static func twoSided(_ estimate: Double, _ error: Double, rows: Int) -> Double {
        if error == 0 { return estimate == 0 ? 1 : 0 }
        return StudentT(degreesOfFreedom: Double(rows - 1)).twoSided(estimate / error)
    }
}

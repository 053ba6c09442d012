// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A value with its place in two crossed groupings, such as jailbreak template and request, or
/// training seed and question.
public struct CrossedValue: Sendable, Hashable {
    public let row: Int
    public let column: Int
    public let value: Double

    public init(row: Int, column: Int, value: Double) {
        self.row = row
        self.column = column
        self.value = value
    }
}

extension Estimate {
    /// The mean of values that depend on each other along two crossed groupings.
    ///
    /// The variance is that of the rows' means plus that of the columns' means less the part that
    /// both hold, the mean square of what an additive fit leaves; never below 0.7 of that part, where
    /// simulated tests of nothing find neither too much nor too little. The
    /// degrees of freedom are those of `CrossedVariance`, so that two or three training seeds
    /// count as two or three. In a complete table this is the analysis of variance of a crossed
    /// random model; missing places are allowed.
    /// Source: Cameron, Gelbach and Miller 2011 for the sum.
    /// - Throws: `MetricError.noData` for fewer than two rows or columns, or too few values to
    ///   tell rest from rows and columns; `badRow` for a value that is not finite.
    public static func mean(ofCrossed values: [CrossedValue]) throws(MetricError) -> Estimate {
        let parts = try CrossedParts(values)
        let crossed = parts.variance(parts.rows.degreesOfFreedom, parts.columns.degreesOfFreedom)
        return Estimate(
            value: parts.rows.mean, standardError: crossed.total.squareRoot(),
            degreesOfFreedom: crossed.degreesOfFreedom, n: values.count,
            method: "mean of \(parts.words)")
    }
}

extension Proportion {
    /// The interval of a share, the mean of values from 0 to 1 that depend on each other along two
    /// crossed groupings.
    ///
    /// Wilson's score interval with the rows that the share is worth, p (1 - p) over the variance of
    /// the crossed mean, and with Student's quantile in the normal's place. Where few rows or columns
    /// hold the events their variance is known badly, and more badly than their number says: the
    /// degrees of freedom are those that the kurtosis of their contributions leaves. Where all values
    /// are alike, each of the fewer of rows and columns counts as one.
    /// Source: Korn and Graubard 1998 for the rows that a share is worth and the correction for
    /// degrees of freedom; the degrees of freedom are ours, and `Coverage.md` has what they hold.
    /// - Throws: as ``Estimate/mean(ofCrossed:)``.
    public static func interval(
        ofCrossed values: [CrossedValue], level: Double = 0.95
    ) throws(MetricError) -> Interval {
        precondition(values.allSatisfy { (0...1).contains($0.value) }, "a share is from 0 to 1")
        let parts = try CrossedParts(values)
        let share = parts.rows.mean
        let crossed = parts.variance(
            parts.rows.ownDegreesOfFreedom, parts.columns.ownDegreesOfFreedom)
        guard crossed.total > 0 else {
            return alike(share, of: min(parts.rows.count, parts.columns.count), level: level)
        }
        return score(
            share, variance: crossed.total, degreesOfFreedom: crossed.degreesOfFreedom,
            level: level, of: parts.words)
    }
}

/// The parts that a crossed mean's variance is made of.
private struct CrossedParts {
    let rows: ClusterContributions
    let columns: ClusterContributions
    private let fit: AdditiveFit
    private let n: Int

    init(_ values: [CrossedValue]) throws(MetricError) {
        let plain = values.map(\.value)
        rows = try ClusterContributions(plain, values.map(\.row))
        columns = try ClusterContributions(plain, values.map(\.column))
        fit = AdditiveFit(values)
        n = values.count
        guard fit.degreesOfFreedom > 0 else {
            throw .noData(
                "crossed mean", needs: "more values than rows and columns", got: "\(n)")
        }
    }

    /// - Parameters:
    ///   - ofRows: degrees of freedom that the rows' part is known by.
    ///   - ofColumns: the same of the columns.
    func variance(_ ofRows: Double, _ ofColumns: Double) -> CrossedVariance {
        CrossedVariance(
            rows: .init(rows.variance, ofRows), columns: .init(columns.variance, ofColumns),
            both: .init(fit.meanSquare / Double(n), Double(fit.degreesOfFreedom)))
    }

    /// "1120 in 28 x 40 crossed".
    var words: String { "\(n) in \(fit.rowCount) x \(fit.columnCount) crossed" }
}

/// Row and column effects by least squares, alternating until nothing moves.
private struct AdditiveFit {
    let rowCount: Int
    let columnCount: Int
    /// Values less parameters.
    let degreesOfFreedom: Int
    /// Of what the fit leaves, per degree of freedom.
    let meanSquare: Double

    init(_ values: [CrossedValue]) {
        let rowNumbers = Self.numbers(values.map(\.row))
        let columnNumbers = Self.numbers(values.map(\.column))
        rowCount = (rowNumbers.max() ?? -1) + 1
        columnCount = (columnNumbers.max() ?? -1) + 1
        degreesOfFreedom = values.count - rowCount - columnCount + 1
        var rest = values.map(\.value)
        var before = Double.infinity
        for _ in 0..<1_000 {
            Self.center(&rest, by: rowNumbers, count: rowCount)
            Self.center(&rest, by: columnNumbers, count: columnCount)
            let size = sum(rest.lazy.map { $0 * $0 })
            if before - size <= 1e-14 * size { break }
            before = size
        }
        let size = sum(rest.lazy.map { $0 * $0 })
        meanSquare = degreesOfFreedom > 0 ? size / Double(degreesOfFreedom) : 0
    }

    /// Each name as its place among the sorted names.
    private static func numbers(_ names: [Int]) -> [Int] {
        let places = Dictionary(
            uniqueKeysWithValues: Set(names).sorted().enumerated().map { ($1, $0) })
        return names.map { places[$0] ?? 0 }
    }

    private static func center(_ values: inout [Double], by groups: [Int], count: Int) {
        var sums = [Double](repeating: 0, count: count)
        var sizes = [Double](repeating: 0, count: count)
        for (value, group) in zip(values, groups) {
            sums[group] += value
            sizes[group] += 1
        }
        for place in values.indices { values[place] -= sums[groups[place]] / sizes[groups[place]] }
    }
}

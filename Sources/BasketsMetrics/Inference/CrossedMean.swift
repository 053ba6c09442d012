// SPDX-License-Identifier: Apache-2.0

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
        let plain = values.map(\.value)
        let rows = try mean(of: plain, clusters: values.map(\.row))
        let columns = try mean(of: plain, clusters: values.map(\.column))
        let fit = AdditiveFit(values)
        guard fit.degreesOfFreedom > 0 else {
            throw .noData(
                "crossed mean", needs: "more values than rows and columns",
                got: "\(values.count)")
        }
        let crossed = CrossedVariance(
            rows: .init(rows.standardError * rows.standardError, rows.degreesOfFreedom),
            columns: .init(columns.standardError * columns.standardError, columns.degreesOfFreedom),
            both: .init(fit.meanSquare / Double(values.count), Double(fit.degreesOfFreedom)))
        return Estimate(
            value: rows.value, standardError: crossed.total.squareRoot(),
            degreesOfFreedom: crossed.degreesOfFreedom, n: values.count,
            method: "mean of \(values.count) in \(fit.rowCount) x \(fit.columnCount) crossed")
    }
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

// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The effect of how many sources a basket has, held apart from which sources they are.
///
/// A measure over baskets of one size and different sets of sources is fitted by least squares as
/// a mean of its sources, each by its share, plus an effect of each doubling of their number:
/// value = sum of share x source + doubling x log2(k). A basket of one source fixes that source;
/// without at least three sets more than sources nothing is said.
public struct AblationFit: Sendable, Hashable, Codable {
    /// A basket with its number.
    public struct Basket: Sendable, Hashable {
        /// Sources and their shares, which sum to 1.
        public let shares: [String: Double]
        public let value: Double

        public init(shares: [String: Double], value: Double) {
            self.shares = shares
            self.value = value
        }
    }

    /// What twice as many sources change, whichever they are.
    public let doubling: Estimate
    /// What a basket of this source alone has, by source.
    public let sources: [String: Estimate]
    /// Standard deviation of what the fit leaves.
    public let rest: Double

    /// - Throws: `MetricError.noData` for fewer baskets than parameters and one, or for sets that
    ///   cannot tell number from sources.
    public init(_ baskets: [Basket]) throws(MetricError) {
        let names = Set(baskets.flatMap(\.shares.keys)).sorted()
        let rows = baskets.map { basket in
            names.map { basket.shares[$0] ?? 0 }
                + [Double.log2(Double(basket.shares.count { $0.value > 0 }))]
        }
        let freedom = baskets.count - names.count - 1
        guard freedom > 0 else {
            throw .noData(
                "ablation", needs: "at least \(names.count + 2) baskets",
                got: "\(baskets.count) of \(names.count) sources")
        }
        let values = baskets.map(\.value)
        guard let fit = LeastSquares(rows, values) else {
            throw .noData(
                "ablation", needs: "sets of sources of several sizes",
                got: "sets that cannot tell number from sources")
        }
        let left = zip(rows, values).map { row, value in
            value - sum(zip(row, fit.coefficients).lazy.map { $0 * $1 })
        }
        let spread = sum(left.lazy.map { $0 * $0 }) / Double(freedom)
        func estimate(_ place: Int) -> Estimate {
            Estimate(
                value: fit.coefficients[place],
                standardError: (max(0, fit.inverse[place][place]) * spread).squareRoot(),
                degreesOfFreedom: Double(freedom), n: baskets.count,
                method: "least squares over \(baskets.count) baskets")
        }
        doubling = estimate(names.count)
        sources = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1, estimate($0)) })
        rest = spread.squareRoot()
    }
}

/// Coefficients by the normal equations, and the inverse that their errors are made from.
private struct LeastSquares {
    let coefficients: [Double]
    let inverse: [[Double]]

    /// Nil where a column follows from the others.
    init?(_ rows: [[Double]], _ values: [Double]) {
        let size = rows.first?.count ?? 0
        // [gram | identity], turned into [identity | inverse] by Gauss and Jordan.
        var table = (0..<size).map { i in
            (0..<size).map { j in sum(rows.lazy.map { $0[i] * $0[j] }) }
                + (0..<size).map { $0 == i ? 1.0 : 0 }
        }
        let largest = table.indices.map { table[$0][$0].magnitude }.max() ?? 0
        for step in 0..<size {
            let pivot = (step..<size).max {
                table[$0][step].magnitude < table[$1][step].magnitude
            }
            guard let pivot, table[pivot][step].magnitude > 1e-10 * largest else { return nil }
            table.swapAt(step, pivot)
            let head = table[step][step]
            table[step] = table[step].map { $0 / head }
            let row = table[step]
            for other in 0..<size where other != step {
                let factor = table[other][step]
                table[other] = zip(table[other], row).map { $0 - factor * $1 }
            }
        }
        let inverse = table.map { Array($0[size...]) }
        let right = (0..<size).map { i in sum(zip(rows, values).lazy.map { $0[i] * $1 }) }
        self.inverse = inverse
        coefficients = inverse.map { row in sum(zip(row, right).lazy.map { $0 * $1 }) }
    }
}

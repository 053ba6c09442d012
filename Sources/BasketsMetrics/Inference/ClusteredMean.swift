// SPDX-License-Identifier: Apache-2.0

extension Estimate {
    /// The mean of values of which those of one cluster depend on each other, such as several
    /// answers to one question; without clusters each value stands for itself.
    ///
    /// The standard error is the bias-reduced cluster-robust one (CR2) with the degrees of freedom
    /// of Bell and McCaffrey 2002 under equal correlation 0; both in closed form for a mean. With
    /// one value a cluster it is Student's. The skewness is that of the clusters' contributions.
    /// - Parameter clusters: name of each value's cluster, as many as values.
    /// - Throws: `MetricError.noData` for fewer than two clusters, `badRow` for a value that is not
    ///   finite.
    public static func mean(
        of values: [Double], clusters: [Int]? = nil
    ) throws(MetricError) -> Estimate {
        let found = try ClusterContributions(values, clusters)
        let words =
            found.count == values.count
            ? "mean of \(values.count)" : "mean of \(values.count) in \(found.count) clusters"
        return Estimate(
            value: found.mean, standardError: found.variance.squareRoot(),
            degreesOfFreedom: found.degreesOfFreedom, lean: found.lean, n: values.count,
            method: words)
    }
}

/// What each cluster of values adds to their mean's distance from the truth, and the variance that
/// follows.
struct ClusterContributions {
    let mean: Double
    /// Sum of a cluster's residuals over the number of values and what the mean took from it.
    private let parts: [Double]
    private let sizes: [Double]
    private let n: Double

    var count: Int { parts.count }

    /// - Throws: `MetricError.noData` for fewer than two clusters, `badRow` for a value that is not
    ///   finite.
    init(_ values: [Double], _ clusters: [Int]?) throws(MetricError) {
        if let row = values.firstIndex(where: { !$0.isFinite }) {
            throw MetricError(
                .badRow, metric: "mean", row: row, "the value is \(values[row]).",
                remedy: "Compare medians, or say how many values are infinite.")
        }
        let sums = Self.sums(values, clusters)
        guard sums.count > 1 else {
            throw .noData("mean", needs: "two clusters", got: "\(sums.count)")
        }
        let n = Double(values.count)
        let center = BasketsMetrics.mean(values)
        parts = sums.map { ($0.sum - $0.size * center) / (1 - $0.size / n).squareRoot() / n }
        sizes = sums.map(\.size)
        mean = center
        self.n = n
    }

    /// Size and sum of each cluster, in the order of their names.
    private static func sums(
        _ values: [Double], _ clusters: [Int]?
    ) -> [(size: Double, sum: Double)] {
        guard let clusters else { return values.map { (1, $0) } }
        precondition(clusters.count == values.count, "a cluster for each value")
        let groups = Dictionary(grouping: values.indices) { clusters[$0] }
        return groups.sorted { $0.key < $1.key }.map { _, rows in
            (Double(rows.count), sum(rows.lazy.map { values[$0] }))
        }
    }

    /// Of the mean.
    var variance: Double { sum(parts.lazy.map { $0 * $0 }) }

    /// Satterthwaite's degrees of freedom of the CR2 variance of independent values of one
    /// variance: G - 1 for G clusters of one size, fewer the more unequal they are.
    var degreesOfFreedom: Double {
        // Weights of the squared residual sums, and those times their squared sizes.
        let weights = sizes.map { 1 / (n * n * (1 - $0 / n)) }
        let own = sum(
            zip(weights, sizes).lazy.map { w, size in
                let spread = w * (size - size * size / n)
                return spread * spread
            })
        let squares = zip(weights, sizes).map { $0 * $1 * $1 }
        let all = sum(squares)
        let cross = (all * all - sum(squares.lazy.map { $0 * $0 })) / (n * n)
        return 1 / (n * n) / (own + cross)
    }

    /// Degrees of freedom of the variance as far as the contributions themselves tell, at most those
    /// above: 2 G / (kurtosis - 1), so that a few clusters that hold nearly all of it count as few.
    var ownDegreesOfFreedom: Double {
        let second = moment(2)
        guard second > 0 else { return degreesOfFreedom }
        let excess = moment(4) / (second * second) - 1
        return excess > 0
            ? min(degreesOfFreedom, 2 * Double(count) / excess) : degreesOfFreedom
    }

    /// Skewness of the contributions over the root of their number; 0 where they do not vary.
    var lean: Double {
        let second = moment(2)
        guard second > 0, count > 2 else { return 0 }
        return moment(3) / (second * second.squareRoot()) / Double(count).squareRoot()
    }

    /// Mean power of the contributions about their mean.
    private func moment(_ power: Int) -> Double {
        let center = sum(parts) / Double(count)
        return sum(
            parts.lazy.map { part in
                (1..<power).reduce(part - center) { product, _ in product * (part - center) }
            }) / Double(count)
    }
}

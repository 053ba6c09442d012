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
        if let row = values.firstIndex(where: { !$0.isFinite }) {
            throw MetricError(
                .badRow, metric: "mean", row: row, "the value is \(values[row]).",
                remedy: "Compare medians, or say how many values are infinite.")
        }
        let sums = clusterSums(values, clusters)
        guard sums.count > 1 else {
            throw .noData("mean", needs: "two clusters", got: "\(sums.count)")
        }
        let n = Double(values.count)
        let center = BasketsMetrics.mean(values)
        // Sum of a cluster's residuals over what the mean took from it.
        let parts = sums.map { ($0.sum - $0.size * center) / (1 - $0.size / n).squareRoot() / n }
        let error = sum(parts.lazy.map { $0 * $0 }).squareRoot()
        let words =
            sums.count == values.count
            ? "mean of \(values.count)" : "mean of \(values.count) in \(sums.count) clusters"
        return Estimate(
            value: center, standardError: error,
            degreesOfFreedom: freedom(sums.map(\.size), n), lean: lean(parts), n: values.count,
            method: words)
    }

    /// Size and sum of each cluster, in the order of their names.
    private static func clusterSums(
        _ values: [Double], _ clusters: [Int]?
    ) -> [(size: Double, sum: Double)] {
        guard let clusters else { return values.map { (1, $0) } }
        precondition(clusters.count == values.count, "a cluster for each value")
        let groups = Dictionary(grouping: values.indices) { clusters[$0] }
        return groups.sorted { $0.key < $1.key }.map { _, rows in
            (Double(rows.count), sum(rows.lazy.map { values[$0] }))
        }
    }

    /// Satterthwaite's degrees of freedom of the CR2 variance of independent values of one
    /// variance: G - 1 for G clusters of one size, fewer the more unequal they are.
    private static func freedom(_ sizes: [Double], _ n: Double) -> Double {
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

    /// Skewness of the contributions over the root of their number; 0 where they do not vary.
    private static func lean(_ parts: [Double]) -> Double {
        let count = Double(parts.count)
        let center = sum(parts) / count
        let second = sum(parts.lazy.map { ($0 - center) * ($0 - center) }) / count
        guard second > 0, parts.count > 2 else { return 0 }
        let third =
            sum(parts.lazy.map { ($0 - center) * ($0 - center) * ($0 - center) }) / count
        return third / (second * second.squareRoot()) / count.squareRoot()
    }
}

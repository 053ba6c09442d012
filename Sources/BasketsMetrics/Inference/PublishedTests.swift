// SPDX-License-Identifier: Apache-2.0

/// The tests of the published study, as they were there: unpaired, each value on its own, all pairs
/// adjusted by Bonferroni. Beside ours, never in their place: prompts are shared, so these tests
/// see less than paired ones, and where values are clustered they see what is not there.
public enum PublishedTests {
    /// What results of this kind are labelled with.
    public static let preset = "published"

    /// A statistic with its p value.
    public struct Result: Sendable, Hashable, Codable {
        public let preset: String
        public let test: String
        public let statistic: Double
        public let probability: Double

        init(_ test: String, _ statistic: Double, _ probability: Double) {
            preset = PublishedTests.preset
            self.test = test
            self.statistic = statistic
            self.probability = probability
        }
    }

    /// Do several sets have one distribution? H, corrected for ties, by chi-squared (Kruskal and
    /// Wallis 1952).
    ///
    /// - Throws: `MetricError.noData` for fewer than two sets, an empty set, or values that are all
    ///   equal.
    public static func kruskalWallis(_ groups: [[Double]]) throws(MetricError) -> Result {
        try check(groups, "Kruskal-Wallis", least: 1)
        let all = groups.flatMap { $0 }
        let ranked = Ranks(all)
        let n = Double(all.count)
        var start = 0
        var total = 0.0
        for group in groups {
            let ranks = sum(ranked.ranks[start..<start + group.count])
            total += ranks * ranks / Double(group.count)
            start += group.count
        }
        let plain = 12 / (n * (n + 1)) * total - 3 * (n + 1)
        let correction = 1 - ranked.tieSum / (n * n * n - n)
        guard correction > 0 else {
            throw .noData("Kruskal-Wallis", needs: "different values", got: "equal ones")
        }
        let h = plain / correction
        return Result(
            "Kruskal-Wallis", h,
            chiSquaredTail(h, degreesOfFreedom: Double(groups.count - 1)))
    }

    /// Is a value of the first set as often above one of the second as below? U of the first, by
    /// the normal approximation with ties and continuity corrected (Mann and Whitney 1947).
    ///
    /// - Throws: `MetricError.noData` for an empty set or values that are all equal.
    public static func mannWhitney(
        _ first: [Double], _ second: [Double]
    ) throws(MetricError) -> Result {
        try check([first, second], "Mann-Whitney", least: 1)
        let ranked = Ranks(first + second)
        let (n, m) = (Double(first.count), Double(second.count))
        let u = sum(ranked.ranks.prefix(first.count)) - n * (n + 1) / 2
        let all = n + m
        let variance = n * m / 12 * (all + 1 - ranked.tieSum / (all * (all - 1)))
        guard variance > 0 else {
            throw .noData("Mann-Whitney", needs: "different values", got: "equal ones")
        }
        let distance = max(u, n * m - u) - n * m / 2 - 0.5
        let z = distance / variance.squareRoot()
        return Result("Mann-Whitney", u, min(1, 2 * NormalDistribution.cumulative(-z)))
    }

    /// Do several sets have one spread? W about each set's median (Levene 1960; Brown and Forsythe
    /// 1974), by F.
    ///
    /// - Throws: `MetricError.noData` for fewer than two sets, a set of fewer than two values, or
    ///   sets without spread.
    public static func levene(_ groups: [[Double]]) throws(MetricError) -> Result {
        try check(groups, "Levene", least: 2)
        let distances = groups.map { group in
            let center = median(group)
            return group.map { ($0 - center).magnitude }
        }
        let all = mean(distances.flatMap { $0 })
        let between = sum(
            distances.lazy.map { Double($0.count) * (mean($0) - all) * (mean($0) - all) })
        let within = sum(
            distances.lazy.map { group in
                let center = mean(group)
                return sum(group.lazy.map { ($0 - center) * ($0 - center) })
            })
        guard within > 0 else {
            throw .noData("Levene", needs: "spread inside the sets", got: "none")
        }
        let n = Double(groups.reduce(0) { $0 + $1.count })
        let k = Double(groups.count)
        let w = (n - k) / (k - 1) * between / within
        return Result("Levene", w, fTail(w, k - 1, n - k))
    }

    /// All pairs of sets by Mann-Whitney, as a family to be adjusted by `.bonferroni`.
    public static func pairs(_ groups: [(name: String, values: [Double])]) -> ComparisonFamily {
        let comparisons = groups.indices.flatMap { first in
            groups.indices.dropFirst(first + 1).map { second in
                let name = "\(groups[first].name) against \(groups[second].name)"
                do throws(MetricError) {
                    let found = try mannWhitney(groups[first].values, groups[second].values)
                    return ComparisonFamily.Comparison(name, probability: found.probability)
                } catch {
                    return ComparisonFamily.Comparison(name, untested: error.description)
                }
            }
        }
        return ComparisonFamily(name: preset, comparisons)
    }

    private static func check(
        _ groups: [[Double]], _ test: String, least: Int
    ) throws(MetricError) {
        guard groups.count > 1, groups.allSatisfy({ $0.count >= least }) else {
            throw .noData(
                test, needs: "two sets of \(least) or more values",
                got: groups.map { "\($0.count)" }.joined(separator: ", "))
        }
    }
}

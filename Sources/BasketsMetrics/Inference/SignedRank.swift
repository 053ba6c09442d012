// SPDX-License-Identifier: Apache-2.0

/// Wilcoxon's signed-rank test of paired differences.
///
/// Differences of 0 are left out and counted; equal sizes share their mean rank. Up to 50
/// differences the distribution is exact, given the ranks that are there, ties too; above, normal
/// with the variance that ties leave, without a correction for continuity.
/// Source: Wilcoxon 1945; Pratt and Gibbons 1981 for ties.
public struct SignedRank: Sendable, Hashable, Codable {
    static let mostExact = 50

    /// Sum of the ranks of the differences above 0.
    public let positiveRanks: Double
    /// Two-sided p value of a distribution symmetric about 0.
    public let probability: Double
    /// Differences that are not 0.
    public let n: Int
    /// Differences of 0.
    public let leftOut: Int
    public let isExact: Bool

    /// - Throws: `MetricError.noData` where no difference is other than 0, `badRow` for one that is
    ///   not a number.
    public init(_ differences: [Double]) throws(MetricError) {
        if let row = differences.firstIndex(where: \.isNaN) {
            throw MetricError(
                .badRow, metric: "signed ranks", row: row, "the difference is not a number.")
        }
        let used = differences.filter { $0 != 0 }
        guard !used.isEmpty else {
            throw .noData(
                "signed ranks", needs: "a difference other than 0",
                got: "\(differences.count) differences of 0")
        }
        let ranked = Ranks(used.map(\.magnitude))
        let positive = sum(zip(used, ranked.ranks).lazy.filter { $0.0 > 0 }.map(\.1))
        positiveRanks = positive
        n = used.count
        leftOut = differences.count - used.count
        isExact = used.count <= Self.mostExact
        probability =
            isExact ? Self.exact(ranked, positive) : Self.normal(ranked, positive, used.count)
    }

    /// Counts the sign patterns by their sum of ranks, in halves since tied ranks are halves.
    private static func exact(_ ranked: Ranks, _ positive: Double) -> Double {
        let doubled = ranked.ranks.map { Int(2 * $0) }
        let most = doubled.reduce(0, +)
        var shares = [Double](repeating: 0, count: most + 1)
        shares[0] = 1
        var reach = 0
        for rank in doubled {
            reach += rank
            for place in stride(from: reach, through: 0, by: -1) {
                shares[place] = (shares[place] + (place >= rank ? shares[place - rank] : 0)) / 2
            }
        }
        let seen = Int(2 * positive)
        let tail = sum(shares[...min(seen, most - seen)])
        return min(1, 2 * tail)
    }

    private static func normal(_ ranked: Ranks, _ positive: Double, _ count: Int) -> Double {
        let n = Double(count)
        let variance = n * (n + 1) * (2 * n + 1) / 24 - ranked.tieSum / 48
        let z = (positive - n * (n + 1) / 4) / variance.squareRoot()
        return 2 * NormalDistribution.cumulative(-z.magnitude)
    }
}

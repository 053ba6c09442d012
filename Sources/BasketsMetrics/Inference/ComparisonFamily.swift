// SPDX-License-Identifier: Apache-2.0

/// Comparisons that were declared together, so that one of them standing out by chance is
/// reckoned with. Every declared comparison is in it, the untested too.
public struct ComparisonFamily: Sendable, Hashable, Codable {
    public struct Comparison: Sendable, Hashable, Codable {
        public let name: String
        /// Nil where the comparison could not be made.
        public let probability: Double?
        /// Why it could not.
        public let untested: String?

        public init(_ name: String, probability: Double) {
            self.name = name
            self.probability = probability
            untested = nil
        }

        public init(_ name: String, untested reason: String) {
            self.name = name
            probability = nil
            untested = reason
        }
    }

    public let name: String
    public let comparisons: [Comparison]

    public init(name: String, _ comparisons: [Comparison]) {
        self.name = name
        self.comparisons = comparisons
    }

    /// How the p values of a family are adjusted. An untested comparison counts as one with
    /// p = 1 and stays without a p value.
    public enum Adjustment: String, Sendable, Hashable, Codable, CaseIterable {
        /// Chance of any false positive (Holm 1979).
        case holm
        /// Share of false positives among the positives (Benjamini and Hochberg 1995).
        case benjaminiHochberg = "benjamini-hochberg"
        /// As `holm`, with less power: what the published study used.
        case bonferroni
    }

    /// Adjusted p values, in the order of the comparisons.
    public func adjusted(_ adjustment: Adjustment) -> [Double?] {
        let count = Double(comparisons.count)
        let order = comparisons.indices
            .filter { comparisons[$0].probability != nil }
            .sorted {
                (comparisons[$0].probability ?? 1, $0) < (comparisons[$1].probability ?? 1, $1)
            }
        var adjusted = [Double?](repeating: nil, count: comparisons.count)
        switch adjustment {
        case .bonferroni:
            for place in order {
                adjusted[place] = comparisons[place].probability.map { min(1, count * $0) }
            }
        case .holm:
            var least = 0.0
            for (rank, place) in order.enumerated() {
                let own = (count - Double(rank)) * (comparisons[place].probability ?? 1)
                least = max(least, min(1, own))
                adjusted[place] = least
            }
        case .benjaminiHochberg:
            var most = 1.0
            for (rank, place) in order.enumerated().reversed() {
                let own = count / Double(rank + 1) * (comparisons[place].probability ?? 1)
                most = min(most, own)
                adjusted[place] = most
            }
        }
        return adjusted
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How many sources, at a fixed budget: conditions of k sources for several k, over sets chosen so
/// that "how many" is not "which one".
public struct Ablation: Sendable, Hashable, Codable {
    public enum Design: String, Sendable, Hashable, Codable, CaseIterable {
        /// Every set of k sources.
        case all
        /// As few sets as let each source be in equally many of them at each k.
        case balanced
    }

    /// In the order of the study; people among them are `human`.
    public var sources: [String]
    /// Numbers of sources, each from 1 to all.
    public var counts: [Int]
    public var design: Design

    public init(sources: [String], counts: [Int], design: Design = .all) {
        self.sources = sources
        self.counts = counts
        self.design = design
    }

    /// The conditions, by number of sources.
    public var conditions: [Condition] {
        counts.flatMap { count in sets(of: count).map(Self.condition) }
    }

    /// Sets of `count` sources, each in the order of the study.
    func sets(of count: Int) -> [[String]] {
        guard (1...sources.count).contains(count) else { return [] }
        let sets = design == .all ? Self.subsets(sources.count, count) : balanced(count)
        return sets.map { $0.sorted().map { sources[$0] } }
    }

    /// Runs of `count` sources around a circle, each beginning where the last one ends, until the
    /// first begins again: n / gcd(n, k) sets with each source in k / gcd(n, k) of them.
    private func balanced(_ count: Int) -> [[Int]] {
        var sets: [[Int]] = []
        var start = 0
        repeat {
            sets.append((start..<start + count).map { $0 % sources.count })
            start = (start + count) % sources.count
        } while start != 0
        return sets
    }

    /// All sets of `count` of the numbers below `n`, in the order of their numbers.
    private static func subsets(_ n: Int, _ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return (0..<n).flatMap { last in
            last + 1 < count ? [] : subsets(last, count - 1).map { $0 + [last] }
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func condition(_ sources: [String]) -> Condition {
        guard sources.count == 1, let source = sources.first else { return .multi(sources) }
        return source == Source.human ? .human : .single(source)
    }
}

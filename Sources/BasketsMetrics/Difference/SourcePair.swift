// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Answers of two sources in one pool, those of the first before those of the second, and the two
/// things that are done with them: to leave some out (how sure is a number), and to forget who wrote
/// which (what would it be without a difference).
public struct SourcePair: Sendable {
    /// Who an answer counts as.
    public enum Side: Int8, Sendable {
        case first, second
        case leftOut
    }

    /// A number of the pool for any way of telling the two sources apart, [rows of the pool].
    public typealias Statistic = @Sendable (_ sides: [Side]) throws(MetricError) -> Double

    /// Which of the sources these are.
    public let first: Int
    public let second: Int
    public let texts: [String]
    /// Whether answer `i` of the first and answer `i` of the second belong to one question.
    public let isPaired: Bool
    private let seed: UInt64

    init(
        _ one: [String], _ other: [String], first: Int, second: Int, isPaired: Bool, seed: UInt64
    ) {
        precondition(!isPaired || one.count == other.count, "pairs have two answers")
        self.first = first
        self.second = second
        self.isPaired = isPaired
        self.seed = seed
        texts = one + other
        sides =
            [Side](repeating: .first, count: one.count)
            + [Side](repeating: .second, count: other.count)
    }

    /// Who wrote each answer of the pool.
    public let sides: [Side]

    /// The same with the answers of both sides cut to equal lengths as ``MatchedSets`` cuts them: for
    /// numbers in which it has no say that one source writes more.
    ///
    /// - Throws: `MetricError.badSetting` for sides of unequal numbers, `noData` without words.
    public func cutToEqualLengths() throws(MetricError) -> SourcePair {
        let count = sides.count { $0 == .first }
        let cut = try MatchedSets(
            pairedRows: [Array(texts.prefix(count)), Array(texts.dropFirst(count))])
        return SourcePair(
            cut.sets[0].texts, cut.sets[1].texts, first: first, second: second,
            isPaired: isPaired, seed: seed)
    }

    /// Rows that belong together: the two answers to a question, or each answer by itself.
    var groups: [[Int]] {
        guard isPaired else { return texts.indices.map { [$0] } }
        let half = texts.count / 2
        return (0..<half).map { [$0, $0 + half] }
    }

    /// A number of the pair with a delete-d jackknife interval over its groups, and beside it what it
    /// would be if both sources were one. `n` is the number of groups.
    ///
    /// - Throws: what the statistic throws for all rows.
    public func number(
        of measure: some Metric, interval jackknife: Jackknife?, nullDraws: Int = 0,
        lessIsDifferent: Bool = false, note: String? = nil, _ statistic: @escaping Statistic
    ) throws(MetricError) -> PairNumber {
        let groups = groups
        let sides = sides
        let rows = RowMeasure(rows: Array(groups.indices), leftOut: 0, note: note) {
            kept throws(MetricError) in
            var chosen = [Side](repeating: .leftOut, count: sides.count)
            for group in kept {
                for row in groups[group] { chosen[row] = sides[row] }
            }
            return try statistic(chosen)
        }
        let value = try measure.number(of: rows, interval: jackknife)
        return PairNumber(
            first: first, second: second, value: value,
            null: try null(nullDraws, value.value, lessIsDifferent, statistic))
    }

    /// The number for relabelled answers: where they are paired, the two answers to a question change
    /// sides or stay; else all labels are dealt anew. What is drawn depends on the texts alone.
    private func null(
        _ draws: Int, _ value: Double, _ lessIsDifferent: Bool, _ statistic: Statistic
    ) throws(MetricError) -> NullSpread? {
        guard draws > 0 else { return nil }
        let groups = groups
        var random = contentDraws(
            of: texts, rows: groups.map { $0[0] }, seed: seed, for: "relabelling")
        var values: [Double] = []
        for _ in 0..<draws {
            let keys = random.indices.map { random[$0].next() }
            var dealt = sides
            if isPaired {
                for (group, key) in zip(groups, keys) where key & 1 == 1 {
                    dealt.swapAt(group[0], group[1])
                }
            } else {
                let order = keys.indices.sorted { keys[$0] < keys[$1] }
                for (place, side) in zip(order, sides) { dealt[place] = side }
            }
            values.append(try statistic(dealt))
        }
        return NullSpread(values, observed: value, lessIsDifferent: lessIsDifferent)
    }
}

/// A number of two sources, with its interval, beside what it would be if they were one.
public struct PairNumber: Sendable, Hashable, Codable {
    public let first: Int
    public let second: Int
    public let value: MetricValue
    public let null: NullSpread?
}

/// What a number is when labels mean nothing: its spread over seeded relabellings.
public struct NullSpread: Sendable, Hashable, Codable {
    public let mean: Double
    /// Between these lie 95 % of the relabelled values.
    public let lower: Double
    public let upper: Double
    /// Share of relabellings that are as far out as the number, itself included: one-sided, never 0.
    public let probability: Double
    public let draws: Int

    init(_ values: [Double], observed: Double, lessIsDifferent: Bool) {
        let sorted = values.sorted()
        let asFar = values.count { lessIsDifferent ? $0 <= observed : $0 >= observed }
        mean = BasketsMetrics.mean(values)
        lower = quantile(0.025, ofSorted: sorted)
        upper = quantile(0.975, ofSorted: sorted)
        probability = Double(asFar + 1) / Double(values.count + 1)
        draws = values.count
    }
}

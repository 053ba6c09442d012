// SPDX-License-Identifier: Apache-2.0

/// Where the spread of a score comes from: prompts, training seeds and judges crossed, decoding
/// draws nested in seed and prompt.
///
/// Analysis of variance of a complete table, mean squares set equal to their expectations: what
/// restricted maximum likelihood gives where no component is below 0.
/// Source: Searle, Casella and McCulloch 1992, chapter 4.
public struct VarianceComponents: Sendable, Hashable, Codable {
    /// What may vary.
    public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
        case prompts
        case seeds = "training seeds"
        /// How much a seed's lead depends on the prompt.
        case seedsByPrompts = "seeds by prompts"
        case draws = "decoding draws"
        case judges
        /// Whatever no other source holds.
        case rest
    }

    public struct Component: Sendable, Hashable, Codable {
        public let source: Source
        /// In the squared unit of the scores; below 0 where chance made it so.
        public let variance: Double
        public let degreesOfFreedom: Int
        /// Of the variance of one score, in [0, 1]; a variance below 0 has none.
        public let share: Double
    }

    /// Those that the table can tell apart; the finest of them holds the rest.
    public let components: [Component]

    /// - Parameters:
    ///   - scores: seed by seed, in it prompt by prompt, draw by draw, judge by judge.
    ///   - seeds, prompts, draws, judges: how many of each, at least 1; draws are a seed's and a
    ///     prompt's own.
    /// - Throws: `MetricError.noData` for fewer than two prompts, or where a prompt has one score.
    public init(
        _ scores: [Double], seeds: Int, prompts: Int, draws: Int, judges: Int
    ) throws(MetricError) {
        precondition(scores.count == seeds * prompts * draws * judges, "a complete table")
        guard prompts > 1, seeds * draws * judges > 1 else {
            throw .noData(
                "variance components", needs: "two prompts and two scores a prompt",
                got: "\(prompts) prompts, \(seeds * draws * judges) scores each")
        }
        let table = ScoreTable(
            scores, seeds: seeds, prompts: prompts, draws: draws, judges: judges)
        let found = table.components()
        let total = sum(found.lazy.map { max(0, $0.variance) })
        components = found.map { source, variance, freedom in
            Component(
                source: source, variance: variance, degreesOfFreedom: freedom,
                share: total > 0 ? max(0, variance) / total : 0)
        }
    }

    /// Nil for a source that the table cannot tell apart.
    public subscript(source: Source) -> Component? { components.first { $0.source == source } }
}

/// Mean squares of the table's terms, and what they are expected to be.
private struct ScoreTable {
    let scores: [Double]
    let seeds: Int
    let prompts: Int
    let draws: Int
    let judges: Int

    init(_ scores: [Double], seeds: Int, prompts: Int, draws: Int, judges: Int) {
        self.scores = scores
        self.seeds = seeds
        self.prompts = prompts
        self.draws = draws
        self.judges = judges
    }

    typealias Found = (source: VarianceComponents.Source, variance: Double, freedom: Int)

    func components() -> [Found] {
        let (a, b, r, c) = (seeds, prompts, draws, judges)
        let bySeed = means { $0 / (b * r * c) }
        let byPrompt = means { $0 / (r * c) % b }
        let byPair = means { $0 / (r * c) }
        let byDraw = means { $0 / c }
        let byJudge = means { $0 % c }
        let all = mean(scores)
        func squares(_ values: [Double], _ fit: (Int) -> Double) -> Double {
            sum(values.indices.map { (values[$0] - fit($0)) * (values[$0] - fit($0)) })
                * Double(scores.count) / Double(values.count)
        }
        let seedSum = squares(bySeed) { _ in all }
        let promptSum = squares(byPrompt) { _ in all }
        let pairSum = squares(byPair) { bySeed[$0 / b] + byPrompt[$0 % b] - all }
        let drawSum = squares(byDraw) { byPair[$0 / r] }
        let judgeSum = squares(byJudge) { _ in all }
        let restSum = squares(scores) { byDraw[$0 / c] + byJudge[$0 % c] - all }

        func square(_ sum: Double, _ freedom: Int) -> Double { sum / Double(freedom) }
        var found: [Found] = []
        var below = 0.0
        /// Adds a term whose mean square holds `each` times its variance above what is below it.
        func add(
            _ source: VarianceComponents.Source, _ meanSquare: Double, _ freedom: Int, _ each: Int
        ) {
            found.append((source, (meanSquare - below) / Double(each), freedom))
        }
        let rest = (a * b * r - 1) * (c - 1)
        if c > 1 {
            let meanSquare = square(restSum, rest)
            add(.rest, meanSquare, rest, 1)
            below = meanSquare
            add(.judges, square(judgeSum, c - 1), c - 1, a * b * r)
        }
        if r > 1 {
            let meanSquare = square(drawSum, a * b * (r - 1))
            add(.draws, meanSquare, a * b * (r - 1), c)
            below = meanSquare
        }
        if a > 1 {
            let meanSquare = square(pairSum, (a - 1) * (b - 1))
            add(.seedsByPrompts, meanSquare, (a - 1) * (b - 1), r * c)
            below = meanSquare
            add(.seeds, square(seedSum, a - 1), a - 1, b * r * c)
        }
        add(.prompts, square(promptSum, b - 1), b - 1, a * r * c)
        return found.reversed()
    }

    /// Mean of each group, the group of a score by its place.
    private func means(_ group: (Int) -> Int) -> [Double] {
        var sums: [Int: (sum: Double, count: Int)] = [:]
        for (place, score) in scores.enumerated() {
            let old = sums[group(place)] ?? (0, 0)
            sums[group(place)] = (old.sum + score, old.count + 1)
        }
        return sums.sorted { $0.key < $1.key }.map { $0.value.sum / Double($0.value.count) }
    }
}

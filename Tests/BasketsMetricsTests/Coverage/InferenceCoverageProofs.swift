// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation
import Testing

/// Coverage and false positives of every interval and test of `Inference`, simulated; minutes, so
/// only where `BASKETS_PROOFS` is set. `BASKETS_COVERAGE` names the file that the grid is printed
/// into, `BASKETS_GRID` the parts of it that are made again, one after the other with commas; the lines
/// of other parts are taken from the file as they stand.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil))
struct InferenceCoverageProofs {
    static let worlds = 4_000
    static let sizes = [20, 50, 200, 1_500]

    @Test func intervalsAndTestsAreAsSureAsTheySay() async throws {
        let environment = ProcessInfo.processInfo.environment
        let named = environment["BASKETS_GRID"]?.split(separator: ",").map(String.init) ?? []
        let wanted = named.isEmpty ? nil : named
        let jobs = Self.parts.flatMap { part in part.jobs.map { (part.name, $0) } }
        let lines = try await withThrowingTaskGroup(of: (Int, [CoverageLine]).self) { group in
            for (place, (part, job)) in jobs.enumerated() where wanted?.contains(part) ?? true {
                group.addTask { (place, try job("\(place)")) }
            }
            var found = [[CoverageLine]](repeating: [], count: jobs.count)
            for try await (place, lines) in group { found[place] = lines }
            return found.flatMap { $0 }
        }
        var table = CoverageTable(lines: lines)
        if let file = environment["BASKETS_COVERAGE"].map({ URL(filePath: $0) }) {
            table = try CoverageFile.write(table, to: file, inPart: wanted != nil)
        }
        for line in lines {
            #expect(!line.isUnexpected, "\(line.method), \(line.world): \(line.share)")
        }
        #expect((0.94...0.965).contains(table.meanCoverage), "\(table.meanCoverage)")
    }

    /// The grid by part. A job's worlds are drawn by its place: new parts go to the end.
    static let parts: [(name: String, jobs: [Job])] = [
        ("means", means), ("ranks", ranks), ("rates", rates), ("clusters", clusters),
        ("crossed", crossed), ("seeds", seeds), ("deltas", deltas), ("families", families),
        ("large-ranks", largeRanks), ("more-crossed", moreCrossed), ("bootstraps", bootstraps),
        ("prompts", prompts),
    ]

    /// Lines that are made together, from the same worlds.
    typealias Job = @Sendable (_ name: String) throws -> [CoverageLine]

    /// Shares of the worlds in which each of several things is so.
    static func shares(
        _ name: String, _ world: (inout KeyedRandom) throws -> [Bool]
    ) rethrows -> [Double] {
        var counts: [Int] = []
        for number in 0..<worlds {
            var random = KeyedRandom(77, name, "\(number)")
            let found = try world(&random)
            if counts.isEmpty { counts = [Int](repeating: 0, count: found.count) }
            for (place, isSo) in found.enumerated() where isSo { counts[place] += 1 }
        }
        return counts.map { Double($0) / Double(worlds) }
    }

    static func holds(_ interval: Interval, _ truth: Double) -> Bool {
        interval.lower <= truth && truth <= interval.upper
    }

    static func differences(_ first: [Double], _ second: [Double]) -> [Double] {
        zip(first, second).map { $0 - $1 }
    }

    // MARK: Means

    static let means: [Job] = Shape.continuous.flatMap { shape in
        sizes.map { n -> Job in
            { name in
                let one = Grouping(rows: n, columns: 1, rowShare: 0, columnShare: 0)
                let found = try shares(name) { random in
                    let values = one.draw(shape, &random)
                    let pairs = differences(values, one.draw(shape, &random))
                    let found = try Estimate.mean(of: pairs)
                    return [
                        holds(try Estimate.mean(of: values).interval(), shape.mean),
                        holds(try PairedDifference.ofMeans(values).interval, shape.mean),
                        found.probability() < 0.05,
                    ]
                }
                let world = "\(shape), n = \(n)"
                return [
                    line("mean", world, .coverage, found[0], n),
                    line("mean, Student's t", world, .coverage, found[1], nil),
                    line("mean paired difference", world, .falsePositives, found[2], n),
                ]
            }
        }
    }

    static func line(
        _ method: String, _ world: String, _ kind: CoverageLine.Kind, _ share: Double,
        _ units: Int?, isDiscrete: Bool = false, known: String? = nil
    ) -> CoverageLine {
        CoverageLine(
            method: method, world: world, kind: kind, share: share, units: units,
            isDiscrete: isDiscrete, known: known)
    }

    // MARK: Ranks and signs

    /// Ratings gather at the bound: of twenty pairs some eight differ, and so few have few outcomes.
    private static let fewUnequalPairs = "on the safe side, since few of so few pairs differ"

    static let ranks: [Job] = Shape.continuous.flatMap { shape in
        [20, 50, 200].map { signsAndRanks(shape, $0) }
    }

    static func signsAndRanks(_ shape: Shape, _ n: Int) -> Job {
        { name in
            let one = Grouping(rows: n, columns: 1, rowShare: 0, columnShare: 0)
            let found = try shares(name) { random in
                let pairs = differences(one.draw(shape, &random), one.draw(shape, &random))
                guard pairs.contains(where: { $0 != 0 }) else { return [false, false] }
                let seed = random.next()
                return [
                    try SignFlip(pairs, seed: seed, draws: 999).probability < 0.05,
                    try SignedRank(pairs).probability < 0.05,
                ]
            }
            let world = "\(shape), n = \(n)"
            let isSmall = "\(shape)" == "bounded" && n == 20
            let known = isSmall ? fewUnequalPairs : nil
            return [
                line("sign flips, 999", world, .falsePositives, found[0], n, known: known),
                line("signed ranks", world, .falsePositives, found[1], n, known: known),
            ]
        }
    }

    // MARK: Rates

    static let rates: [Job] = [0.02, 0.2, 0.5].flatMap { p in
        sizes.map { n -> Job in
            { name in
                // Of so simple a thing the coverage is known without chance.
                let exact = try (0...n).filter {
                    holds(try Proportion(yes: $0, of: n).interval(), p)
                }
                .reduce(0.0) { $0 + binomial($1, n, p) }
                let alike = Grouping(rows: n, columns: 2, rowShare: 0.5, columnShare: 0)
                let low = Shape.rate(p)
                let high = Shape.rate(p + 0.1)
                let found = try shares(name) { random in
                    let z = alike.draw(.normal, &random)
                    let first = (0..<n).map { z[2 * $0] }
                    let second = (0..<n).map { z[2 * $0 + 1] }
                    func outcomes(_ shape: Shape, _ values: [Double]) -> [Bool] {
                        values.map { shape.value($0) == 1 }
                    }
                    let null = PairedRates(outcomes(low, first), outcomes(low, second))
                    let other = PairedRates(outcomes(high, first), outcomes(low, second))
                    return [
                        holds(try null.interval(), 0), holds(try other.interval(), 0.1),
                        null.midProbability < 0.05, null.exactProbability < 0.05,
                    ]
                }
                let world = "rate \(p), n = \(n)"
                return [
                    line("rate, Wilson (exact)", world, .coverage, exact, n),
                    line("paired rates, Tango", world + ", equal", .coverage, found[0], n),
                    line("paired rates, Tango", world + ", 0.1 apart", .coverage, found[1], n),
                    line(
                        "McNemar, mid-p", world, .falsePositives, found[2], n, isDiscrete: true),
                    line(
                        "McNemar, exact", world, .falsePositives, found[3], n, isDiscrete: true),
                ]
            }
        }
    }

    static func binomial(_ k: Int, _ n: Int, _ p: Double) -> Double {
        let (k, n) = (Double(k), Double(n))
        let ways: Double = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
        let chance: Double = k * log(p) + (n - k) * log(1 - p)
        return exp(ways + chance)
    }

    // MARK: Clusters

    static let clusters: [Job] = (Shape.continuous + Shape.rates).flatMap { shape in
        [0, 0.3, 0.7].map { share -> Job in
            { name in
                let groups = Grouping(rows: 50, columns: 10, rowShare: share, columnShare: 0)
                let names = groups.clusters
                let found = try shares(name) { random in
                    let values = groups.draw(shape, &random)
                    let pairs = differences(values, groups.draw(shape, &random))
                    let interval: Interval
                    if case .rate = shape {
                        interval = try Proportion.interval(
                            of: values.map { $0 == 1 }, clusters: names)
                    } else {
                        interval = try Estimate.mean(of: values, clusters: names).interval()
                    }
                    let seed = random.next()
                    return [
                        holds(interval, shape.mean),
                        holds(try Estimate.mean(of: values).interval(), shape.mean),
                        try Estimate.mean(of: pairs, clusters: names).probability() < 0.05,
                        try SignFlip(pairs, clusters: names, seed: seed, draws: 999).probability
                            < 0.05,
                        try Estimate.mean(of: pairs).probability() < 0.05,
                    ]
                }
                let world = "\(shape), 50 clusters of 10, correlation \(share)"
                var isDiscrete = false
                if case .rate(0.02) = shape { isDiscrete = true }
                return [
                    line("mean by cluster", world, .coverage, found[0], 50),
                    line("mean, clusters ignored", world, .coverage, found[1], nil),
                    line(
                        "mean difference by cluster", world, .falsePositives, found[2], 50,
                        isDiscrete: isDiscrete),
                    line(
                        "sign flips by cluster, 999", world, .falsePositives, found[3], 50,
                        isDiscrete: isDiscrete),
                    line(
                        "mean difference, clusters ignored", world, .falsePositives, found[4], nil),
                ]
            }
        }
    }

    // MARK: Crossed groups

    static let crossed: [Job] = [Shape.normal, .bounded, .rate(0.2)].flatMap(crossedJobs)

    /// Of 1,120 values at a rate of 2 % some 22 are events, and effects that are shared gather them.
    private static func rareInFew(_ shape: Shape, shared: Double) -> String? {
        guard case .rate(let rate) = shape, rate < 0.05, shared > 0 else { return nil }
        return "on the safe side: some 22 events, gathered in few rows or columns; the normal"
            + " quantile in Student's place finds hardly more"
    }

    /// As the product has it: of a share its score interval, of other values that of their mean.
    private static func crossedInterval(
        _ shape: Shape, _ values: [CrossedValue]
    ) throws -> Interval {
        guard case .rate = shape else { return try Estimate.mean(ofCrossed: values).interval() }
        return try Proportion.interval(ofCrossed: values)
    }

    static func crossedJobs(_ shape: Shape) -> [Job] {
        [(0.0, 0.0), (0.3, 0.0), (0.0, 0.3), (0.15, 0.15), (0.35, 0.35)].map { share -> Job in
            { name in
                let groups = Grouping(
                    rows: 28, columns: 40, rowShare: share.0, columnShare: share.1)
                let names = groups.clusters
                let found = try shares(name) { random in
                    let values = groups.draw(shape, &random)
                    let pairs = differences(values, groups.draw(shape, &random))
                    let seed = random.next()
                    let difference = try Estimate.mean(ofCrossed: groups.crossed(pairs))
                    return [
                        holds(try crossedInterval(shape, groups.crossed(values)), shape.mean),
                        difference.probability() < 0.05,
                        try SignFlip(pairs, clusters: names, seed: seed, draws: 299).probability
                            < 0.05,
                        abs(difference.value) > normalReach * difference.standardError,
                    ]
                }
                let world = "\(shape), 28 x 40 crossed, shares \(share.0) and \(share.1)"
                var own = "crossed mean"
                if case .rate = shape { own = "crossed share" }
                return [
                    line(own, world, .coverage, found[0], 28 * 40),
                    line(
                        "crossed mean difference", world, .falsePositives, found[1], 28 * 40,
                        known: rareInFew(shape, shared: share.0 + share.1)),
                    line(
                        "sign flips by the 28 alone", world, .falsePositives, found[2], nil),
                ]
                    + (rareInFew(shape, shared: share.0 + share.1) == nil
                        ? []
                        : [
                            line(
                                "crossed mean difference, normal quantile", world,
                                .falsePositives, found[3], nil)
                        ])
            }
        }
    }

    private static let normalReach = NormalDistribution.quantile(0.975)

    // MARK: Training seeds

    static let seeds: [Job] = [2, 3, 5].flatMap { count in
        [(0.0, 0.3), (0.05, 0.3), (0.3, 0.3)].map { share -> Job in
            { name in
                let groups = Grouping(
                    rows: count, columns: 100, rowShare: share.0, columnShare: share.1)
                let found = try shares(name) { random in
                    let values = groups.draw(.normal, &random)
                    let crossed = try Estimate.mean(ofCrossed: groups.crossed(values))
                    let seeded = try seeded(values, seeds: count, questions: 100)
                    let single = try Estimate.mean(of: Array(values.prefix(100)))
                    return [crossed, seeded.estimate, single].map { holds($0.interval(), 0) }
                }
                let world =
                    "\(count) seeds x 100 questions, shares \(share.0) and \(share.1)"
                return [
                    line("crossed mean", world, .coverage, found[0], 100),
                    line("difference over seeds", world, .coverage, found[1], 100),
                    line("one seed taken for all", world, .coverage, found[2], nil),
                ]
            }
        }
    }

    /// The mean over seeds as the jackknife of a mean would give it.
    static func seeded(_ values: [Double], seeds: Int, questions: Int) throws -> SeededEstimate {
        let rows = (0..<seeds).map { Array(values[($0 * questions)..<(($0 + 1) * questions)]) }
        let means = (0..<questions).map { column in
            rows.reduce(0) { $0 + $1[column] } / Double(seeds)
        }
        let each = try rows.map { try Estimate.mean(of: $0) }
        return try SeededEstimate(
            values: each.map(\.value), errors: each.map(\.standardError),
            meanError: try Estimate.mean(of: means).standardError, questions: questions)
    }

    // MARK: Deltas

    static let deltas: [Job] = sizes.map { n -> Job in
        { name in
            let alike = Grouping(rows: n, columns: 2, rowShare: 0.5, columnShare: 0)
            // Exponentials of mean 1.5 and 1: the first is larger in 1.5 of 2.5 pairs.
            let found = try shares(name) { random in
                let z = alike.draw(.normal, &random)
                let pairs = (0..<n).map {
                    (1.5 * Shape.skewed.value(z[2 * $0]), Shape.skewed.value(z[2 * $0 + 1]))
                }
                let one = Grouping(rows: n, columns: 1, rowShare: 0, columnShare: 0)
                let first = one.draw(.skewed, &random).map { 1.5 * $0 }
                let second = one.draw(.skewed, &random)
                return [
                    holds(
                        try CliffsDelta(pairs: pairs.map(\.0), pairs.map(\.1)).interval, 0.2),
                    holds(try CliffsDelta(first, second).interval, 0.2),
                ]
            }
            return [
                line("Cliff's delta of pairs", "skewed, n = \(n)", .coverage, found[0], n),
                line("Cliff's delta", "skewed, n = \(n) each", .coverage, found[1], n),
            ]
        }
    }

    // MARK: Families and equivalence

    static let families: [Job] = [
        { name in
            let one = Grouping(rows: 50, columns: 1, rowShare: 0, columnShare: 0)
            let found = try shares(name) { random in
                let comparisons = try (0..<10).map { number in
                    ComparisonFamily.Comparison(
                        "\(number)",
                        probability: try Estimate.mean(of: one.draw(.normal, &random))
                            .probability())
                }
                let family = ComparisonFamily(name: "ten", comparisons)
                let edge = try Estimate.mean(of: one.draw(.normal, &random).map { $0 + 0.5 })
                return [
                    family.adjusted(.holm).contains { $0 ?? 1 < 0.05 },
                    family.adjusted(.benjaminiHochberg).contains { $0 ?? 1 < 0.05 },
                    comparisons.contains { $0.probability ?? 1 < 0.05 },
                    edge.probability(ofDifferenceBeyond: 0.5) < 0.05,
                ]
            }
            let world = "ten comparisons of nothing, n = 50"
            return [
                line("any of a family, Holm", world, .falsePositives, found[0], 50),
                line(
                    "any of a family, Benjamini-Hochberg", world, .falsePositives, found[1], 50),
                line("any of a family, not adjusted", world, .falsePositives, found[2], nil),
                line(
                    "equivalence, two one-sided tests",
                    "normal, n = 50, a difference of the margin",
                    .falsePositives, found[3], 50),
            ]
        }
    ]
}

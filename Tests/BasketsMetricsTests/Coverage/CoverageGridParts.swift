// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation

/// The later parts of the grid: large samples, more shapes in crossed groups, the bootstrap by cluster.
extension InferenceCoverageProofs {
    static let largeRanks: [Job] = Shape.continuous.map { signsAndRanks($0, 1_500) }

    static let moreCrossed: [Job] = [Shape.skewed, .rate(0.02), .rate(0.5)].flatMap(crossedJobs)

    // MARK: Shares of prompts that stand alone

    /// Prompts with one answer, whose coverage is known without chance, and with the mean of three.
    static let prompts: [Job] = [0.02, 0.2, 0.5].flatMap { (p: Double) -> [Job] in
        sizes.flatMap { (n: Int) -> [Job] in [alone(p, n), threeAnswers(p, n)] }
    }

    private static func alone(_ p: Double, _ n: Int) -> Job {
        { _ in
            let covered = try (0...n).filter { count in
                let values = (0..<n).map { $0 < count ? 1.0 : 0 }
                return holds(try Proportion.interval(ofShares: values), p)
            }
            let share = covered.reduce(0.0) { $0 + binomial($1, n, p) }
            return [line("share of prompts (exact)", "rate \(p), n = \(n)", .coverage, share, n)]
        }
    }

    private static func threeAnswers(_ p: Double, _ n: Int) -> Job {
        { name in
            let groups = Grouping(rows: n, columns: 3, rowShare: 0.7, columnShare: 0)
            let found = try shares(name) { random in
                let answers = groups.draw(.rate(p), &random)
                let values = (0..<n).map { row in average(Array(answers[3 * row..<3 * row + 3])) }
                let mean = try Estimate.mean(of: values)
                return [
                    holds(try Proportion.interval(ofShares: values), p),
                    holds(mean.interval(), p),
                ]
            }
            let world = "rate \(p), n = \(n), three answers each, correlation 0.7"
            return [
                line("share of prompts", world, .coverage, found[0], n),
                line("mean over prompts", world, .coverage, found[1], nil),
            ]
        }
    }

    // MARK: Bootstrap by cluster

    private static let bootstrapWorlds: [(rows: Int, columns: Int, share: Double)] = [
        (20, 1, 0), (50, 1, 0), (200, 1, 0), (50, 10, 0), (50, 10, 0.3),
        (50, 10, 0.7),
    ]

    static let bootstraps: [Job] = [Shape.normal, .skewed].flatMap { shape in
        bootstrapWorlds.map { world -> Job in
            { name in
                let groups = Grouping(
                    rows: world.rows, columns: world.columns, rowShare: world.share,
                    columnShare: 0)
                let names = groups.clusters
                let rows = Array(0..<names.count)
                let found = try shares(name) { random in
                    let values = groups.draw(shape, &random)
                    let seed = random.next()
                    func holds(
                        _ truth: Double, clusters: [Int], _ statistic: ([Double]) -> Double
                    ) throws -> Bool {
                        let interval = try ClusterBootstrap(seed: seed, draws: 400).interval(
                            clusters: clusters
                        ) { chosen in statistic(chosen.map { values[$0] }) }
                        return Self.holds(interval, truth)
                    }
                    let isGrouped = world.columns > 1
                    return [
                        try holds(shape.median, clusters: names, middle),
                        try holds(shape.mean, clusters: names, average),
                        try isGrouped && holds(shape.mean, clusters: rows, average),
                    ]
                }
                let isGrouped = world.columns > 1
                let words =
                    isGrouped
                    ? "\(shape), 50 clusters of 10, correlation \(world.share)"
                    : "\(shape), n = \(world.rows)"
                return [
                    line("bootstrap of a median", words, .coverage, found[0], world.rows),
                    line("bootstrap of a mean", words, .coverage, found[1], world.rows),
                ]
                    + (isGrouped
                        ? [
                            line(
                                "bootstrap of a mean, clusters ignored", words, .coverage,
                                found[2], nil)
                        ] : [])
            }
        }
    }

    private static func average(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    private static func middle(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}

// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Foundation
import Testing

@Suite struct InferenceTests {
    @Test func withoutALeanAMeanHasStudentsInterval() throws {
        // -1, 0 and 1: mean 0, deviation 1, error 1 / root 3; t of 2 degrees of freedom is 4.30265.
        let found = try Estimate.mean(of: [-1, 0, 1]).interval()
        #expect(isClose(found.upper, 4.302_652_729_911_275 / 3.0.squareRoot(), within: 1e-10))
        #expect(isClose(found.lower, -found.upper, within: 1e-12))
    }

    @Test func theIntervalLeansToTheLongTailAndAgreesWithTheTest() throws {
        let skewed = try Estimate.mean(of: [1, 1, 1, 2, 2, 3, 5, 9])
        let interval = skewed.interval()
        #expect(interval.upper - skewed.value > skewed.value - interval.lower)
        // Each limit is the truth that a test at 5 % just does not reject.
        #expect(isClose(skewed.probability(of: interval.lower), 0.05, within: 1e-9))
        #expect(isClose(skewed.probability(of: interval.upper), 0.05, within: 1e-9))
        #expect(isClose(skewed.probability(ofAtMost: interval.lower), 0.025, within: 1e-9))
        #expect(isClose(skewed.probability(ofAtLeast: interval.upper), 0.025, within: 1e-9))
    }

    @Test func aClusterCountsOnceHoweverOftenItIsRepeated() throws {
        // Five values, each ten times in a cluster of its own: as sure as the five alone.
        let values = [1.0, 2, 4, 8, 3]
        let once = try Estimate.mean(of: values)
        let repeated = try Estimate.mean(
            of: values.flatMap { Array(repeating: $0, count: 10) },
            clusters: values.indices.flatMap { Array(repeating: $0, count: 10) })
        #expect(isClose(once.standardError, repeated.standardError, within: 1e-12))
        #expect(isClose(once.degreesOfFreedom, 4, within: 1e-12))
        #expect(isClose(repeated.degreesOfFreedom, 4, within: 1e-12))
    }

    @Test func noSpreadIsAPointAndOneClusterIsNoData() throws {
        let flat = try Estimate.mean(of: [2, 2, 2])
        #expect(flat.interval().lower == 2 && flat.interval().upper == 2)
        #expect(flat.probability(of: 2) == 1 && flat.probability() == 0)
        let error = #expect(throws: MetricError.self) {
            try Estimate.mean(of: [1, 2, 3], clusters: [7, 7, 7])
        }
        #expect(error?.code == .noData)
    }

    @Test func aDifferenceBeyondTheMarginIsRuledOutOnlyByANarrowInterval() throws {
        let narrow = Estimate(
            value: 0.1, standardError: 0.1, degreesOfFreedom: 100, n: 101, method: "")
        let wide = Estimate(value: 0.1, standardError: 2, degreesOfFreedom: 100, n: 101, method: "")
        #expect(narrow.probability(ofDifferenceBeyond: 0.5) < 0.001)
        #expect(wide.probability(ofDifferenceBeyond: 0.5) > 0.4)
        #expect(wide.probability() > 0.9)
    }

    @Test func twoSeedsHaveOneDegreeOfFreedom() throws {
        // Seeds differ by 2, questions not at all: all of the variance is the seeds'.
        let values = (0..<2).flatMap { seed in
            (0..<10).map { CrossedValue(row: seed, column: $0, value: Double(seed) * 2) }
        }
        let found = try Estimate.mean(ofCrossed: values)
        #expect(isClose(found.degreesOfFreedom, 1, within: 1e-12))
        #expect(isClose(found.standardError, 1, within: 1e-12))
    }

    @Test func aCrossedVarianceIsNeverBelowSevenTenthsOfTheRest() throws {
        // 1, -1 and -1, 1: rows and columns have mean 0, so all is rest: 4 on one degree of freedom,
        // 1 in the variance of the mean of four.
        let values = [(0, 0, 1.0), (0, 1, -1), (1, 0, -1), (1, 1, 1)].map {
            CrossedValue(row: $0, column: $1, value: $2)
        }
        let found = try Estimate.mean(ofCrossed: values)
        #expect(isClose(found.standardError, 0.7.squareRoot(), within: 1e-12))
    }

    @Test func aSeededDifferenceAddsWhatSeedsAddToWhatQuestionsGive() throws {
        // Three seeds at 1, 2, 3: variance of their mean 1/3. Of the questions 0.04 each and 0.02
        // of the mean: (0.04 - 0.02) / 2 = 0.01 is in both.
        let found = try SeededEstimate(
            values: [1, 2, 3], errors: [0.2, 0.2, 0.2], meanError: 0.02.squareRoot(),
            questions: 50)
        let variance = found.estimate.standardError * found.estimate.standardError
        #expect(isClose(variance, 0.02 + 1.0 / 3 - 0.01, within: 1e-12))
        #expect(found.estimate.degreesOfFreedom < 2.3)
        #expect(!found.isConditional)
        let one = try SeededEstimate(values: [2], errors: [0.2], meanError: 0.2, questions: 50)
        #expect(one.isConditional && one.seedVariance == nil)
        #expect(one.estimate.degreesOfFreedom == 49)
    }

    @Test func seedsHaveTheirShareOfTheSpread() throws {
        // As above: of the seeds 1/3 - 0.01, of the questions 0.02.
        let found = try SeededEstimate(
            values: [1, 2, 3], errors: [0.2, 0.2, 0.2], meanError: 0.02.squareRoot(),
            questions: 50)
        let seeds = 1.0 / 3 - 0.01
        let share = try #require(found.seedShare)
        #expect(isClose(share, seeds / (seeds + 0.02), within: 1e-12))
        let one = try SeededEstimate(values: [2], errors: [0.2], meanError: 0.2, questions: 50)
        #expect(one.seedShare == nil)
    }

    /// Parts of 1 on one degree of freedom and 4 on two, both 2 on two: the total is 3. Enlarged they are
    /// 5 and 12: 15 squared over 25 / 1 + 144 / 2 + 4 / 2.
    @Test func aPartOfFewDegreesOfFreedomIsWeighedLarger() {
        let found = CrossedVariance(rows: .init(1, 1), columns: .init(4, 2), both: .init(2, 2))
        #expect(isClose(found.total, 3, within: 1e-12))
        #expect(isClose(found.degreesOfFreedom, 225.0 / 99, within: 1e-12))
    }

    @Test func seededFlipsAreTheSameTwiceAndNeverZero() throws {
        let differences = (1...30).map { Double($0) }
        let found = try SignFlip(differences, seed: 4, draws: 500)
        #expect(!found.isExact && found.patterns == 501)
        #expect(isClose(found.probability, 1 / 501, within: 1e-12))
        #expect(try SignFlip(differences, seed: 4, draws: 500) == found)
    }

    @Test func flipsOfFourDifferencesAreCounted() throws {
        // 1, 2, 3, 4: only all plus and all minus reach 10 of 16 patterns.
        #expect(try SignFlip([1, 2, 3, 4], seed: 1).probability == 2.0 / 16)
        // In two clusters of sums 3 and 7: two of four.
        #expect(try SignFlip([1, 2, 3, 4], clusters: [0, 0, 1, 1], seed: 1).probability == 0.5)
    }

    @Test func aBootstrapDrawsWholeClusters() throws {
        let clusters = [0, 0, 0, 1, 1, 1, 2, 2, 2]
        var isWhole = true
        _ = try ClusterBootstrap(seed: 3, draws: 50).interval(clusters: clusters) {
            rows throws(MetricError) in
            for cluster in 0..<3 {
                let counts = Set(rows.filter { clusters[$0] == cluster }).map { row in
                    rows.count { $0 == row }
                }
                if Set(counts).count > 1 || ![0, 3].contains(counts.count) { isWhole = false }
            }
            return Double(rows.count)
        }
        #expect(isWhole)
    }

    @Test func aRateWithoutASuccessHasAWidth() throws {
        #expect(try Proportion(yes: 0, of: 20).interval().upper > 0.1)
        let clustered = try Proportion.interval(
            of: [Bool](repeating: false, count: 40), clusters: (0..<40).map { $0 / 10 })
        // Four clusters that are all alike say no more than four outcomes.
        #expect(clustered.upper == (try Proportion(yes: 0, of: 4).interval().upper))
        #expect(throws: MetricError.self) { try Proportion(yes: 0, of: 0) }
    }

    @Test func equalPairsOfRatesHaveProbabilityOneAndAWidth() throws {
        let pairs = PairedRates(both: 3, firstOnly: 0, secondOnly: 0, neither: 17)
        #expect(pairs.exactProbability == 1 && pairs.midProbability == 1)
        let interval = try pairs.interval()
        #expect(interval.lower < -0.1 && interval.upper > 0.1)
    }

    @Test func differencesOfZeroAreLeftOutAndCounted() throws {
        let found = try SignedRank([0, 0, 1, 2, 3])
        #expect(found.n == 3 && found.leftOut == 2)
        // Three of one sign: 2 of 8 patterns.
        #expect(found.probability == 0.25)
        #expect(throws: MetricError.self) { try SignedRank([0, 0]) }
    }

    @Test func anUntestedComparisonCountsAndStaysWithoutProbability() {
        let family = ComparisonFamily(
            name: "f",
            [
                .init("a", probability: 0.01), .init("b", untested: "no judge"),
                .init("c", probability: 0.03),
            ])
        // Three were declared: 3 x 0.01, then 2 x 0.03.
        let holm = family.adjusted(.holm)
        #expect(holm[1] == nil)
        #expect(isClose(holm[0] ?? 0, 0.03, within: 1e-12))
        #expect(isClose(holm[2] ?? 0, 0.06, within: 1e-12))
    }

    @Test func allPublishedPairsAreListed() {
        let family = PublishedTests.pairs([
            ("a", [1, 2, 3]), ("b", [2, 3, 4]), ("c", []),
        ])
        #expect(family.comparisons.count == 3)
        #expect(family.comparisons.count { $0.untested != nil } == 2)
    }

    @Test func clustersOfAlikeValuesNeedAsManyClustersAsValues() {
        let power = Power()
        let alone = power.pairsNeeded(effect: 0.5, standardDeviation: 1)
        let alike = power.clustersNeeded(
            effect: 0.5, of: 10, standardDeviation: 1, correlation: 1)
        let apart = power.clustersNeeded(
            effect: 0.5, of: 10, standardDeviation: 1, correlation: 0)
        #expect(alike == alone)
        #expect(apart < alone / 4)
    }

    @Test func oneSeedShowsNothingOfAnother() {
        let power = Power()
        func smallest(_ seeds: Int) -> Double? {
            power.smallestEffect(
                questions: 1_000, seeds: seeds, questionVariance: 1, seedVariance: 0.1)
        }
        #expect(smallest(1) == nil)
        let (three, ten) = (smallest(3) ?? 0, smallest(10) ?? 0)
        #expect(three > ten && ten > 0)
        // Three seeds have two degrees of freedom: about 4.3 + 1.06 errors of root (0.1 / 3).
        #expect(three > 0.6 && three < 1.2)
    }

    @Test func theStatedPowerIsReachedAtTheSmallestRateDifference() throws {
        // 200 items, 20 % of them differ: simulated power of McNemar's mid-p test.
        let smallest = try #require(
            Power().smallestRateDifference(pairs: 200, discordant: 0.2))
        let first = (0.2 + smallest) / 2
        var random = KeyedRandom(5, "power")
        let seen = (0..<4_000).count { _ in
            var counts = (0, 0)
            for _ in 0..<200 {
                let draw = random.uniform()
                if draw < first { counts.0 += 1 } else if draw < 0.2 { counts.1 += 1 }
            }
            let pairs = PairedRates(
                both: 0, firstOnly: counts.0, secondOnly: counts.1,
                neither: 200 - counts.0 - counts.1)
            return pairs.midProbability < 0.05
        }
        #expect((3_000...3_400).contains(seen), "\(seen)")
        #expect(Power().smallestRateDifference(pairs: 5, discordant: 0.1) == nil)
    }

    @Test func sharesOfVarianceFindTheSourceThatVaries() throws {
        // Only prompts differ, by 1; nothing else does.
        let scores = (0..<2).flatMap { _ in (0..<6).flatMap { [Double]($0.fillingFour) } }
        let found = try VarianceComponents(scores, seeds: 2, prompts: 6, draws: 2, judges: 2)
        #expect(found[.prompts]?.share == 1)
        #expect(found[.seeds]?.variance.magnitude ?? 1 < 1e-12)
    }

    @Test func aTableWithoutSeedsOrJudgesHasFewerComponents() throws {
        let found = try VarianceComponents(
            [1, 2, 3, 5, 4, 4], seeds: 1, prompts: 3, draws: 2, judges: 1)
        #expect(found.components.map(\.source) == [.prompts, .draws])
        // Means 1.5, 4, 4; within 0.5 + 2 + 0 = 2.5 on 3 degrees of freedom.
        #expect(isClose(found[.draws]?.variance ?? 0, 2.5 / 3, within: 1e-12))
    }
}

extension Int {
    fileprivate var fillingFour: [Double] { Array(repeating: Double(self), count: 4) }
}

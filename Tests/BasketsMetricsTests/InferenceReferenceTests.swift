// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Testing

/// Against SciPy and statsmodels; `inference.py` beside the file says which, and how.
@Suite struct InferenceReferenceTests {
    struct Expected: Decodable {
        struct Mean: Decodable {
            let values: [Double]
            let clusters: [Int]
            let mean: Double
            let error: Double
            let freedom: Double
        }
        struct Crossed: Decodable {
            let rows: [Int]
            let columns: [Int]
            let values: [Double]
            let mean: Double
            let error: Double
            let freedom: Double
        }
        struct Equivalence: Decodable {
            let values: [Double]
            let margin: Double
            let p: Double
        }
        struct Pairs: Decodable {
            let counts: [Int]
            let exact: Double
            let mid: Double
            let lower: Double
            let upper: Double
        }
        struct Ranked: Decodable {
            let values: [Double]
            let positive: Double
            let p: Double
        }
        struct Cliff: Decodable {
            let first: [Double]
            let second: [Double]
            let delta: Double
            let lower: Double
            let upper: Double
            let contributions: [Double]?
        }
        struct Wilson: Decodable {
            let successes: Int
            let n: Int
            let limits: [Double]
        }
        struct Published: Decodable {
            let groups: [[Double]]
            let kruskal: [Double]
            let whitney: [Double]
            let levene: [Double]
        }
        struct Components: Decodable {
            let sizes: [Int]
            let scores: [Double]
            let variances: [String: Double]
        }
        struct Flips: Decodable {
            let values: [Double]
            let p: Double
        }
        let means: [Mean]
        let crossed: [Crossed]
        let equivalence: [Equivalence]
        let mcnemar: [Pairs]
        let wilcoxon: [Ranked]
        let cliff: [Cliff]
        let rates: [Wilson]
        let published: [Published]
        let components: Components
        let flips: [Flips]
        let probabilities: [Double]
        let adjusted: [String: [Double]]
        let needed: [[Double]]
        let neededPairs: [[Double]]
        let chiSquared: [[Double]]
        let f: [[Double]]
    }

    let expected: Expected

    init() throws {
        expected = try Reference.load("inference", as: Expected.self)
    }

    @Test func meansOfClustersEqualTheReference() throws {
        for one in expected.means {
            let found = try Estimate.mean(of: one.values, clusters: one.clusters)
            #expect(agree(found.value, one.mean, relative: 1e-12))
            #expect(agree(found.standardError, one.error, relative: 1e-11))
            #expect(agree(found.degreesOfFreedom, one.freedom, relative: 1e-9))
        }
    }

    @Test func crossedMeansEqualTheReferenceWithMissingPlacesToo() throws {
        for one in expected.crossed {
            let found = try Estimate.mean(
                ofCrossed: one.values.indices.map {
                    CrossedValue(
                        row: one.rows[$0], column: one.columns[$0], value: one.values[$0])
                })
            #expect(agree(found.value, one.mean, relative: 1e-12))
            #expect(agree(found.standardError, one.error, relative: 1e-9))
            #expect(agree(found.degreesOfFreedom, one.freedom, relative: 1e-9))
        }
    }

    @Test func equivalenceOfSymmetricDifferencesEqualsTheReference() throws {
        for one in expected.equivalence {
            let plain = try Estimate.mean(of: one.values)
            let symmetric = Estimate(
                value: plain.value, standardError: plain.standardError,
                degreesOfFreedom: plain.degreesOfFreedom, n: plain.n, method: "")
            let found = symmetric.probability(ofDifferenceBeyond: one.margin)
            #expect(agree(found, one.p, relative: 1e-9))
        }
    }

    @Test func pairedRatesEqualTheReference() throws {
        for one in expected.mcnemar {
            let pairs = PairedRates(
                both: one.counts[0], firstOnly: one.counts[1], secondOnly: one.counts[2],
                neither: one.counts[3])
            #expect(agree(pairs.exactProbability, one.exact, relative: 1e-9))
            #expect(agree(pairs.midProbability, one.mid, relative: 1e-9))
            let interval = try pairs.interval()
            #expect(isClose(interval.lower, one.lower, within: 1e-9), "\(one.counts)")
            #expect(isClose(interval.upper, one.upper, within: 1e-9), "\(one.counts)")
        }
    }

    @Test func signedRanksEqualTheReferenceWithTiesToo() throws {
        for one in expected.wilcoxon {
            let found = try SignedRank(one.values)
            #expect(found.positiveRanks == one.positive)
            #expect(agree(found.probability, one.p, relative: 1e-9))
        }
    }

    @Test func deltasEqualTheReference() throws {
        for one in expected.cliff {
            let found = try CliffsDelta(one.first, one.second)
            #expect(isClose(found.value, one.delta, within: 1e-12))
            #expect(isClose(found.interval.lower, one.lower, within: 1e-9))
            #expect(isClose(found.interval.upper, one.upper, within: 1e-9))
            guard let contributions = one.contributions else { continue }
            let paired = try CliffsDelta(pairs: one.first, one.second)
            let mean = try Estimate.mean(of: contributions).interval()
            #expect(isClose(paired.value, one.delta, within: 1e-12))
            #expect(isClose(paired.interval.lower, max(-1, mean.lower), within: 1e-9))
            #expect(isClose(paired.interval.upper, min(1, mean.upper), within: 1e-9))
        }
    }

    @Test func ratesEqualTheReference() throws {
        for one in expected.rates {
            let found = try Proportion(yes: one.successes, of: one.n)
            #expect(isClose(found.interval().lower, one.limits[0], within: 1e-12))
            #expect(isClose(found.interval().upper, one.limits[1], within: 1e-12))
        }
    }

    @Test func publishedTestsEqualTheReference() throws {
        for one in expected.published {
            let found = [
                try PublishedTests.kruskalWallis(one.groups),
                try PublishedTests.mannWhitney(one.groups[0], one.groups[1]),
                try PublishedTests.levene(one.groups),
            ]
            for (ours, theirs) in zip(found, [one.kruskal, one.whitney, one.levene]) {
                #expect(agree(ours.statistic, theirs[0], relative: 1e-9), "\(ours.test)")
                #expect(agree(ours.probability, theirs[1], relative: 1e-9), "\(ours.test)")
                #expect(ours.preset == "published")
            }
        }
    }

    @Test func varianceComponentsEqualTheReference() throws {
        let one = expected.components
        let found = try VarianceComponents(
            one.scores, seeds: one.sizes[0], prompts: one.sizes[1], draws: one.sizes[2],
            judges: one.sizes[3])
        #expect(found.components.count == one.variances.count)
        for component in found.components {
            let theirs = try #require(one.variances[component.source.rawValue])
            #expect(isClose(component.variance, theirs, within: 1e-9), "\(component.source)")
        }
        #expect(isClose(found.components.reduce(0) { $0 + $1.share }, 1, within: 1e-12))
    }

    @Test func signFlipsOfFewEqualTheEnumeration() throws {
        for one in expected.flips {
            let found = try SignFlip(one.values, seed: 1)
            #expect(found.isExact)
            #expect(agree(found.probability, one.p, relative: 1e-12))
        }
    }

    @Test func adjustedProbabilitiesEqualTheReference() throws {
        let family = ComparisonFamily(
            name: "all",
            expected.probabilities.enumerated().map { .init("\($0)", probability: $1) })
        for adjustment in ComparisonFamily.Adjustment.allCases {
            let theirs = try #require(expected.adjusted[adjustment.rawValue])
            for (ours, other) in zip(family.adjusted(adjustment), theirs) {
                #expect(agree(try #require(ours), other, relative: 1e-12))
            }
        }
    }

    @Test func neededPairsEqualTheReference() {
        for one in expected.needed {
            #expect(Power().pairsNeeded(effect: one[0], standardDeviation: 1) == Int(one[1]))
        }
        for one in expected.neededPairs {
            let found = Power().pairsNeeded(rateDifference: one[0], discordant: one[1])
            #expect(found == Int(one[2]))
        }
    }

    @Test func tailsOfChiSquaredAndFEqualTheReference() {
        for one in expected.chiSquared {
            let found = chiSquaredTail(one[0], degreesOfFreedom: one[1])
            #expect(agree(found, one[2], relative: 1e-11), "\(one)")
        }
        for one in expected.f {
            #expect(agree(fTail(one[0], one[1], one[2]), one[3], relative: 1e-11), "\(one)")
        }
    }
}

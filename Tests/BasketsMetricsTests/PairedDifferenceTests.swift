// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

@Suite struct PairedDifferenceTests {
    struct Expected: Decodable {
        struct Case: Decodable {
            let differences: [Double]
            let mean: Double
            let p: Double
            let lower: Double
            let upper: Double
            let median: Double
        }
        let paired: [Case]
    }

    @Test func meansEqualTheReferenceInValueIntervalAndTest() throws {
        let expected = try Reference.load("statistics_reference", as: Expected.self)
        for one in expected.paired {
            let found = try PairedDifference.ofMeans(one.differences)
            #expect(isClose(found.estimate, one.mean, within: 1e-14))
            #expect(agree(found.interval.lower, one.lower, relative: 1e-10))
            #expect(agree(found.interval.upper, one.upper, relative: 1e-10))
            #expect(agree(found.probability, one.p, relative: 1e-10))
        }
    }

    @Test func mediansAreSeededAndHoldTheMedian() throws {
        let expected = try Reference.load("statistics_reference", as: Expected.self)
        for one in expected.paired {
            let found = try PairedDifference.ofMedians(one.differences, seed: 1, draws: 100)
            #expect(isClose(found.estimate, one.median, within: 1e-15))
            #expect(found.interval.lower <= one.median && one.median <= found.interval.upper)
            #expect(try PairedDifference.ofMedians(one.differences, seed: 1, draws: 100) == found)
        }
    }

    @Test func aClearDifferenceOfMediansIsSeen() throws {
        // 12 differences of one sign: only 1 pattern in 2^11 has a median as far from 0 with any
        // certainty, so p is small; the interval lies above 0.
        let differences = (1...12).map { 10 + Double($0) / 10 }
        let found = try PairedDifference.ofMedians(differences, seed: 3)
        #expect(found.probability < 0.02)
        #expect(found.interval.lower > 0)
    }

    @Test func noDifferenceAtAllHasProbabilityOne() throws {
        let zeros = [0.0, 0, 0, 0]
        #expect(try PairedDifference.ofMeans(zeros).probability == 1)
        #expect(try PairedDifference.ofMedians(zeros, seed: 1).probability == 1)
        #expect(try PairedDifference.ofMeans([2, 2, 2]).probability == 0)
    }

    @Test func anInfiniteDifferenceIsNamed() {
        let error = #expect(throws: MetricError.self) {
            try PairedDifference.ofMeans([1, 2, .infinity])
        }
        #expect(error?.code == .badRow)
        #expect(error?.row == 2)
    }

    @Test(arguments: [[], [1.0]])
    func fewerThanTwoPairsAreNoData(differences: [Double]) {
        let mean = #expect(throws: MetricError.self) {
            try PairedDifference.ofMeans(differences)
        }
        let median = #expect(throws: MetricError.self) {
            try PairedDifference.ofMedians(differences, seed: 1)
        }
        #expect(mean?.code == .noData)
        #expect(median?.code == .noData)
    }
}

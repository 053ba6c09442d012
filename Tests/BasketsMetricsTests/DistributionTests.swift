// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct DistributionTests {
    struct Expected: Decodable {
        let normal: [[Double]]
        let normalCumulative: [[Double]]
        let t: [[Double]]
        let tCumulative: [[Double]]
        let smallest: [[Double]]
    }

    let expected: Expected

    init() throws {
        expected = try Reference.load("statistics_reference", as: Expected.self)
    }

    @Test func normalQuantilesEqualTheReference() {
        for row in expected.normal {
            let found = NormalDistribution.quantile(row[0])
            #expect(isClose(found, row[1], within: 1e-14), "\(row[0])")
        }
    }

    @Test func normalProbabilitiesEqualTheReference() {
        for row in expected.normalCumulative {
            #expect(agree(NormalDistribution.cumulative(row[0]), row[1], relative: 1e-13))
        }
    }

    @Test func studentQuantilesEqualTheReference() {
        for row in expected.t {
            let found = StudentT(degreesOfFreedom: row[0]).quantile(row[1])
            // The reference itself loses digits in the far tails.
            #expect(agree(found, row[2], relative: 1e-9) || isClose(found, row[2]), "\(row)")
        }
    }

    @Test func studentProbabilitiesEqualTheReference() {
        for row in expected.tCumulative {
            let found = StudentT(degreesOfFreedom: row[0]).cumulative(row[1])
            #expect(agree(found, row[2], relative: 1e-9), "\(row)")
        }
    }

    @Test(arguments: [0.5, 1, 7, 300.0])
    func aStudentQuantileLeadsBackToItsShare(freedom: Double) {
        let student = StudentT(degreesOfFreedom: freedom)
        for share in [1e-9, 0.01, 0.2, 0.5, 0.77, 0.999] {
            #expect(agree(student.cumulative(student.quantile(share)), share, relative: 1e-11))
        }
    }

    @Test func theSmallestDifferenceOfPairsHasThePowerThatItSays() throws {
        for row in expected.smallest {
            let n = Int(row[0])
            let found = try #require(
                SmallestDifference.ofPairs(n, standardDeviation: 2))
            #expect(agree(found, row[1] * 2 / row[0].squareRoot(), relative: 1e-7), "n = \(n)")
        }
    }

    @Test func onePairHasNoSmallestDifference() {
        #expect(SmallestDifference.ofPairs(1, standardDeviation: 1) == nil)
    }

    @Test func independentSetsAddTheirErrors() {
        // 1.959964 + 0.841621 standard errors of a difference with errors 3 and 4, so of 5.
        let found = SmallestDifference.ofIndependentSets(3, 4)
        #expect(isClose(found, 5 * (1.959963984540054 + 0.8416212335729143), within: 1e-13))
    }
}

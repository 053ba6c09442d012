// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

@Suite struct PairedTestsTests {
    private func items(
        _ first: [Double], _ second: [Double], groups: [String]? = nil, crossing: [String]? = nil
    ) -> [PairedItem] {
        first.indices.map { place in
            PairedItem(
                first[place], second[place], group: groups?[place] ?? "\(place)",
                crossing: crossing?[place])
        }
    }

    /// Two items alone are so under the first, one alone under the second, one under both.
    @Test func yesAndNoAreHeldAgainstEachOtherAsRates() throws {
        let found = try PairedTests(items([1, 1, 1, 0], [0, 0, 1, 1]), seed: 1)
        #expect(found.mean.value == 0.25)
        // Differences 1, 1, 0, -1.
        #expect(found.median == 0.5)
        let rates = try #require(found.rates)
        #expect(rates.counts == PairedRates(both: 1, firstOnly: 2, secondOnly: 1, neither: 0))
        // At most one of three at even odds: 4 of 8, twice; less the 3 of 8 of exactly one.
        #expect(rates.exactProbability == 1)
        #expect((rates.midProbability - 0.625).magnitude < 1e-12)
        #expect(found.probability == rates.midProbability)
        // Whatever the signs of three ones, their sum is at least 1 away from 0.
        #expect(found.signFlips == 1)
        // Ranks 2, 2, 2: at most 2 of 6 in half of the patterns.
        #expect(found.signedRanks == 1)
        // Each 1 is above two of four, the 0 below two of four: (3 x 0.5 - 0.5) / 4.
        #expect(found.delta?.value == 0.25)
    }

    /// Answers 1 and 3 higher to one question, 1 lower to another.
    @Test func itemsOfOneGroupAreFlippedTogether() throws {
        let found = try PairedTests(
            items([1, 3, 0], [0, 0, 1], groups: ["a", "a", "b"]), seed: 1)
        #expect(found.items == 3 && found.groups == 2)
        #expect(found.mean.value == 1)
        // Group means 2 and -1.
        #expect(found.median == 0.5)
        // Sums 4 and -1: each of the four patterns is 3 or 5 away from 0.
        #expect(found.signFlips == 1)
        #expect(found.rates == nil)
    }

    @Test func crossedGroupsLeaveOutWhatKnowsOneGroupingAlone() throws {
        let groups = (0..<9).map { "request \($0 / 3)" }
        let templates = (0..<9).map { "template \($0 % 3)" }
        let found = try PairedTests(
            items(
                [1, 0, 1, 1, 1, 0, 1, 1, 1], [0, 0, 0, 1, 0, 0, 0, 1, 0], groups: groups,
                crossing: templates), seed: 1)
        #expect(found.signFlips == nil && found.signedRanks == nil && found.rates == nil)
        #expect(found.mean.method == "mean of 9 in 3 x 3 crossed")
        #expect(found.probability == found.mean.probability())
        // Of differences 1 0 1 0 1 0 1 0 1 the groups' means are 2/3, 1/3 and 2/3.
        #expect((found.median - 2.0 / 3).magnitude < 1e-12)
    }

    @Test func aMedianHasAnIntervalOfItsOwn() throws {
        let values = (1...40).map { Double($0) / 10 }
        let found = try PairedTests(items(values, values.map { _ in 0 }), seed: 3)
        let interval = try #require(found.medianInterval)
        #expect(interval.lower < 2.05 && interval.upper > 2.05 && interval.lower > 1)
        #expect(try PairedTests(items(values, values.map { _ in 0 }), seed: 3) == found)
    }

    @Test func oneGroupIsNoComparison() {
        #expect(throws: MetricError.self) {
            try PairedTests(self.items([1, 2], [0, 0], groups: ["a", "a"]), seed: 1)
        }
    }
}

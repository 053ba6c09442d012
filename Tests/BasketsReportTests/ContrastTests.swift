// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsReport

@Suite struct ContrastTests {
    private func score(_ value: Double?, n: Int = 12, smallest: Double? = nil) -> Score {
        Score(
            measure: "m", version: "1", cell: "c", value: value, unit: "u", n: n,
            smallestDifference: smallest)
    }

    private func paired(_ value: Double, _ interval: (Double, Double)?, _ smallest: Double?)
        -> Score
    {
        Score(
            measure: "m", version: "1", cell: "c", reference: "r", value: value, unit: "u", n: 9,
            interval: interval.map {
                Interval(lower: $0.0, upper: $0.1, level: 0.95, method: "bootstrap")
            }, smallestDifference: smallest)
    }

    private func reading(_ paired: Score) -> Contrast.Reading? {
        Contrast(cell: SampleReport.human, own: nil, reference: nil, paired: paired)?.reading
    }

    @Test func aDifferenceSmallerThanTheRowsCanShowIsTooSmallToTell() {
        #expect(reading(paired(1.9, nil, 2)) == .tooSmall)
        #expect(reading(paired(2, nil, 2)) == .higher)
        #expect(reading(paired(-2, nil, 2)) == .lower)
        // The interval would call it clear; the smallest difference has the last word.
        #expect(reading(paired(1.9, (1.8, 2.0), 2)) == .tooSmall)
    }

    @Test func anIntervalThatHoldsZeroLetsNothingBeTold() {
        #expect(reading(paired(3, (-0.1, 6), 2)) == .intervalHoldsZero)
        #expect(reading(paired(3, (0.1, 6), nil)) == .higher)
    }

    @Test func withoutPrecisionThereIsNoReading() {
        #expect(reading(paired(3, nil, nil)) == .unknownPrecision)
    }

    @Test func aCellThatDidNotLearnHasNoReading() {
        let idle = SampleReport.tuned("x", "x", .single, hasLearned: false)
        let contrast = Contrast(cell: idle, own: nil, reference: nil, paired: paired(9, (8, 10), 1))
        #expect(contrast?.reading == .notLearned)
    }

    @Test func twoScoresGiveAnUnpairedDifferenceWithTheCoarserPrecision() throws {
        let contrast = try #require(
            Contrast(
                cell: SampleReport.human, own: score(5, n: 12, smallest: 1),
                reference: score(3, n: 10, smallest: 2.5), paired: nil))
        #expect(contrast.difference == 2)
        #expect(contrast.n == 10)
        #expect(contrast.smallestDifference == 2.5)
        #expect(!contrast.isPaired)
        #expect(contrast.reading == .tooSmall)
    }

    @Test func noDataOnEitherSideIsNoDifference() {
        for (own, other) in [(nil, 3.0), (3.0, nil), (.infinity, 3.0)] as [(Double?, Double?)] {
            #expect(
                Contrast(
                    cell: SampleReport.human, own: score(own), reference: score(other), paired: nil)
                    == nil)
        }
    }
}

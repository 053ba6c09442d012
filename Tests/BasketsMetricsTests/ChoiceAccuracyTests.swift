// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct ChoiceAccuracyTests {
    private func row(_ values: [Double], _ bytes: [Int], answer: Int) -> ScoredChoices {
        ScoredChoices(logProbabilities: values, bytes: bytes, answer: answer)
    }

    @Test func theLikeliestChoiceCounts() throws {
        // Right; wrong; right: 2 of 3.
        let rows = [
            row([-1, -2], [1, 1], answer: 0), row([-1, -2], [1, 1], answer: 1),
            row([-3, -2, -2.5], [1, 1, 1], answer: 1),
        ]
        let found = try ChoiceAccuracy(.plain).measure(rows)
        #expect(isClose(found.value, 2.0 / 3))
        #expect(found.n == 3)
    }

    @Test func lengthIsTakenOutPerByte() throws {
        // -4 over 2 bytes is -2 a byte; -6 over 6 bytes is -1 a byte: the longer one is likelier.
        let rows = [row([-4, -6], [2, 6], answer: 1)]
        #expect(try ChoiceAccuracy(.plain).measure(rows).value == 0)
        #expect(try ChoiceAccuracy(.normalized).measure(rows).value == 1)
    }

    @Test func aTieCountsAsItsShare() throws {
        let tie = row([-1, -1, -3], [1, 1, 1], answer: 0)
        #expect(try ChoiceAccuracy(.plain).measure([tie]).value == 0.5)
        let lost = row([-1, -1, -3], [1, 1, 1], answer: 2)
        #expect(try ChoiceAccuracy(.plain).measure([lost]).value == 0)
    }

    @Test func refusesRowsThatCannotBe() {
        for row in [
            row([-1], [1], answer: 0), row([-1, -2], [1], answer: 0),
            row([-1, -2], [1, 1], answer: 2), row([-1, .nan], [1, 1], answer: 0),
            row([-1, -2], [1, 0], answer: 0),
        ] {
            let error = #expect(throws: MetricError.self) {
                try ChoiceAccuracy(.plain).measure([self.row([-1, -2], [1, 1], answer: 0), row])
            }
            #expect(error?.code == .badRow)
            #expect(error?.row == 1)
        }
        let error = #expect(throws: MetricError.self) { try ChoiceAccuracy(.plain).measure([]) }
        #expect(error?.code == .noData)
    }
}

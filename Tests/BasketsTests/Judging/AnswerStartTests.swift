// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Baskets

@Test func anAnswerIsToldByItsFirstToken() {
    // "A" and " A", "B" and " B".
    let starts = AnswerStart.of([[[1], [11]], [[2], [12]]])
    #expect(
        starts == [
            [AnswerStart(shared: [], telling: 1), AnswerStart(shared: [], telling: 11)],
            [AnswerStart(shared: [], telling: 2), AnswerStart(shared: [], telling: 12)],
        ])
}

/// A space of its own before every digit: the digit alone tells, so the spelling with the space is
/// not needed; where all spellings have it, the digit behind it tells.
@Test func aSharedSpaceIsPassedOver() {
    #expect(
        AnswerStart.of([[[1], [9, 1]], [[2], [9, 2]]]) == [
            [AnswerStart(shared: [], telling: 1)], [AnswerStart(shared: [], telling: 2)],
        ])
    #expect(
        AnswerStart.of([[[9, 1], [9, 9, 1]], [[9, 2], [9, 9, 2]]]) == [
            [AnswerStart(shared: [9], telling: 1)], [AnswerStart(shared: [9], telling: 2)],
        ])
}

@Test func anAnswerThatAnotherBeginsWithHasNoStart() {
    let starts = AnswerStart.of([[[1]], [[1, 0]]])
    #expect(starts[0].isEmpty)
    #expect(starts[1] == [AnswerStart(shared: [1], telling: 0)])
}

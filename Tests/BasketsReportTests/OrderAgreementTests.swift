// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsReport

private func scores(_ values: [Double?], smallest: Double? = nil) -> [Score] {
    values.enumerated().map { index, value in
        Score(
            measure: "m", version: "1", cell: "c\(index)", value: value, unit: "u", n: 9,
            smallestDifference: smallest)
    }
}

@Test func theSameOrderIsKept() {
    let found = OrderAgreement(scores([1, 2, 5], smallest: 2), scores([10, 11, 12]))
    // Pairs 1-2, 1-5, 2-5; the last two differ by at least 2.
    #expect(found.tau == 1)
    #expect(
        found.words == "the order is kept: 3 of 3 pairs of cells stand alike; "
            + "of the two that differ clearly, two")
}

@Test func aSwapOfWhatCannotBeToldApartIsNoChange() {
    let found = OrderAgreement(scores([1, 2, 5], smallest: 2), scores([11, 10, 12]))
    // Two of three pairs stand alike: tau is (2 - 1) / 3.
    #expect(abs((found.tau ?? 0) - 1.0 / 3) < 1e-12)
    #expect(found.words.hasPrefix("what differs clearly keeps its order: 2 of 3 pairs"))
}

@Test func aSwapOfWhatDiffersClearlyIsAChange() {
    let found = OrderAgreement(scores([1, 2, 5], smallest: 2), scores([1, 9, 5]))
    #expect(found.words.hasPrefix("the order changes: 2 of 3 pairs"))
    #expect(OrderAgreement(scores([1, 2]), scores([2, 1])).tau == -1)
}

@Test func pairsOfTwoTargetsAreCountedTogether() {
    let one = OrderAgreement(scores([1, 2, 5], smallest: 2), scores([1, 9, 5]))
    let both = one + OrderAgreement(scores([1, 2]), scores([1, 3]))
    #expect((both.pairs, both.kept) == (4, 3))
    #expect((both.clearPairs, both.clearKept) == (2, 1))
}

@Test func cellsWithoutAValueAndEqualValuesMakeNoPair() {
    #expect(OrderAgreement(scores([1, nil]), scores([2, 3])).tau == nil)
    #expect(OrderAgreement(scores([1, 1]), scores([2, 3])).pairs == 0)
    #expect(OrderAgreement(scores([1, .infinity]), scores([2, 3])).pairs == 0)
    #expect(OrderAgreement(scores([]), scores([])).words == "no two cells to put in order")
}

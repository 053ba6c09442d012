// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct SelfBLEUTests {
    @Test(arguments: SelfBLEU.orders)
    func equalsTheReferenceOnEverySetAndOrder(order: Int) throws {
        for set in try Reference.lexicalSets() {
            let found = try SelfBLEU(order: order).measure(AnswerSet(set.texts))
            #expect(isClose(found.value, set.selfBLEU[order - 1]), "\(set.name)")
            #expect(found.n == set.texts.count)
        }
    }

    @Test(arguments: SelfBLEU.orders)
    func equalsTheReferenceForEachText(order: Int) throws {
        for set in try Reference.lexicalSets() {
            let found = try SelfBLEU(order: order).scores(of: AnswerSet(set.texts))
            for (index, expected) in set.selfBLEUPerText[order - 1].enumerated() {
                #expect(isClose(try #require(found[index]), expected), "\(set.name) \(index)")
            }
        }
    }

    @Test func clipsByTheOtherTextsAlone() throws {
        // "a a b": the other text has a once, b once, so 2 of 3 words match; "a b c": 2 of 3.
        let found = try SelfBLEU(order: 1).measure(AnswerSet(["a a b", "a b c"]))
        #expect(isClose(found.value, 2.0 / 3.0, within: 1e-15))
    }

    @Test func identicalTextsScoreOneAndDisjointOnesZero() throws {
        let same = try SelfBLEU().measure(AnswerSet(["a b c d e", "a b c d e", "a b c d e"]))
        #expect(isClose(same.value, 1, within: 1e-15))
        let other = try SelfBLEU().measure(AnswerSet(["a b c d e", "f g h i"]))
        #expect(other.value == 0)
    }

    @Test func theShorterOfTwoEquallyCloseLengthsIsTheReference() throws {
        // Lengths 2, 4 and 6: for the 4 words the references of 2 and 6 are equally close; 2 is
        // shorter, so no penalty: 1 of 4 words matches. The others are nearest to 4.
        let texts = ["a x", "a b c d", "e f g h i j"]
        let scores = try SelfBLEU(order: 1).scores(of: AnswerSet(texts))
        #expect(isClose(try #require(scores[1]), 0.25, within: 1e-15))
    }

    @Test func emptyAnswersAreLeftOutAndCounted() throws {
        let found = try SelfBLEU().measure(AnswerSet(["a b c d", "", " \n", "a b c d"]))
        #expect(found.value == 1)
        #expect(found.n == 2)
        #expect(found.leftOut == 2)
    }

    @Test(arguments: [[], ["alone"], ["alone", ""]])
    func fewerThanTwoAnswersAreNoData(texts: [String]) throws {
        let error = #expect(throws: MetricError.self) {
            try SelfBLEU().measure(AnswerSet(texts))
        }
        #expect(error?.code == .noData)
    }

    @Test(arguments: [0, 6])
    func anOrderOutsideOneToFiveIsRefused(order: Int) {
        let error = #expect(throws: MetricError.self) { try SelfBLEU(order: order) }
        #expect(error?.code == .badSetting)
    }

    @Test func aSubsetEqualsTheSameTextsAlone() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let rows = Array(stride(from: 0, to: texts.count, by: 3))
        let whole = try SelfBLEU().prepare(AnswerSet(texts)).value(rows)
        let alone = try SelfBLEU().measure(AnswerSet(rows.map { texts[$0] })).value
        #expect(isClose(whole, alone, within: 1e-14))
    }
}

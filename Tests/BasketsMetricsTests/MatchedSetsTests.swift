// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation
import Testing

@Suite struct MatchedSetsTests {
    @Test func pairedSetsKeepTheirQuestionsAndShareTheirLengths() throws {
        let matched = try MatchedSets(pairedRows: [
            ["a b c d", "e f", "g"], ["h", "i j\nk", "l m n o p"],
        ])
        // Lengths 4, 2, 1 and 5, 3, 1: cut to 4, 2, 1, the longest to the longest.
        #expect(matched.sets[0].texts == ["a b c d", "e f", "g"])
        #expect(matched.sets[1].texts == ["h", "i j", "l m n o"])
        #expect(matched.n == 3)
        #expect(matched.words == 7)
        #expect(matched.cutWords == [0, 2])
        #expect(matched.droppedAnswers == [0, 0])
    }

    @Test func aQuestionWithoutAnAnswerLeavesAllSets() throws {
        let matched = try MatchedSets(pairedRows: [["a b", " ", "c"], ["d", "e", "f g"]])
        #expect(matched.sets.map(\.texts) == [["a b", "c"], ["d", "f g"]])
        #expect(matched.droppedAnswers == [1, 1])
        #expect(matched.cutWords == [0, 0])
    }

    @Test func unpairedSetsAreDrawnToEqualNumbers() throws {
        let large = (0..<50).map { "w\($0) x y" }
        let small = (0..<20).map { "v\($0) x y z" }
        let matched = try MatchedSets(drawingFrom: [large, small], seed: 1)
        #expect(matched.n == 20)
        #expect(matched.sets.map(\.count) == [20, 20])
        #expect(Set(matched.sets[0].texts).isSubset(of: large))
        #expect(Set(matched.sets[0].texts).count == 20)
        #expect(matched.droppedAnswers == [30, 0])
        #expect(matched.cutWords == [0, 20])
    }

    @Test func theOrderOfTheInputHasNoSayInWhatIsDrawn() throws {
        let large = (0..<50).map { "w\($0) x" }
        let small = (0..<5).map { "v\($0) x" }
        let forward = try MatchedSets(drawingFrom: [large, small], seed: 3)
        let backward = try MatchedSets(drawingFrom: [large.reversed(), small], seed: 3)
        let other = try MatchedSets(drawingFrom: [large, small], seed: 4)
        #expect(Set(forward.sets[0].texts) == Set(backward.sets[0].texts))
        #expect(Set(forward.sets[0].texts) != Set(other.sets[0].texts))
    }

    @Test func aDifferenceOfMatchedSetsLeavesTheSameQuestionsOut() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let matched = try MatchedSets(pairedRows: [texts, texts.reversed()])
        let measures = try matched.sets.map { try DistinctN(n: 2).prepare($0) }
        let found = try Jackknife(seed: 1).difference(of: measures[0], and: measures[1])
        // The same answers in another order, cut alike: no difference but by the cuts.
        #expect(found.n == texts.count)
        #expect(found.interval.lower < 0 && 0 < found.interval.upper)
    }

    @Test func aComparisonHasBothNumbersAndTheDifference() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let doubled = texts.map { $0 + " " + $0 }
        let jackknife = Jackknife(seed: 1, subsets: 40)
        let metric = try DistinctN(n: 1)
        let matched = try MatchedSets(pairedRows: [texts, doubled])
        let found = try matched.compare(metric, interval: jackknife)
        // Cut to equal lengths, the doubled answers are the others again.
        #expect(found.matched[0].value == found.matched[1].value)
        #expect(found.differences == [nil, nil])
        #expect(try #require(found.unmatched[0]).value == found.matched[0].value)
        #expect(try #require(found.unmatched[1]).value < found.matched[1].value)
    }

    @Test func unpairedSetsAreComparedAsIndependent() throws {
        let sets = try Reference.lexicalSets()
        let matched = try MatchedSets(drawingFrom: [sets[1].texts, sets[2].texts], seed: 1)
        let found = try matched.compare(
            try DistinctN(n: 1), interval: Jackknife(seed: 1, subsets: 40))
        let difference = try #require(found.differences[1])
        #expect(difference.estimate == found.matched[1].value - found.matched[0].value)
        let ranges = try found.matched.map { try #require($0.interval).upper - $0.value }
        let width = difference.interval.upper - difference.estimate
        // Squared widths of independent sets add up.
        #expect(isClose(width * width, ranges[0] * ranges[0] + ranges[1] * ranges[1]))
    }

    @Test func everyWorldEndsWithEqualLengths() throws {
        let sets = try Reference.lexicalSets().map(\.texts)
        for first in sets {
            for second in sets {
                let matched = try MatchedSets(drawingFrom: [first, second], seed: 0)
                let lengths = matched.sets.map { set in
                    (0..<set.count).map { set.tokens.length(of: $0) }.sorted()
                }
                #expect(lengths[0] == lengths[1])
                #expect(lengths[0].reduce(0, +) == matched.words)
            }
        }
    }

    @Test func aSetWithoutWordsCannotBeMatched() {
        for texts in [[], [["a"], [""]], [[], []]] as [[[String]]] {
            let paired = #expect(throws: MetricError.self) { try MatchedSets(pairedRows: texts) }
            let drawn = #expect(throws: MetricError.self) {
                try MatchedSets(drawingFrom: texts, seed: 0)
            }
            #expect(paired?.code == .noData && drawn?.code == .noData)
        }
        let uneven = #expect(throws: MetricError.self) {
            try MatchedSets(pairedRows: [["a"], ["a", "b"]])
        }
        #expect(uneven?.code == .badSetting)
    }
}

@Suite struct WithinQuestionTests {
    @Test func takesTheMeasureOfEachQuestionAlone() throws {
        // Question q: "a b", "a b" has 2 of 4 different; r: 4 of 4; s has one answer: left out.
        let answers = AnswerSet(["a b", "c d", "a b", "e f", "g", ""])
        let measure = try DistinctN(n: 1).prepare(answers)
            .withinQuestions(["q", "r", "q", "r", "s", "s"])
        #expect(measure.rows.count == 2)
        #expect(measure.leftOut == 1)
        #expect(try measure.value(measure.rows) == 0.75)
    }

    @Test func hasAnIntervalOverQuestions() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let measure = try SelfBLEU(order: 1).prepare(AnswerSet(texts))
            .withinQuestions(texts.indices.map { "\($0 / 4)" }, least: 4)
        #expect(measure.rows.count == 15)
        let value = try measure.value(measure.rows)
        #expect(try Jackknife(seed: 1).spread(of: measure, around: value).standardError > 0)
    }

    @Test func rowsNeedTheirQuestions() {
        let error = #expect(throws: MetricError.self) {
            try DistinctN(n: 1).prepare(AnswerSet(["a", "b"])).withinQuestions(["q"])
        }
        #expect(error?.code == .badSetting)
    }
}

@Suite struct HeapsSpreadTests {
    @Test func theTwoGoTogetherAndTheFitLiesInside() throws {
        let answers = AnswerSet(try Reference.lexicalSets()[2].texts)
        let found = try HeapsSpread(answers, jackknife: Jackknife(seed: 1, subsets: 40))
        #expect(found.correlation < -0.5)
        #expect(found.k.lower < found.fit.k && found.fit.k < found.k.upper)
        #expect(found.beta.lower < found.fit.beta && found.fit.beta < found.beta.upper)
        #expect(found.contains(k: found.fit.k, beta: found.fit.beta))
        // Both up at once goes against the correlation; each alone would still be inside.
        #expect(!found.contains(k: found.k.upper, beta: found.beta.upper))
    }

    @Test func itsIntervalOfBetaIsTheMetricsOwn() throws {
        let answers = AnswerSet(try Reference.lexicalSets()[2].texts)
        let jackknife = Jackknife(seed: 5, subsets: 10)
        let found = try HeapsSpread(answers, jackknife: jackknife)
        let metric = try HeapsLaw(.beta).measure(answers, interval: jackknife)
        #expect(metric.interval == found.beta)
        #expect(metric.value == found.fit.beta)
    }

    /// Four subsets of three of four rows: the variance is (4 - 1) / 1 times theirs.
    @Test func itIsMadeFromSubsetsThatAreStored() throws {
        let subsets = zip([1.0, 2, 4, 8], [0.9, 0.8, 0.7, 0.6]).map { HeapsFit(k: $0, beta: $1) }
        let found = try #require(
            HeapsSpread(HeapsFit(k: 3, beta: 0.75), subsets: subsets, rows: 4, deleted: 1))
        // log k in steps of log 2 and beta in steps of -0.1: variances 5/3 of the squared step.
        #expect(isClose(found.logKError, (3 * 5.0 / 3).squareRoot() * log(2), within: 1e-12))
        #expect(isClose(found.betaError, (3 * 5.0 / 3).squareRoot() * 0.1, within: 1e-12))
        #expect(isClose(found.correlation, -1, within: 1e-12))
        #expect(
            HeapsSpread(HeapsFit(k: 3, beta: 0.75), subsets: [subsets[0]], rows: 4, deleted: 1)
                == nil)
    }

    @Test func theOutlineIsTheEdgeOfTheRegion() throws {
        let answers = AnswerSet(try Reference.lexicalSets()[2].texts)
        let found = try HeapsSpread(answers, jackknife: Jackknife(seed: 1, subsets: 40))
        for point in found.outline() {
            func isInside(_ share: Double) -> Bool {
                found.contains(
                    k: found.fit.k * pow(point.k / found.fit.k, share),
                    beta: found.fit.beta + share * (point.beta - found.fit.beta))
            }
            #expect(isInside(0.999) && !isInside(1.001))
        }
    }
}

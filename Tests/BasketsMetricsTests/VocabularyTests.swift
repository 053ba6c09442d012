// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct VocabularyTests {
    struct Curve: Decodable {
        let points: [[Double]]
        let k: Double
        let beta: Double
    }

    @Test func theFitEqualsTheReference() throws {
        for curve in try Reference.load("growth", as: [Curve].self) {
            let points = curve.points.map {
                HeapsFit.Point(words: Int($0[0]), vocabulary: $0[1])
            }
            let fit = try HeapsFit(points)
            // The reference stops a little before the least error; 1e-7 is its own doubt.
            #expect(agree(fit.beta, curve.beta, relative: 1e-7))
            #expect(agree(fit.k, curve.k, relative: 1e-6))
        }
    }

    @Test func anExactCurveIsFoundExactly() throws {
        let points = (1...30).map { step in
            HeapsFit.Point(words: step * step, vocabulary: 3 * Double(step))
        }
        let fit = try HeapsFit(points)  // V = 3 N^0.5
        #expect(isClose(fit.k, 3, within: 1e-12))
        #expect(isClose(fit.beta, 0.5, within: 1e-13))
    }

    @Test func newWordsOnlyGrowLinearly() throws {
        let words = (0..<60).map { "w\($0)" }.joined(separator: " ")
        let answers = AnswerSet([words])
        #expect(isClose(try HeapsLaw(.beta).measure(answers).value, 1, within: 1e-12))
        #expect(isClose(try HeapsLaw(.k).measure(answers).value, 1, within: 1e-12))
        #expect(try VocabularyGrowth(at: 40).measure(answers).value == 40)
    }

    @Test func oneWordNeverGrows() throws {
        let answers = AnswerSet(Array(repeating: "again again again", count: 10))
        #expect(isClose(try HeapsLaw(.beta).measure(answers).value, 0, within: 1e-12))
        #expect(isClose(try HeapsLaw(.k).measure(answers).value, 1, within: 1e-12))
        #expect(try VocabularyGrowth(at: 20).measure(answers).value == 1)
    }

    @Test func theMeanIsOverOrders() throws {
        // First 3 words: "a a a" gives 1, "b c d" gives 3; over many orders about 2.
        let growth = VocabularyGrowth(at: 3, orders: 2_000)
        let found = try growth.measure(AnswerSet(["a a a", "b c d"])).value
        #expect(isClose(found, 2, within: 0.05))
    }

    @Test func theOrderOfTheAnswersHasNoSay() throws {
        let texts = try Reference.lexicalSets()[1].texts
        let growth = VocabularyGrowth(at: 50)
        let forward = try growth.measure(AnswerSet(texts)).value
        #expect(try growth.measure(AnswerSet(texts.reversed())).value == forward)
    }

    @Test func aSubsetEqualsTheSameTextsAlone() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let rows = Array(stride(from: 1, to: texts.count, by: 2))
        for metric in [HeapsLaw(.k), HeapsLaw(.beta)] {
            let within = try metric.prepare(AnswerSet(texts)).value(rows)
            let alone = try metric.measure(AnswerSet(rows.map { texts[$0] })).value
            #expect(isClose(within, alone, within: 1e-12))
        }
    }

    @Test(arguments: [(7, 2), (8, 2), (10, 5), (39, 10), (40, 20), (2, 1), (100, 50), (2999, 1000)])
    func theDefaultSizeIsRoundAndReached(words: Int, size: Int) throws {
        let text = Array(repeating: "x", count: words).joined(separator: " ")
        #expect(VocabularyGrowth.sharedSize(of: [AnswerSet([text])]) == size)
        let found = try VocabularyGrowth().measure(AnswerSet([text]))
        #expect(found.note == "N = \(size) words.")
    }

    @Test func theSharedSizeIsThatOfTheSmallestSet() {
        let sets = ["a b c d", "a b c d e f g h i j k l"].map { AnswerSet([$0]) }
        #expect(VocabularyGrowth.sharedSize(of: sets) == 2)
        #expect(VocabularyGrowth.sharedSize(of: sets + [AnswerSet([""])]) == nil)
    }

    @Test func tooFewWordsAreNoData() {
        let answers = AnswerSet(["a b c", ""])
        for attempt in [
            { try VocabularyGrowth(at: 4).measure(answers) }, { try HeapsLaw(.k).measure(answers) },
            { try VocabularyGrowth().measure(AnswerSet(["a"])) },
        ] as [() throws -> MetricValue] {
            let error = #expect(throws: MetricError.self) { _ = try attempt() }
            #expect(error?.code == .noData)
        }
    }

    @Test func theCurveComesWithTheFit() throws {
        let answers = AnswerSet(try Reference.lexicalSets()[2].texts)
        let fit = try HeapsFit(answers)
        #expect(fit.points.count == HeapsLaw.points)
        #expect(
            fit.points.last?.words
                == (0..<answers.count).reduce(0) { $0 + answers.tokens.length(of: $1) })
        #expect(
            zip(fit.points, fit.points.dropFirst()).allSatisfy { $0.vocabulary <= $1.vocabulary })
    }
}

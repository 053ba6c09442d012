// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Testing

@Suite struct TopicModelTests {
    struct Corpus: Decodable, Sendable {
        let topics: Int
        let vocabulary: Int
        let texts: [[Int32]]
        let heldOut: [[Int32]]
        /// Natural log-probability of a held-out word by the model that the texts were drawn from.
        let truth: Double
        /// By scikit-learn's variational models, five starts.
        let scikitLearn: [Double]
    }

    private func model(_ corpus: Corpus, seed: UInt64) -> TopicModel {
        TopicModel(
            corpus.texts, vocabularySize: corpus.vocabulary,
            settings: TopicModel.Settings(topics: corpus.topics), seed: seed)
    }

    @Test func heldOutTextsAreExpectedAsWellAsByTheReference() throws {
        for corpus in try Reference.load("topics", as: [Corpus].self) {
            let ours = (0..<5).compactMap {
                model(corpus, seed: $0).heldOutLogProbability(of: corpus.heldOut)
            }
            let mean = ours.reduce(0, +) / 5
            let theirs = corpus.scikitLearn.reduce(0, +) / 5
            // Nats a word: a hundredth of a word's doubt at most is lost, if any.
            #expect(mean >= theirs - 0.01, "\(corpus.topics) topics: \(mean), theirs \(theirs)")
            // The model that made the texts is the best there is, but for the luck of 60 texts.
            #expect(mean < corpus.truth + 0.01)
        }
    }

    @Test func theSameSeedGivesTheSameModel() throws {
        let corpus = try Reference.load("topics", as: [Corpus].self)[0]
        #expect(model(corpus, seed: 3).shares == model(corpus, seed: 3).shares)
        #expect(model(corpus, seed: 3).shares != model(corpus, seed: 4).shares)
    }

    @Test func sharesAndProbabilitiesSumToOne() throws {
        let corpus = try Reference.load("topics", as: [Corpus].self)[0]
        let found = TopicModel(
            corpus.texts + [[]], vocabularySize: corpus.vocabulary,
            settings: TopicModel.Settings(topics: 3, sweeps: 6), seed: 1)
        for shares in found.shares.dropLast() + found.words {
            #expect(isClose(shares.reduce(0, +), 1, within: 1e-12))
            #expect(shares.allSatisfy { $0 >= 0 })
        }
        #expect(found.shares.last == [])
        #expect(found.heldOutLogProbability(of: [[], [1]]) == nil)
    }
}

@Suite struct PooledTopicsTests {
    /// Texts of six words about one of two things, which have 16 words each and share none.
    static func texts(_ kinds: [String], _ count: Int) -> [String] {
        (0..<count).map { text in
            let kind = kinds[text % kinds.count]
            return (0..<6).map { place in
                let step = [0, 1, 3, 7, 12, 10][place]
                let letter = Unicode.Scalar(UInt8(97 + (text * 5 + step) % 16))
                return "\(kind)\(letter)"
            }.joined(separator: " ")
        }
    }

    private func pooled(_ sets: [[String]], topics: Int = 2) throws -> PooledTopics {
        try PooledTopics(sets, settings: .init(topics: topics, sweeps: 60, seed: 5))
    }

    @Test func oneThingHasNoEntropyAndTwoThingsHaveOneBit() throws {
        let found = try pooled([Self.texts(["sea"], 40), Self.texts(["sea", "kitchen"], 40)])
        #expect(try found.value(.entropy, of: 0).value < 0.05)
        #expect(isClose(try found.value(.entropy, of: 1).value, 1, within: 0.02))
    }

    @Test func coverageAsksForTheReferencesTopicsAlone() throws {
        let sets = [Self.texts(["sea"], 40), Self.texts(["sea", "kitchen"], 40)]
        let found = try pooled(sets)
        // The first set has half of the second's topics; the second has all of the first's.
        #expect(isClose(try found.value(.coverage, of: 0, against: 1).value, 0.5, within: 0.02))
        #expect(isClose(try found.value(.coverage, of: 1, against: 0).value, 1, within: 0.02))
        #expect(isClose(try found.value(.overlap, of: 0, against: 1).value, 0.5, within: 0.02))
        let sources = sourcePair(sets[0], sets[1], isPaired: false)
        let pair = try found.coverage(sources, reference: 1, interval: nil)
        #expect(pair.first == 0 && pair.second == 1 && pair.null == nil)
        #expect(isClose(pair.value.value, 0.5, within: 0.02))
        let reversed = try found.coverage(sources, reference: 0, interval: nil)
        #expect(reversed.first == 1 && reversed.second == 0)
        #expect(isClose(reversed.value.value, 1, within: 0.02))
        let other = try found.value(.overlap, of: 1, against: 0)
        #expect(try found.value(.overlap, of: 0, against: 1).value == other.value)
    }

    /// The same texts lose the same rows and stay the same: beside a reference that is given, each
    /// subset would differ from it.
    @Test func rowsToTheSameQuestionsAreLeftOutTogether() throws {
        let texts = Self.texts(["sea", "kitchen"], 30)
        let found = try pooled([texts, texts, Array(texts.prefix(20))])
        let together = found.measure(.overlap, of: 0, against: 1)
        #expect(together.rows.count == 20)
        let half = Array(together.rows.prefix(5))
        let kept = Set(half)
        let shared = found.rows[1].filter(kept.contains)
        try #require(shared.count == 5)
        #expect(isClose(try together.value(half), 1, within: 0.05))
        let given = found.measure(.overlap, of: 2, against: 0)
        #expect(try given.value([0]) < 0.8)
    }

    @Test func theSameTextsOverlapWholly() throws {
        let texts = Self.texts(["sea", "kitchen"], 30)
        let found = try pooled([texts, texts], topics: 3)
        #expect(try found.value(.overlap, of: 0, against: 1).value > 0.95)
    }

    @Test func theOrderOfTheTextsDoesNotMatter() throws {
        let sets = [Self.texts(["sea"], 25), Self.texts(["kitchen", "sea"], 25)]
        let forward = try pooled(sets)
        let backward = try pooled(sets.map { $0.reversed() })
        for measure in TopicMeasure.allCases {
            let one = try forward.value(measure, of: 1, against: 0).value
            #expect(isClose(one, try backward.value(measure, of: 1, against: 0).value))
        }
    }

    @Test func ofALargerSetAnEqualShareIsDrawn() throws {
        let found = try pooled([
            Self.texts(["sea"], 50) + ["", "7 + 5 = 12"], Self.texts(["sea"], 20),
        ])
        #expect(found.rows.map(\.count) == [20, 20])
        #expect(found.leftOut == [32, 0])
        let value = try found.value(.entropy, of: 0, interval: Jackknife(seed: 1, subsets: 20))
        #expect(value.n == 20 && value.leftOut == 32)
        #expect(try #require(value.interval).upper > value.value)
        #expect(value.note?.hasPrefix("2 topics; ") == true)
    }

    @Test func noWordsAreNoData() {
        let pools: [[[String]]] = [
            [], [[]], [["", "1 2"], ["a b"]], [["word here"], ["other text"]],
        ]
        for sets in pools {
            let error = #expect(throws: MetricError.self) { try self.pooled(sets) }
            #expect(error?.code == .noData)
        }
    }

    @Test func wordsAreLettersAndScriptsWithoutSpacesAreCutToo() {
        #expect(
            TopicWords.words(of: "The Sea's 7 naïve shells, x2! 🙂 海浪。 ひま")
                == ["the", "sea", "naïve", "shells", "海", "浪", "ひ", "ま"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import BasketsCore
@testable import BasketsMetrics
import Foundation
import Testing

/// What must hold for the measures of sets that are not those of one set of answers, and for copies.
@Suite struct SetPropertyTests {
    private func value(_ name: String, _ texts: [String]) -> Double? {
        try? MetricCatalog.measure(name, of: texts).value
    }

    // MARK: Copies

    /// With the copy all words of both texts are under a repeated phrase.
    @Test(arguments: LongRepetition.orders)
    func aCopyNeverLowersLongRepetition(order: Int) throws {
        for texts in try PropertyTests.worlds() {
            let name = "long-repetition-\(order)"
            guard let before = value(name, texts) else { continue }
            for text in texts {
                #expect(try #require(value(name, texts + [text])) >= before - 1e-12)
            }
        }
    }

    /// Means over answers know nothing of how often an answer is there.
    @Test(arguments: [
        "self-bleu-within", "words-per-answer", "sentences-per-answer", "words-per-sentence",
        "markdown-share", "list-share",
    ])
    func doublingASetLeavesMeansOverAnswersUnchanged(name: String) throws {
        for texts in try PropertyTests.worlds() {
            guard let before = value(name, texts) else { continue }
            #expect(isClose(try #require(value(name, texts + texts)), before, within: 1e-12))
        }
    }

    @Test func doublingASetHalvesItsDistinctOpenings() throws {
        for texts in try PropertyTests.worlds() {
            guard let before = value("distinct-openings", texts) else { continue }
            let after = try #require(value("distinct-openings", texts + texts))
            #expect(isClose(after, before / 2, within: 1e-12))
        }
    }

    @Test func copiesCompressBetterThanWhatIsDisjoint() throws {
        let copies = Array(repeating: "a b c d e f g h", count: 6)
        let apart = (0..<6).map { text in (0..<8).map { "\(text)\($0)" }.joined(separator: " ") }
        let found = try [copies, apart].map { try #require(value("compression-ratio", $0)) }
        #expect(found[0] > found[1])
    }

    /// Both twins are at distance 0, and no other's nearest neighbour comes to lie farther.
    @Test func aTwinNeverRaisesTheDistanceToTheNearestNeighbour() throws {
        for vectors in try OtherInputPropertyTests.vectorWorlds() where vectors.count > 1 {
            let metric = NearestNeighbourDistance()
            let before = try metric.measure(VectorSet(vectors)).value
            for vector in vectors.prefix(10) {
                #expect(try metric.measure(VectorSet(vectors + [vector])).value <= before + 1e-9)
            }
        }
    }

    // MARK: Within questions

    @Test(arguments: ["self-bleu", "distinct-2"])
    func withinQuestionsTheOrderDoesNotMatterAndBoundsHold(name: String) throws {
        let metric = try #require(try MetricCatalog.metric(named: name) as? any AnswerSetMetric)
        for texts in try PropertyTests.worlds() where texts.count > 3 {
            let questions = texts.indices.map { "q\($0 % 2)" }
            let forward = try metric.prepare(AnswerSet(texts)).withinQuestions(questions)
            let backward = try metric.prepare(AnswerSet(texts.reversed()))
                .withinQuestions(questions.reversed())
            guard let found = try? forward.value(forward.rows) else { continue }
            #expect(isClose(found, try backward.value(backward.rows), within: 1e-12))
            #expect((metric.info.lowest...metric.info.highest).contains(found))
        }
    }

    // MARK: Two sets

    static let pairs = [
        (["a b c d", "e f g", "a b x"], ["a b c d", "p q r", "s t u"]),
        (["你好。再见。", "👍 🙂 👍"], ["你好。再见。", "一 二 三"]),
        (["one two three four"], ["one two three four"]),
        (["one two three"], ["four five six"]),
    ]

    @Test(arguments: pairs)
    func divergencesOfWordsHaveBoundsAndNoOrder(first: [String], second: [String]) throws {
        func found(_ one: [String], _ two: [String]) throws -> [Double] {
            let divergence = try TokenDivergence(
                sourcePair(one, two), interval: nil, nullDraws: 0)
            return [divergence.ofFirst, divergence.ofSecond, divergence.jensenShannon]
                .map(\.value.value)
        }
        let plain = try found(first, second)
        let turned = try found(second, first)
        #expect(isClose(plain[0], turned[1], within: 1e-12))
        #expect(isClose(plain[2], turned[2], within: 1e-12))
        #expect(plain[0] >= 0 && plain[1] >= 0 && (0...1).contains(plain[2]))
        let backward = try found(first.reversed(), second.reversed())
        for (one, other) in zip(plain, backward) { #expect(isClose(one, other, within: 1e-12)) }
        // Nothing is added to the counts of Jensen-Shannon: doubling both changes none of it.
        let doubled = try found(first + first, second + second)
        #expect(isClose(doubled[2], plain[2], within: 1e-12))
        let alone = try TokenDivergence.jensenShannon(
            sourcePair(first, second), interval: nil, nullDraws: 0)
        #expect(alone.value.value == plain[2])
    }

    @Test(arguments: pairs)
    func nearCopiesHaveBoundsAndNoOrderAndACopyAddsToThem(
        first: [String], second: [String]
    ) throws {
        func found(_ one: [String], _ two: [String]) throws -> Double {
            try NearCopies.overlap(sourcePair(one, two), interval: nil).value.value
        }
        let plain = try found(first, second)
        #expect((0...1).contains(plain))
        #expect(try found(second, first) == plain)
        #expect(try found(first.reversed(), second.reversed()) == plain)
        for text in first where WhitespaceWords.count(of: text) > 2 {
            #expect(try found(first, second + [text]) >= plain)
        }
    }

    @Test func mauveHasBoundsAndNoOrderAndIsOneForTheSameSet() throws {
        let mauve = Mauve(clusters: 3, seeds: 2, seed: 5)
        func found(_ one: [[Float]], _ two: [[Float]]) throws -> Double {
            try mauve.measure(VectorSet(one), against: VectorSet(two)).value
        }
        for vectors in try OtherInputPropertyTests.vectorWorlds() where vectors.count > 3 {
            let half = vectors.count / 2
            let (first, second) = (Array(vectors[..<half]), Array(vectors[half..<2 * half]))
            let plain = try found(first, second)
            #expect(plain > 0 && plain <= 1 + 1e-12)
            #expect(try found(first.reversed(), second.reversed()) == plain)
            #expect(isClose(try found(second, first), plain, within: 1e-9))
            #expect(isClose(try found(vectors, vectors), 1, within: 1e-9))
        }
    }

    @Test func topicsHaveBounds() throws {
        let sets = [
            ["the robin and the heron", "a comet near a planet", "a robin saw a comet"],
            ["the heron and a planet", "the robin near the heron", "a comet, a planet"],
        ]
        let topics = try PooledTopics(sets, settings: .init(topics: 3, models: 2, seed: 1))
        for set in 0..<2 {
            let entropy = try topics.value(.entropy, of: set).value
            #expect(entropy >= 0 && entropy <= log2(3) + 1e-12)
            for measure in [TopicMeasure.coverage, .overlap] {
                let found = try topics.value(measure, of: set, against: 1 - set).value
                #expect((0...1).contains(found))
            }
        }
        let overlaps = try (0..<2).map { try topics.value(.overlap, of: $0, against: 1 - $0).value }
        #expect(isClose(overlaps[0], overlaps[1], within: 1e-12))
    }

    // MARK: Others

    @Test(arguments: ChoiceAccuracy.Rule.allCases)
    func accuraciesHaveBoundsAndNoOrderAndDoublingChangesNone(rule: ChoiceAccuracy.Rule) throws {
        var random = KeyedRandom(9, "choices")
        let rows = (0..<9).map { _ in
            ScoredChoices(
                logProbabilities: (0..<4).map { _ in -9 * random.uniform() },
                bytes: (0..<4).map { _ in 1 + random.below(9) }, answer: random.below(4))
        }
        let metric = ChoiceAccuracy(rule)
        let found = try metric.measure(rows).value
        #expect((0...1).contains(found))
        #expect(try metric.measure(rows.reversed()).value == found)
        #expect(isClose(try metric.measure(rows + rows).value, found, within: 1e-12))
    }

    @Test(arguments: PublishedDiversity.Pool.allCases)
    func publishedDiversityStaysInItsRange(pool: PublishedDiversity.Pool) throws {
        let metric = PublishedDiversity(pool)
        for texts in try PropertyTests.worlds() {
            guard let found = try? metric.measure(AnswerSet(texts)).value else { continue }
            #expect(found >= metric.info.lowest - 1e-9 && found <= metric.info.highest + 1e-9)
        }
    }
}

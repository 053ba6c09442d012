// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Foundation
import Testing

/// What must hold for every metric of answers, on small worlds of every kind.
@Suite struct PropertyTests {
    /// The published recipes are as they were, and depend on the order of the file.
    static let names = MetricCatalog.names(madeFrom: .answers)
        .filter { !$0.hasPrefix("published") }

    static func worlds() throws -> [[String]] {
        try Reference.lexicalSets().map(\.texts) + [
            ["A b c. D e f.", "A b c. D e f.", "G h. I j k l m n o."],
            ["🙂🙂 👍 🙂🙂 . 👍", "👍🏽 a", "🙂🙂 👍 🙂🙂"],
            ["你好。你好。", "你好。再见。", "一 二 三 四 五 六 七 八 九 十 一 二。"],
            ["one text alone. It has two sentences."],
            Array(repeating: "the same text again and again. And again!", count: 6),
        ]
    }

    func value(_ name: String, _ texts: [String]) -> Double? {
        try? MetricCatalog.measure(name, of: texts).value
    }

    @Test(arguments: names)
    func theOrderOfTheAnswersDoesNotMatter(name: String) throws {
        for texts in try Self.worlds() {
            guard let forward = value(name, texts) else { continue }
            let backward = try #require(value(name, texts.reversed()))
            #expect(isClose(forward, backward, within: 1e-12))
        }
    }

    @Test(arguments: names)
    func valuesStayInTheirStatedRange(name: String) throws {
        let info = try MetricCatalog.metric(named: name).info
        for texts in try Self.worlds() {
            guard let found = value(name, texts) else { continue }
            #expect(found >= info.lowest - 1e-12 && found <= info.highest + 1e-12)
            #expect(found.isFinite)
        }
    }

    @Test(arguments: names)
    func emptyAnswersChangeNothing(name: String) throws {
        for texts in try Self.worlds() {
            guard let plain = value(name, texts) else { continue }
            let padded = try #require(value(name, [""] + texts + [" \n", "\u{3000}"]))
            #expect(isClose(plain, padded, within: 1e-12))
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("distinct") })
    func aCopyNeverRaisesDistinctN(name: String) throws {
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            for text in texts {
                #expect(try #require(value(name, texts + [text])) <= before + 1e-15)
            }
        }
    }

    /// V / N at the full N is distinct-1; at a fixed N the share of different words of all copies
    /// together cannot be above that of the texts, whose copies bring no word.
    @Test func aCopyNeverRaisesTheVocabularyAtAFixedN() throws {
        for texts in try Self.worlds() {
            let words = texts.reduce(0) { $0 + WhitespaceWords.words(of: $1).count }
            let growth = VocabularyGrowth(at: words)
            let before = try growth.measure(AnswerSet(texts)).value
            for text in texts {
                #expect(try growth.measure(AnswerSet(texts + [text])).value <= before + 1e-12)
            }
        }
    }

    /// Four copies of six words, and four texts that share none.
    @Test(arguments: [
        ("self-bleu", 1, 0), ("self-bleu-1", 1, 0), ("distinct-1", 0.25, 1),
        ("distinct-2", 0.25, 1), ("long-repetition-4", 1, 0), ("ngram-entropy-1", 6, 24),
        ("ngram-entropy-2", 5, 20), ("distinct-openings", 0.25, 1),
    ])
    func identicalAndDisjointSetsHaveTheirDefinedValues(
        name: String, identical: Double, disjoint: Double
    ) throws {
        // An entropy is given as the number of equally frequent n-grams.
        let isEntropy = name.hasPrefix("ngram-entropy")
        let copies = Array(repeating: "a b c d e f", count: 4)
        let apart = (0..<4).map { text in (0..<6).map { "w\(text)-\($0)" }.joined(separator: " ") }
        for (texts, expected) in [(copies, identical), (apart, disjoint)] {
            let found = try #require(value(name, texts))
            #expect(isClose(isEntropy ? exp2(found) : found, expected, within: 1e-12))
        }
    }

    @Test(arguments: SelfBLEU.orders)
    func aCopyNeverLowersSelfBLEU(order: Int) throws {
        // Of answers that have an n-gram; shorter ones keep the smoothed value of the source.
        for texts in try Self.worlds() {
            let long = texts.filter { WhitespaceWords.words(of: $0).count >= order }
            let metric = try SelfBLEU(order: order)
            guard let before = try? metric.measure(AnswerSet(long)).value else { continue }
            for text in long {
                #expect(try metric.measure(AnswerSet(long + [text])).value >= before - 1e-12)
            }
        }
    }

    /// Measures that say how varied a set is, and not at a fixed number of words.
    static let varieties = names.filter { name in
        ["distinct", "self-bleu", "mtld", "mattr", "ngram-entropy", "long-repetition"].contains {
            name.hasPrefix($0)
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("ngram-entropy") })
    func doublingASetLeavesItsEntropyUnchanged(name: String) throws {
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            #expect(isClose(try #require(value(name, texts + texts)), before, within: 1e-12))
        }
    }

    @Test(arguments: varieties)
    func doublingASetMakesItNoMoreVaried(name: String) throws {
        let sign = try MetricCatalog.metric(named: name).info.higherMeans == .moreVaried ? 1.0 : -1
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            let after = try #require(value(name, texts + texts))
            #expect(sign * after <= sign * before + 1e-12)
        }
    }
}

/// What must hold for every metric that is not made from answers.
@Suite struct OtherInputPropertyTests {
    static let vectorMetrics = MetricCatalog.names(madeFrom: .vectors)

    static func vectorWorlds() throws -> [[[Float]]] {
        try Reference.load("semantic", as: [Reference.VectorCase].self).map(\.vectors) + [
            [[1, 2, 3]], Array(repeating: [0.5, -1], count: 5), [[1, 0], [0, 1], [-1, 0]],
        ]
    }

    private func value(_ name: String, _ vectors: [[Float]]) throws -> Double? {
        let metric = try #require(try MetricCatalog.metric(named: name) as? any VectorSetMetric)
        return try? metric.measure(VectorSet(vectors)).value
    }

    @Test(arguments: vectorMetrics)
    func vectorsHaveBoundsAndNoOrder(name: String) throws {
        let info = try MetricCatalog.metric(named: name).info
        for vectors in try Self.vectorWorlds() {
            guard let forward = try value(name, vectors) else {
                #expect(vectors.count == 1)
                continue
            }
            #expect(forward >= info.lowest && forward <= info.highest && forward.isFinite)
            let backward = try #require(try value(name, vectors.reversed()))
            #expect(isClose(forward, backward, within: 1e-9))
        }
    }

    @Test(arguments: vectorMetrics)
    func doublingASetOfVectorsMakesItNoMoreVaried(name: String) throws {
        for vectors in try Self.vectorWorlds() {
            guard let before = try value(name, vectors) else { continue }
            let after = try #require(try value(name, vectors + vectors))
            #expect(after <= before + 1e-9)
        }
    }

    @Test(arguments: MetricCatalog.names(madeFrom: .scoredTexts))
    func scoredTextsHaveBoundsAndNoOrder(name: String) throws {
        let info = try MetricCatalog.metric(named: name).info
        let metric = try #require(try MetricCatalog.metric(named: name) as? any ScoredTextMetric)
        let rows = (1...9).map {
            ScoredText(logProbability: -Double($0 * $0 % 7) - 0.5, tokens: $0, bytes: 4 * $0)
        }
        let forward = try metric.measure(rows).value
        #expect(forward >= info.lowest && forward <= info.highest)
        #expect(isClose(forward, try metric.measure(rows.reversed()).value, within: 1e-12))
        #expect(throws: MetricError.self) { try metric.measure([]) }
    }

    @Test(arguments: MetricCatalog.names(madeFrom: .distributions))
    func distributionsHaveBoundsAndNoOrder(name: String) throws {
        let info = try MetricCatalog.metric(named: name).info
        let metric = try #require(try MetricCatalog.metric(named: name) as? any DivergenceMetric)
        let rows = try (1...4).map { text in
            var counter = DivergenceCounter(rareBelow: 0.2)
            for place in 1...text {
                let p = Float(place) / Float(text + 1)
                try counter.add(
                    reference: [log(p), log(1 - p)], model: [log(0.75), log(0.25)])
            }
            return counter.row
        }
        let forward = try metric.measure(rows).value
        #expect(forward >= info.lowest && forward <= info.highest && forward.isFinite)
        #expect(isClose(forward, try metric.measure(rows.reversed()).value, within: 1e-12))
        #expect(throws: MetricError.self) { try metric.measure([]) }
    }
}

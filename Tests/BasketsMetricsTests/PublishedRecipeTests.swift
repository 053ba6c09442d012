// SPDX-License-Identifier: Apache-2.0

@testable import BasketsMetrics
import Testing

@Suite struct PublishedRecipeTests {
    struct Expected: Decodable {
        struct Line: Decodable {
            let text: String
            let tokens: [String]

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                text = try list.decode(String.self)
                tokens = try list.decode([String].self)
            }
        }
        let tokens: [Line]
        let sentences: [String]
        let scores: [Double]
        /// -1 for infinite.
        let losses: [Double]
        let trimmedMean: Double
        let kept: Int
    }

    let expected: Expected

    init() throws {
        expected = try Reference.load("published", as: Expected.self)
    }

    @Test func tokensEqualTheReference() {
        for line in expected.tokens {
            // By bytes, so that equal-looking forms of one letter differ.
            let found = Tokenizer13a.tokens(of: line.text)
            #expect(found.map { Array($0.utf8) } == line.tokens.map { Array($0.utf8) })
        }
    }

    @Test func sentenceScoresEqualTheReference() {
        let tokens = TokenizedTexts(words: expected.sentences.map(Tokenizer13a.tokens))
        let pool = BLEUPool(tokens, highestOrder: PublishedDiversity.order)
        let found = pool.scores(of: Array(expected.sentences.indices), by: .exponential)
        for (score, known) in zip(found, expected.scores) { #expect(isClose(100 * score, known)) }
    }

    @Test func poolsAreTheSentencesOfDrawnAnswers() throws {
        // Ended by full stops before a capital, the sentences of the reference come back.
        let sentences = expected.sentences
            .map { "X " + $0.filter { $0 != "." && $0 != "," } + "." }
        let answers = stride(from: 0, to: 30, by: 3)
            .map { sentences[$0..<$0 + 3].joined(separator: " ") }
        let tokens = TokenizedTexts(words: sentences.map(Tokenizer13a.tokens))
        let pool = BLEUPool(tokens, highestOrder: 3)
        let scores = pool.scores(of: Array(0..<30), by: .exponential)
        let across = try PublishedDiversity(.across).measure(AnswerSet(answers))
        #expect(isClose(across.value, 100 * (1 - scores.reduce(0, +) / 30)))
        let alone = pool.scores(of: [0, 1, 2], by: .exponential)
        let within = try PublishedDiversity(.within).measure(AnswerSet([answers[0], "No. Not."]))
        #expect(isClose(within.value, 100 * (1 - alone.reduce(0, +) / 3)))
        #expect(within.leftOut == 1)
    }

    @Test func perplexityIsTrimmedAsTheReference() throws {
        let rows = expected.losses.map {
            ScoredText(logProbability: $0 < 0 ? -.infinity : -$0, tokens: 1, bytes: 1)
        }
        let found = try PublishedPerplexity().measure(rows)
        #expect(isClose(found.value, expected.trimmedMean))
        #expect(found.note == "Published recipe: \(expected.kept) of 63 texts kept.")
    }

    @Test func onlyInfinitePerplexitiesAreNoData() {
        let error = #expect(throws: MetricError.self) {
            try PublishedPerplexity().measure(
                [ScoredText(logProbability: -.infinity, tokens: 1, bytes: 1)])
        }
        #expect(error?.code == .noData)
    }

    @Test func heapsReadsTheJoinedFileEveryThousandTokens() throws {
        // 2,400 tokens: "new0" to "new1199", each followed by "#old"; the mark is stripped, and
        // each answer's last word runs into the next one's first.
        let answers = (0..<1_200).map { "new\($0) #old " }
        let curve = PublishedHeaps.curve(of: answers)
        #expect(curve.map(\.words) == [1_000, 2_000])
        #expect(curve.map(\.vocabulary) == [501, 1_001])
        // "One" and "two" run into "new0": one word, where a separator would make three.
        #expect(PublishedHeaps.curve(of: ["One", "two"] + answers).first?.vocabulary == 501)
        let beta = try PublishedHeaps(.beta).measure(AnswerSet(answers)).value
        // Through both points: 501 = k 1000^beta, 1001 = k 2000^beta.
        #expect(isClose(beta, 0.9985597, within: 1e-6))
    }

    @Test(arguments: [
        (
            "Don't stop, well-known 3.5 end.",
            ["Don't", "stop", ",", "well-known", "3.5", "end", "."]
        ),
        ("1,000 a,b 'x' 5% --", ["1,000", "a", ",", "b", "'", "x", "'", "5", "%", "-", "-"]),
    ])
    func plainTokensSplitMarksOff(text: String, expected: [String]) {
        #expect(PlainTokens.tokens(of: text) == expected)
    }
}

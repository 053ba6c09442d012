// SPDX-License-Identifier: Apache-2.0

/// The published study's lexical diversity: 100 minus the mean sacreBLEU of each sentence of a pool
/// against all other sentences of it, n-grams of 1 to 3.
///
/// Unit: percent, in [0, 100]. Here for comparison with the published numbers only: the value
/// across answers depends on how many sentences the answers have.
/// Source: arXiv 2511.01490; sacreBLEU 2 with `max_ngram_order=3`, `effective_order`, tokenizer 13a.
/// Deviations: sentences by `SentenceSplitter`, not NLTK's trained model; answers are drawn by their
/// content and a seed, not by a random state that depends on the files read before.
public struct PublishedDiversity: AnswerSetMetric {
    public enum Pool: String, Sendable, CaseIterable {
        /// The sentences of one answer; mean over 500 drawn answers.
        case within = "published-intra-diversity"
        /// All sentences of 100 drawn answers.
        case across = "published-inter-diversity"

        /// Answers that are drawn.
        var drawn: Int { self == .within ? 500 : 100 }
    }

    public static let order = 3
    public let pool: Pool
    public let seed: UInt64

    public init(_ pool: Pool, seed: UInt64 = 42) {
        self.pool = pool
        self.seed = seed
    }

    public var info: MetricInfo {
        MetricInfo(
            name: pool.rawValue, version: "\(SentenceSplitter.version),13a,1", unit: "percent",
            range: 0...100, higherMeans: .moreVaried, input: .answers,
            meaning: pool == .within
                ? "How little the sentences of one answer share, as the published study counted."
                : "How little the sentences of 100 answers share, as the published study counted.",
            source: "arXiv 2511.01490; sacreBLEU.",
            deviation: "Sentences by a fixed rule, not NLTK's model; answers drawn by content.",
            emptyCase: "No answer of two sentences with four words: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer has two sentences of four words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let sentences = answers.texts.map(Self.sentences)
        let rows = sentences.indices.filter { sentences[$0].count > 1 }
        let drawn = draw(of: answers.texts, from: rows)
        let pools = drawn.map { sentences[$0] }
        let pool = pool
        let name = info.name
        return RowMeasure(
            rows: Array(drawn.indices), leftOut: answers.count - rows.count,
            note: "Published recipe: \(drawn.count) of \(rows.count) answers drawn."
        ) { rows throws(MetricError) in
            guard !rows.isEmpty else {
                throw .noData(name, needs: "an answer of two sentences", got: "none")
            }
            let chosen = rows.map { pools[$0] }
            switch pool {
            case .within: return mean(chosen.map(Self.diversity))
            case .across: return Self.diversity(of: chosen.flatMap { $0 })
            }
        }
    }

    private func draw(of texts: [String], from rows: [Int]) -> [Int] {
        let keys = contentKeys(of: texts, rows: rows, seed: seed, for: "published-diversity")
        return rows.indices.sorted { keys[$0] < keys[$1] }.prefix(pool.drawn).map { rows[$0] }
    }

    /// Sentences of at least four words, without the marks `#` and `*`, cut into tokens.
    private static func sentences(of answer: String) -> [[String]] {
        SentenceSplitter.sentences(of: answer)
            .map { $0.filter { $0 != "#" && $0 != "*" } }
            .filter { WhitespaceWords.words(of: $0).count >= 4 }
            .map(Tokenizer13a.tokens)
    }

    private static func diversity(of sentences: [[String]]) -> Double {
        let pool = BLEUPool(TokenizedTexts(words: sentences), highestOrder: order)
        let scores = pool.scores(of: Array(sentences.indices), by: .exponential)
        return 100 * (1 - mean(scores))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Self-BLEU within an answer: the mean BLEU of each sentence of an answer against the other
/// sentences of that answer, then the mean over answers.
///
/// Unit: fraction in [0, 1]; 1 means that each sentence is found in another of its answer.
/// Answers of fewer than two sentences have nothing to compare: left out and counted.
/// Source: as `SelfBLEU`; sentences by `SentenceSplitter`.
/// Deviation: the published recipe gives an answer of one sentence the value 1.
public struct SelfBLEUWithin: AnswerSetMetric {
    public let order: Int

    /// - Throws: `MetricError.badSetting` when the order is not in 1 to 5.
    public init(order: Int = SelfBLEU.defaultOrder) throws(MetricError) {
        guard SelfBLEU.orders.contains(order) else {
            throw .badSetting("self-bleu-within", "order \(order) is not one of 1 to 5.")
        }
        self.order = order
    }

    init(knownOrder: Int) { order = knownOrder }

    public var info: MetricInfo {
        MetricInfo(
            name: order == SelfBLEU.defaultOrder
                ? "self-bleu-within" : "self-bleu-within-\(order)",
            version: "\(SentenceSplitter.version),\(WhitespaceWords.version),method1,1",
            unit: "fraction", range: 0...1, higherMeans: .lessVaried, input: .answers,
            meaning: "How much of each sentence is found in other sentences of its answer, "
                + "n-grams of 1 to \(order).",
            source: "Zhu et al. 2018; NLTK sentence_bleu with smoothing method 1.",
            deviation: "Answers of one sentence are left out, not given the value 1.",
            emptyCase: "No answer with two sentences: no value.")
    }

    /// - Throws: `MetricError.noData` when no answer has two sentences.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let values = answers.texts.map { score(of: $0) }
        let rows = values.indices.filter { values[$0] != nil }
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            let found = rows.compactMap { values[$0] }
            guard !found.isEmpty else {
                throw .noData(name, needs: "an answer of two sentences", got: "none")
            }
            return mean(found)
        }
    }

    /// Self-BLEU of the sentences of one answer; nil for fewer than two sentences.
    public func score(of answer: String) -> Double? {
        let sentences = SentenceSplitter.sentences(of: answer)
        guard sentences.count > 1 else { return nil }
        let pool = BLEUPool(TokenizedTexts(sentences), highestOrder: order)
        return mean(pool.scores(of: Array(sentences.indices)))
    }
}

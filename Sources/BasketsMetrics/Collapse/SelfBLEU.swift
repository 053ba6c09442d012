// SPDX-License-Identifier: Apache-2.0

/// Self-BLEU across answers: the mean BLEU of each answer against all other answers of the set.
///
/// Unit: fraction in [0, 1]; 0 means that no two answers share a word, 1 that each answer is
/// found in another one. It grows with the number of answers and with their length: compare
/// matched sets only. Answers of fewer words than the order keep the smoothed value that the
/// source gives them, so identical short answers score below 1.
/// Source: Zhu et al. 2018 (Texygen); BLEU as NLTK's `sentence_bleu` with equal weights and
/// smoothing method 1, to which it is equal to 1e-9.
/// Empty answers are left out and counted.
public struct SelfBLEU: AnswerSetMetric {
    public static let defaultOrder = 4
    public static let orders = 1...5
    /// The highest n of the n-grams; all lower ones count equally.
    public let order: Int

    /// - Throws: `MetricError.badSetting` when the order is not in 1 to 5.
    public init(order: Int = SelfBLEU.defaultOrder) throws(MetricError) {
        guard Self.orders.contains(order) else {
            throw .badSetting("self-bleu", "order \(order) is not one of 1 to 5.")
        }
        self.order = order
    }

    init(knownOrder: Int) { order = knownOrder }

    public var info: MetricInfo {
        MetricInfo(
            name: order == Self.defaultOrder ? "self-bleu" : "self-bleu-\(order)",
            version: "\(WhitespaceWords.version),method1,1", unit: "fraction", range: 0...1,
            higherMeans: .lessVaried, input: .answers,
            meaning: "How much of each answer is found in other answers, n-grams of 1 to \(order).",
            source: "Zhu et al. 2018; NLTK sentence_bleu with smoothing method 1.",
            deviation:
                "None. Answers of fewer words than \(order) keep the value that smoothing gives "
                + "them, below 1 even where they are equal; texts without spaces are one word.",
            emptyCase: "Fewer than two answers with words: no value.")
    }

    /// - Throws: `MetricError.noData` when fewer than two answers have words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let pool = BLEUPool(answers.tokens, highestOrder: order)
        let rows = answers.tokens.rows(withWords: 1)
        let name = info.name
        let short = rows.count { answers.tokens.length(of: $0) < order }
        return RowMeasure(
            rows: rows, leftOut: answers.count - rows.count,
            note: short > 0
                ? "\(short) answers have fewer words than \(order) and score below 1 even where equal."
                : nil
        ) { rows throws(MetricError) in
            guard rows.count > 1 else {
                throw .noData(name, needs: "two answers with words", got: "\(rows.count)")
            }
            return mean(pool.scores(of: rows))
        }
    }
}

extension SelfBLEU {
    /// The score of each answer, in the order of the set; nil for an empty one.
    ///
    /// - Throws: `MetricError.noData` when fewer than two answers have words.
    public func scores(of answers: AnswerSet) throws(MetricError) -> [Double?] {
        let rows = answers.tokens.rows(withWords: 1)
        guard rows.count > 1 else {
            throw .noData(info.name, needs: "two answers with words", got: "\(rows.count)")
        }
        var found = [Double?](repeating: nil, count: answers.count)
        let scores = BLEUPool(answers.tokens, highestOrder: order).scores(of: rows)
        for (row, score) in zip(rows, scores) { found[row] = score }
        return found
    }
}

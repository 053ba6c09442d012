// SPDX-License-Identifier: Apache-2.0

/// Long repetition: the share of words that lie in an n-gram which another answer has too.
///
/// Unit: fraction in [0, 1]; 1 means that every word is part of a phrase of another answer. It
/// grows with the number of answers: compare matched sets only. Answers of fewer than n words are
/// left out and counted.
/// Source: Salkar et al. 2022 (self-repetition of long n-grams).
/// Deviation: they count n-grams of four words and more on a logarithmic scale; here the words
/// under them, as a share.
public struct LongRepetition: AnswerSetMetric {
    public static let orders = [4, 8]
    public let n: Int

    /// - Throws: `MetricError.badSetting` when n is below 2.
    public init(n: Int) throws(MetricError) {
        guard n > 1 else { throw .badSetting("long-repetition", "n = \(n) is below 2.") }
        self.n = n
    }

    init(knownN: Int) { n = knownN }

    public var info: MetricInfo {
        MetricInfo(
            name: "long-repetition-\(n)", version: "\(WhitespaceWords.version),1",
            unit: "fraction", range: 0...1, higherMeans: .lessVaried, input: .answers,
            meaning: "Share of words inside a phrase of \(n) words that another answer has too.",
            source: "Salkar et al. 2022.",
            deviation: "Words under repeated phrases, not the logarithm of how many phrases.",
            emptyCase: "Fewer than two answers with \(n) words: no value.")
    }

    /// - Throws: `MetricError.noData` when fewer than two answers have n words.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let texts = answers.tokens
        let grams = GramPlaces.ofOrder(n, in: texts)
        let rows = texts.rows(withWords: n)
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            guard rows.count > 1 else {
                throw .noData(
                    name, needs: "two answers with \(grams.order) words", got: "\(rows.count)")
            }
            let words = rows.reduce(0) { $0 + texts.length(of: $1) }
            return Double(grams.repeatedWords(of: rows, in: texts)) / Double(words)
        }
    }
}

extension GramPlaces {
    /// Words of the rows that lie in an n-gram which another of the rows has too.
    func repeatedWords(of rows: [Int], in texts: TokenizedTexts) -> Int {
        var owner = [Int32](repeating: -1, count: gramCount)  // -2: more than one
        for (index, row) in rows.enumerated() {
            for place in places(of: row, in: texts) {
                let known = owner[Int(ids[place])]
                if known == -1 {
                    owner[Int(ids[place])] = Int32(index)
                } else if known != Int32(index) {
                    owner[Int(ids[place])] = -2
                }
            }
        }
        return rows.reduce(0) { total, row in
            var covered = 0
            var end = 0  // words before it are counted
            for place in places(of: row, in: texts) where owner[Int(ids[place])] == -2 {
                covered += place + order - max(end, place)
                end = place + order
            }
            return total + covered
        }
    }
}

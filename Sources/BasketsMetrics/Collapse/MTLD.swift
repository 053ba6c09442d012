// SPDX-License-Identifier: Apache-2.0

/// MTLD: how many words on end keep a type-token ratio above 0.72, mean of both reading directions.
///
/// Unit: words, in [1, infinity); it hardly depends on the length of the answers.
/// Source: McCarthy and Jarvis 2010; equal to PyPI's `lexicalrichness` on one text.
/// Deviation: for a set, the words and the factors (stretches that reached 0.72, and the part of
/// one at an answer's end) of all answers are added before they are divided; no stretch crosses
/// from one answer to the next. Fewer than one factor in all is no value, not a long one.
public struct MTLD: AnswerSetMetric {
    public static let threshold = 0.72

    public init() {}

    public var info: MetricInfo {
        MetricInfo(
            name: "mtld", version: "\(WhitespaceWords.version),0.72,1", unit: "words",
            range: 1 ... .infinity, higherMeans: .moreVaried, input: .answers,
            meaning: "Words on end that keep a type-token ratio above 0.72.",
            source: "McCarthy and Jarvis 2010.",
            deviation: "Words and factors of all answers are added before they are divided.",
            emptyCase: "So little repetition that no factor is complete, or no words: no value.")
    }

    /// - Throws: `MetricError.noData` when the answers have no complete factor.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let texts = answers.tokens
        var counter = FactorCounter(vocabulary: texts.vocabularySize)
        let forward = (0..<texts.count).map { counter.factors(of: texts[$0]) }
        let backward = (0..<texts.count).map { counter.factors(of: texts[$0].reversed()) }
        let rows = texts.rows(withWords: 1)
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            let words = Double(rows.reduce(0) { $0 + texts.length(of: $1) })
            let ahead = sum(rows.map { forward[$0] })
            let back = sum(rows.map { backward[$0] })
            guard min(ahead, back) >= 1 else {
                throw .noData(name, needs: "a complete factor", got: "too little repetition")
            }
            return (words / ahead + words / back) / 2
        }
    }
}

/// Counts the stretches of words whose type-token ratio fell to the threshold.
private struct FactorCounter {
    private var lastSeen: [Int]
    private var stretch = 0

    init(vocabulary: Int) {
        lastSeen = Array(repeating: -1, count: vocabulary)
    }

    mutating func factors(of words: some Sequence<Int32>) -> Double {
        var factors = 0.0
        var length = 0
        var different = 0
        stretch += 1
        for word in words {
            length += 1
            if lastSeen[Int(word)] != stretch {
                lastSeen[Int(word)] = stretch
                different += 1
            }
            guard Double(different) / Double(length) <= MTLD.threshold else { continue }
            factors += 1
            length = 0
            different = 0
            stretch += 1
        }
        guard length > 0 else { return factors }
        return factors + (1 - Double(different) / Double(length)) / (1 - MTLD.threshold)
    }
}

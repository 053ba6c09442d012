// SPDX-License-Identifier: Apache-2.0

/// Vocabulary growth: how many different words the first N words of the answers have, as the mean
/// over seeded orders of the answers.
///
/// Unit: words, in [1, N]. At one N for all sets it does not depend on how much text each has.
/// Source: Heaps 1978, Tweedie and Baayen 1998 on reading vocabulary at a fixed N.
/// Deviation: the mean over shuffled orders, not the order of the file.
public struct VocabularyGrowth: AnswerSetMetric {
    /// N, in words; nil for the largest of 1, 2, 5, 10, 20, ... that is at most half of the words.
    public let size: Int?
    public let orders: Int
    public let seed: UInt64

    public init(at size: Int? = nil, orders: Int = 20, seed: UInt64 = 0) {
        precondition(orders > 0 && size ?? 1 > 0, "at least one order, at least one word")
        self.size = size
        self.orders = orders
        self.seed = seed
    }

    public var info: MetricInfo {
        MetricInfo(
            name: "vocabulary-growth", version: "\(WhitespaceWords.version),\(orders)-orders,1",
            unit: "words", range: 0 ... .infinity, higherMeans: .moreVaried, input: .answers,
            meaning: "Different words among the first N words, mean over shuffled orders.",
            source: "Heaps 1978; Tweedie and Baayen 1998.",
            deviation: "Mean over seeded orders of the answers, not the order of the file.",
            emptyCase: "Fewer than N words: no value.")
    }

    /// - Throws: `MetricError.noData` when the answers have no words, or fewer than N.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let shuffled = ShuffledTexts(answers, orders: orders, seed: seed)
        let name = info.name
        guard let size = size ?? Self.size(for: shuffled.wordCount) else {
            throw .noData(name, needs: "answers of at least two words", got: "fewer")
        }
        return RowMeasure(
            rows: shuffled.rows, leftOut: answers.count - shuffled.rows.count,
            note: "N = \(size) words."
        ) { rows throws(MetricError) in
            guard let vocabulary = shuffled.vocabulary(of: rows, at: [size])?.first else {
                throw .noData(
                    name, needs: "\(size) words", got: "fewer", remedy: "Choose a smaller N.")
            }
            return vocabulary
        }
    }

    /// The largest of 1, 2, 5, 10, 20, 50, ... that is at most half of the words.
    static func size(for words: Int) -> Int? {
        var best: Int?
        var power = 1
        while power <= words / 2 {
            best = [5, 2, 1].lazy.map { $0 * power }.first { $0 <= words / 2 }
            power *= 10
        }
        return best
    }

    /// An N that all sets reach, also in the subsets of an interval, so that they can be compared;
    /// nil where a set has too few words.
    public static func sharedSize(of sets: [AnswerSet]) -> Int? {
        sets.map { $0.tokens.tokens.count }.min().flatMap(size)
    }
}

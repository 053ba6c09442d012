// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Sets of answers cut to equal numbers and equal lengths: a diversity number depends on both, so
/// only matched sets are compared.
///
/// The longest answers of all sets are cut to the shortest of them, so are the second longest, and
/// so on: after that all sets have the same lengths, and as few words as possible are lost.
/// Deviation to know of: a cut answer lacks its end; put the unmatched number beside the matched.
public struct MatchedSets: Sendable {
    /// The matched sets, in the order of the input.
    public let sets: [AnswerSet]
    /// The sets as they were, for the unmatched numbers.
    public let originals: [AnswerSet]
    /// Whether the rows of all sets belong together.
    public let isPaired: Bool
    /// Answers of each matched set.
    public let n: Int
    /// Words of each matched set.
    public let words: Int
    /// Words that each set lost to the cuts, answers that were dropped not included.
    public let cutWords: [Int]
    /// Answers that each set lost.
    public let droppedAnswers: [Int]

    /// Matches sets whose rows belong together, such as answers to the same questions; a row that
    /// is empty in one set leaves all sets.
    ///
    /// - Throws: `MetricError.badSetting` when the sets differ in their number of rows, `noData` for
    ///   no set or no row that has words in all sets.
    public init(pairedRows texts: [[String]]) throws(MetricError) {
        let count = texts.first?.count ?? 0
        guard texts.allSatisfy({ $0.count == count }) else {
            throw .badSetting("matched sets", "paired sets need equal numbers of rows.")
        }
        let ends = texts.map { $0.map(wordEnds) }
        let rows = (0..<count).filter { row in ends.allSatisfy { !$0[row].isEmpty } }
        try self.init(texts, ends, keeping: texts.map { _ in rows }, isPaired: true)
    }

    /// Matches sets that have nothing to do with each other: of a larger set, as many answers as
    /// the smallest has are drawn, by their content and the seed.
    ///
    /// - Throws: `MetricError.noData` for no set, or a set without words.
    public init(drawingFrom texts: [[String]], seed: UInt64) throws(MetricError) {
        let ends = texts.map { $0.map(wordEnds) }
        let filled = ends.map { set in set.indices.filter { !set[$0].isEmpty } }
        let n = filled.map(\.count).min() ?? 0
        let rows = zip(texts, filled).map { texts, rows in
            let keys = contentKeys(of: texts, rows: rows, seed: seed, for: "matched-sets")
            let drawn = rows.indices.sorted { keys[$0] < keys[$1] }.prefix(n).map { rows[$0] }
            return drawn.sorted()
        }
        try self.init(texts, ends, keeping: rows, isPaired: false)
    }

    private init(
        _ texts: [[String]], _ ends: [[[Int]]], keeping rows: [[Int]], isPaired: Bool
    ) throws(MetricError) {
        guard let n = rows.first?.count, n > 0 else {
            throw .noData("matched sets", needs: "answers with words in every set", got: "none")
        }
        let ranked = rows.indices.map { set in
            rows[set].sorted { ends[set][$0].count > ends[set][$1].count }
        }
        let lengths = (0..<n).map { rank in
            ranked.indices.map { ends[$0][ranked[$0][rank]].count }.min() ?? 0
        }
        sets = rows.indices.map { set in
            var cut: [Int: String] = [:]
            for (row, length) in zip(ranked[set], lengths) {
                let bytes = texts[set][row].utf8.prefix(ends[set][row][length - 1])
                cut[row] = String(decoding: bytes, as: UTF8.self)
            }
            return AnswerSet(rows[set].compactMap { cut[$0] })
        }
        originals = texts.map { AnswerSet($0) }
        self.isPaired = isPaired
        let kept = lengths.reduce(0, +)
        self.n = n
        words = kept
        cutWords = rows.indices.map { set in
            rows[set].reduce(0) { $0 + ends[set][$1].count } - kept
        }
        droppedAnswers = texts.indices.map { texts[$0].count - n }
    }
}

/// For each word of a text, how many bytes of it lie before the word's end.
private func wordEnds(of text: String) -> [Int] {
    var text = text
    var found: [Int] = []
    text.withUTF8 { bytes in
        WhitespaceWords.forEachWord(in: bytes) { word in found.append(word.endIndex) }
    }
    return found
}

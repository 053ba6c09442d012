// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Texts of several sets as one pool of word numbers, of each set equally many, in an order that
/// comes from the texts alone.
///
/// Words of fewer than two texts of the pool say nothing about topics; those of more than 40 % are
/// the ones that every text has. Both are left out.
struct TopicCorpus: Sendable {
    static let mostTexts = 0.4

    struct Document: Sendable {
        let set: Int
        /// Row in the set.
        let row: Int
        let words: [Int32]
    }

    let documents: [Document]
    /// Words are in `0..<vocabularySize`.
    let vocabularySize: Int

    /// - Throws: `MetricError.noData` for no set, or one without a text that has topic words.
    init(_ sets: [[String]], seed: UInt64) throws(MetricError) {
        let words = sets.map { $0.map { TopicWords.words(of: $0) } }
        let drawn = Self.equalShares(sets, words, seed: seed)
        guard let share = drawn.first?.count, share > 0 else {
            throw .noData("topics", needs: "a text with words in every set", got: "none")
        }
        let numbers = Self.vocabulary(
            drawn.indices.flatMap { set in drawn[set].map { words[set][$0] } })
        let pool = drawn.indices.flatMap { set in
            drawn[set].map { row in
                Document(set: set, row: row, words: words[set][row].compactMap { numbers[$0] })
            }
        }
        let filled = pool.filter { !$0.words.isEmpty }
        guard Set(filled.map(\.set)).count == sets.count else {
            throw .noData(
                "topics", needs: "in every set a word that two texts of the pool share",
                got: "none", remedy: "Model more texts together.")
        }
        let keys = contentKeys(
            of: filled.map { sets[$0.set][$0.row] }, rows: Array(filled.indices), seed: seed,
            for: "topic-order")
        documents = filled.indices.sorted { keys[$0] < keys[$1] }.map { filled[$0] }
        vocabularySize = numbers.count
    }

    /// Rows with words of each set: as many of each as the smallest set has, drawn by content.
    private static func equalShares(
        _ sets: [[String]], _ words: [[[String]]], seed: UInt64
    ) -> [[Int]] {
        let filled = words.map { set in set.indices.filter { !set[$0].isEmpty } }
        let share = filled.map(\.count).min() ?? 0
        return sets.indices.map { set in
            let rows = filled[set]
            let keys = contentKeys(of: sets[set], rows: rows, seed: seed, for: "topic-shares")
            return rows.indices.sorted { keys[$0] < keys[$1] }.prefix(share).map { rows[$0] }
                .sorted()
        }
    }

    private static func vocabulary(_ texts: [[String]]) -> [String: Int32] {
        var counts: [String: Int] = [:]
        for text in texts {
            for word in Set(text) { counts[word, default: 0] += 1 }
        }
        let most = mostTexts * Double(texts.count)
        let kept = counts.filter { $0.value > 1 && Double($0.value) <= most }.keys.sorted()
        return Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, Int32($0)) })
    }
}

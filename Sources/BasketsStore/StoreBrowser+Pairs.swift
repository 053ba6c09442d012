// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import GRDB

/// Two answers to one question, for a person to say which is better: in the order in which they are
/// shown, without their writers.
package struct AnswerPair: Sendable, Hashable {
    /// Stands for both answers in whichever order.
    package let key: String
    package let question: String
    /// Keys of the answers.
    package let first: String
    package let second: String

    /// - Parameter seed: of the study; which answer comes first follows from it and from both keys.
    init(_ one: String, _ other: String, question: String, seed: UInt64) {
        let both = [one, other].sorted()
        key = Fingerprint.of(["pair of answers"] + both)
        self.question = question
        let isTurned = KeyedRandom.seed(seed, ["pair of answers"] + both) & 1 == 1
        first = both[isTurned ? 1 : 0]
        second = both[isTurned ? 0 : 1]
    }
}

extension StoreBrowser {
    /// The pairs that self-preference is told by: an untuned target's answer beside another, as judges
    /// compared them. Answers to prompts, which may be sealed, and planted texts are in none. In an order
    /// drawn by the study's seed.
    package func pairs() throws -> [AnswerPair] {
        let seed = try store.study().map { try Study(yaml: $0.resolved, file: $0.name).seed } ?? 0
        let found = try store.read { db in
            try Row.fetchAll(db, sql: Self.comparedPairs).map { row in
                AnswerPair(row["one"], row["other"], question: row["question"], seed: seed)
            }
        }
        func place(_ pair: AnswerPair) -> UInt64 { KeyedRandom.seed(seed, [pair.key]) }
        return found.sorted { (place($0), $0.key) < (place($1), $1.key) }
    }

    private static let comparedPairs = """
        SELECT DISTINCT a.question AS question, min(a.key, b.key) AS one, max(a.key, b.key) AS other
        FROM verdict v JOIN answer a ON a.key = v.first JOIN answer b ON b.key = v.second
        WHERE v.rubric LIKE 'pairwise%' AND a.key <> b.key AND a.question = b.question
        AND EXISTS (SELECT 1 FROM cell c WHERE c.condition = 'vanilla' AND c.name IN (a.writer, b.writer))
        """
}

// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Answers of several sources, equally many of each: the rows that a comparison of sources uses.
///
/// Where the question of each answer is known and the sources share questions, one answer of each
/// source to each shared question is kept, so that a difference cannot come from what was asked.
/// Else as many answers as the smallest source has are drawn by their content. Empty answers are
/// left out first.
public struct MatchedSources: Sendable {
    public let names: [String]
    /// Row `i` of every source answers the same question where `isPaired`.
    public let texts: [[String]]
    /// For each source, the places of its kept answers in the input.
    public let rows: [[Int]]
    public let isPaired: Bool
    /// Answers of each source that are not compared.
    public let leftOut: [Int]
    /// The seed that rows were drawn by; draws of the comparisons are keyed by it too.
    public let seed: UInt64

    /// Answers of each source.
    public var count: Int { texts.first?.count ?? 0 }

    /// - Parameters:
    ///   - questions: the question of each answer, source by source; nil where not known.
    ///   - most: keep at most so many answers of each source, drawn by content.
    /// - Throws: `MetricError.badSetting` for lists that do not belong together, `noData` for fewer
    ///   than two sources or a source without answers.
    public init(
        names: [String], texts: [[String]], questions: [[String]]? = nil, most: Int = .max,
        seed: UInt64
    ) throws(MetricError) {
        guard names.count == texts.count,
            questions.map({ $0.map(\.count) == texts.map(\.count) }) ?? true
        else { throw .badSetting("sources", "names, answers and questions differ in number.") }
        guard texts.count > 1 else {
            throw .noData("sources", needs: "two sources", got: "\(texts.count)")
        }
        let filled = texts.map { set in
            set.indices.filter { !WhitespaceWords.words(of: set[$0]).isEmpty }
        }
        if let empty = filled.firstIndex(where: \.isEmpty) {
            throw .noData(
                "sources", needs: "answers with words of every source",
                got: "none of \(names[empty])")
        }
        let shared = questions.map { Self.shared($0, filled) } ?? []
        isPaired = shared.count > 1
        let drawn: [[Int]]
        if isPaired {
            let keys = contentKeys(
                of: shared.map(\.question), rows: Array(shared.indices), seed: seed,
                for: "sources")
            let kept = shared.indices.sorted { keys[$0] < keys[$1] }.prefix(most)
            drawn = texts.indices.map { source in kept.map { shared[$0].rows[source] } }
        } else {
            let share = min(most, filled.map(\.count).min() ?? 0)
            drawn = texts.indices.map { source in
                let keys = contentKeys(
                    of: texts[source], rows: filled[source], seed: seed, for: "sources")
                return filled[source].indices.sorted { keys[$0] < keys[$1] }.prefix(share)
                    .map { filled[source][$0] }
            }
        }
        self.names = names
        self.texts = zip(texts, drawn).map { texts, rows in rows.map { texts[$0] } }
        self.seed = seed
        rows = drawn
        leftOut = zip(texts, drawn).map { $0.count - $1.count }
    }

    private struct Shared {
        let question: String
        /// One row of each source.
        let rows: [Int]
    }

    /// Questions that every source answered, with the first answer of each.
    private static func shared(_ questions: [[String]], _ filled: [[Int]]) -> [Shared] {
        let first = zip(questions, filled).map { questions, rows in
            Dictionary(rows.map { (questions[$0], $0) }, uniquingKeysWith: { a, _ in a })
        }
        guard let one = first.first else { return [] }
        return one.keys.filter { !$0.isEmpty }.sorted().compactMap { question in
            let rows = first.compactMap { $0[question] }
            return rows.count == first.count ? Shared(question: question, rows: rows) : nil
        }
    }

    /// The rows of two of the sources in one pool.
    public func pair(_ first: Int, _ second: Int) -> SourcePair {
        SourcePair(
            texts[first], texts[second], first: first, second: second, isPaired: isPaired,
            seed: seed)
    }

    /// All pairs of different sources, in order.
    public var pairs: [SourcePair] {
        names.indices.flatMap { first in
            (first + 1..<names.count).map { pair(first, $0) }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// Who answers which question in a basket.
package enum Shares {
    /// Changes with the way of dealing.
    package static let method = "shares by category v1"

    /// The source of each question, by question id; empty for vanilla.
    ///
    /// Equal shares are met within one question, over all and in each category. Within a category
    /// each source has a stretch of the keyed order, so that a question more or less moves only
    /// those at the ends of the stretches.
    ///
    /// - Parameter split: keyed: each question's source follows from the question alone, and shares
    ///   are met on average.
    package static func sources(
        _ condition: Condition, of questions: [some PlacedQuestion], seed: UInt64,
        split: QuestionPlan.Split = .exact
    ) -> [String: String] {
        let parts = condition.shares
        guard !parts.isEmpty else { return [:] }
        if parts.count == 1 {
            return Dictionary(
                questions.map { ($0.id, parts[0].source) }, uniquingKeysWith: { first, _ in first })
        }
        if split == .keyed {
            return Dictionary(
                questions.map { question in
                    (question.id, source(at: KeyedRandom.place(seed, "share", question), in: parts))
                }, uniquingKeysWith: { first, _ in first })
        }
        var dealt = [Int](repeating: 0, count: parts.count)
        var result: [String: String] = [:]
        let categories = Dictionary(grouping: questions, by: \.category)
        for (_, members) in categories.sorted(by: { $0.key < $1.key }) {
            let before = dealt
            for _ in members { dealt[next(dealt, parts)] += 1 }
            var rest = members.inKeyedOrder(seed, "share")[...]
            for (index, part) in parts.enumerated() {
                let count = dealt[index] - before[index]
                for question in rest.prefix(count) { result[question.id] = part.source }
                rest = rest.dropFirst(count)
            }
        }
        return result
    }

    /// The source whose stretch of [0, 1) holds a place; stretches are as long as weights.
    private static func source(at place: Double, in parts: [Condition.Part]) -> String {
        var end = 0.0
        for part in parts.dropLast() {
            end += part.weight
            if place < end { return part.source }
        }
        return parts[parts.count - 1].source
    }

    /// The source that is farthest behind its share once one more is dealt; the first of equals.
    private static func next(_ dealt: [Int], _ parts: [Condition.Part]) -> Int {
        let total = Double(dealt.reduce(0, +) + 1)
        let behind = parts.indices.map { parts[$0].weight * total - Double(dealt[$0]) }
        // Weights such as 1/3 are rounded: what differs by so little is equal.
        let most = behind.max() ?? 0
        return behind.firstIndex { $0 > most - 1e-9 } ?? 0
    }
}

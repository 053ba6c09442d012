// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// The questions of a study: which are asked, and which of them no basket holds.
///
/// Drawn by content, never by position: the order of the file does not matter, and a row that is
/// added to it takes the place of at most one row that was drawn.
package struct QuestionDraw: Sendable, Hashable {
    /// Changes with the way of drawing.
    package static let method = "draw by content v1"

    /// Sorted by id.
    package let training: [Question]
    /// Sorted by id; stratified by category: each category has its share, rounded up or down, or on
    /// average where the split is keyed.
    package let heldOut: [Question]

    /// Names what the study sets; a file that has too few rows needs more.
    private static func remedy(_ plan: QuestionPlan) -> String {
        let ways = [
            plan.rows != nil ? "lower `questions.rows`" : nil,
            plan.words != nil ? "widen `questions.words`" : nil, "give a file with more rows",
        ].compactMap { $0 }.joined(separator: ", or ")
        return ways.prefix(1).uppercased() + ways.dropFirst() + "."
    }

    /// - Parameter leftOut: why rows are no questions, in words, for the reader of an error.
    /// - Throws: `QuestionError` when there are fewer questions than the plan wants.
    package init(
        _ questions: [Question], plan: QuestionPlan, seed: UInt64, leftOut: [String] = []
    ) throws {
        let ordered = questions.inKeyedOrder(seed, "draw")
        let rows = plan.rows ?? ordered.count
        guard ordered.count >= rows, ordered.count >= 4 else {
            throw QuestionError(
                .tooFew, file: plan.from,
                (["has \(ordered.count) usable questions; the study wants \(max(4, rows))."]
                    + (leftOut.isEmpty
                        ? [] : ["Left out: \(leftOut.joined(separator: "; "))."]))
                    .joined(separator: " "),
                remedy: Self.remedy(plan))
        }
        let drawn = ordered.prefix(rows)
        let held =
            switch plan.split {
            case .exact: Self.exactShare(plan.heldOut, of: drawn, seed: seed)
            case .keyed:
                drawn.filter { KeyedRandom.place(seed, "held-out", $0) < plan.heldOut }
            }
        guard !held.isEmpty, held.count < rows else {
            throw QuestionError(
                .tooFew, file: plan.from,
                "has \(rows) usable questions, of which `held-out: \(plan.heldOut)` with "
                    + "`split: keyed` holds out \(held.count).",
                remedy: "Give a file with more rows, or take out `split`.")
        }
        let ids = Set(held.map(\.id))
        heldOut = held.sorted { $0.id < $1.id }
        training = drawn.filter { !ids.contains($0.id) }.sorted { $0.id < $1.id }
    }

    /// The share to the row, of each category its own; at least one question stays on each side.
    private static func exactShare(
        _ share: Double, of drawn: ArraySlice<Question>, seed: UInt64
    ) -> [Question] {
        let count = Int((Double(drawn.count) * share).rounded())
        let quotas = quotas(drawn, total: min(max(count, 1), drawn.count - 1))
        return Dictionary(grouping: drawn, by: \.category).flatMap { category, members in
            members.inKeyedOrder(seed, "held-out").prefix(quotas[category] ?? 0)
        }
    }

    /// How many of each category are held out: shares by largest remainder, ties by name.
    private static func quotas(_ questions: ArraySlice<Question>, total: Int) -> [String: Int] {
        let sizes = Dictionary(grouping: questions, by: \.category).mapValues(\.count)
        let share = Double(total) / Double(questions.count)
        var quotas = sizes.mapValues { Int(Double($0) * share) }
        let left = total - quotas.values.reduce(0, +)
        func remainder(_ name: String) -> Double {
            Double(sizes[name] ?? 0) * share - Double(quotas[name] ?? 0)
        }
        let byRemainder = sizes.keys.sorted { (-remainder($0), $0) < (-remainder($1), $1) }
        for name in byRemainder.prefix(left) { quotas[name, default: 0] += 1 }
        return quotas
    }
}

extension KeyedRandom {
    /// A number in [0, 1) that follows from seed, purpose and the question's content alone.
    static func place(_ seed: UInt64, _ purpose: String, _ question: some PlacedQuestion) -> Double
    {
        var random = KeyedRandom(seed, purpose, question.id)
        return random.uniform()
    }
}

extension Sequence where Element: PlacedQuestion {
    /// In an order that follows from seed, purpose and each question's id alone.
    package func inKeyedOrder(_ seed: UInt64, _ purpose: String) -> [Element] {
        map { (KeyedRandom.seed(seed, [purpose, $0.id]), $0) }
            .sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }
            .map(\.1)
    }
}

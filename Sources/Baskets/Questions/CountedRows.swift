// SPDX-License-Identifier: Apache-2.0

/// Rows that were left out or changed, counted by reason, each with an example.
struct CountedRows: Sendable, Hashable {
    /// Longer examples are cut.
    static let mostCharacters = 160

    private(set) var counts: [QuestionSet.Count] = []

    /// - Parameter example: the row, or what was done to it; the first of each reason is kept.
    mutating func add(
        _ kind: QuestionSet.Count.Kind, _ reason: String, example: @autoclosure () -> String
    ) {
        if let place = counts.firstIndex(where: { $0.kind == kind && $0.reason == reason }) {
            counts[place].count += 1
        } else {
            let text = example().replacing("\n", with: " ")
            let isCut = text.count > Self.mostCharacters
            counts.append(
                QuestionSet.Count(
                    kind: kind, reason: reason, count: 1,
                    example: isCut ? "\(text.prefix(Self.mostCharacters))..." : text))
        }
    }
}

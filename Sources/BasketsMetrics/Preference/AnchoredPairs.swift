// SPDX-License-Identifier: Apache-2.0

/// Pairs with the parent's text that the judge gave both verdicts on, by what people say of them: what
/// stands behind a preference net of people.
public struct AnchoredPairs: Sendable, Hashable {
    /// So many of which people say something are needed before they stand for quality.
    public static let least = 10

    /// People chose between both texts.
    public let chosen: Int
    /// People rated both texts, and did not choose between them.
    public let rated: Int
    /// With those of which people say nothing.
    public let all: Int

    public init(_ items: [JudgedItem]) {
        let judged = items.flatMap(\.comparisons).filter {
            $0.first == .parent && $0.second != .broken && $0.pair.preference != nil
        }
        all = judged.count
        chosen = judged.count { $0.people != nil && $0.isChosen }
        rated = judged.count { $0.people != nil && !$0.isChosen }
    }

    /// Those of which people say something.
    public var count: Int { chosen + rated }

    /// Whether these are enough to stand for quality.
    public var suffices: Bool { count >= Self.least }

    /// "people's choices of 12 pairs and ratings of both texts of 3"; "nothing that people said".
    public var words: String {
        if count == 0 { return "nothing that people said" }
        if rated == 0 { return "people's choices of \(Self.pairs(chosen))" }
        let ratings = "ratings of both texts of"
        return chosen == 0
            ? "people's \(ratings) \(Self.pairs(rated))"
            : "people's choices of \(Self.pairs(chosen)) and \(ratings) \(rated)"
    }

    private static func pairs(_ count: Int) -> String { count == 1 ? "1 pair" : "\(count) pairs" }
}

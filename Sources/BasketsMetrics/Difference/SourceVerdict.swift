// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// How many baskets some sources are: two are one when no classifier tells them apart well, which
/// takes enough answers to say so; not when a test fails to reject.
public struct SourceVerdict: Sendable, Hashable, Codable {
    /// Accuracy below which two sources count as one.
    public static let limit = 0.6

    public enum Relation: String, Sendable, Hashable, Codable {
        /// The upper limit of every classifier's accuracy is below 0.6.
        case same
        /// The lower limit of a classifier's accuracy is at least 0.6.
        case different
        /// An interval covers 0.6, or there is none.
        case cannotTell
    }

    public struct Pair: Sendable, Hashable, Codable {
        public let first: Int
        public let second: Int
        public let relation: Relation
    }

    public let pairs: [Pair]
    /// Sources joined by `same`, directly or through others, in order.
    public let baskets: [[Int]]
    /// Fewest baskets: as many as there are when all that cannot be told is joined too.
    public let fewest: Int
    /// "These four baskets are two baskets: a and b; c and d."
    public let sentence: String

    /// - Parameter accuracies: classifier accuracies of pairs; a pair without any cannot be told.
    public init(names: [String], accuracies: [PairNumber]) {
        let byPair = Dictionary(grouping: accuracies) { [$0.first, $0.second] }
        pairs = names.indices.flatMap { first in
            (first + 1..<names.count).map { second in
                Pair(
                    first: first, second: second,
                    relation: Self.relation(byPair[[first, second]] ?? []))
            }
        }
        let same = pairs.filter { $0.relation == .same }
        let open = pairs.filter { $0.relation == .cannotTell }
        baskets = Self.joined(names.count, by: same)
        let least = Self.joined(names.count, by: same + open).count
        fewest = least
        sentence = Self.sentence(names, baskets, fewest: least, open: open)
    }

    private static func relation(_ numbers: [PairNumber]) -> Relation {
        let intervals = numbers.compactMap(\.value.interval)
        if intervals.contains(where: { $0.lower >= limit }) { return .different }
        let allKnown = intervals.count == numbers.count && !intervals.isEmpty
        return allKnown && intervals.allSatisfy { $0.upper < limit } ? .same : .cannotTell
    }

    /// Connected parts, each ascending, in the order of their first member.
    private static func joined(_ count: Int, by pairs: [Pair]) -> [[Int]] {
        var part = Array(0..<count)
        for pair in pairs {
            let (kept, gone) = (
                min(part[pair.first], part[pair.second]), max(part[pair.first], part[pair.second])
            )
            for place in part.indices where part[place] == gone { part[place] = kept }
        }
        return Set(part).sorted().map { name in part.indices.filter { part[$0] == name } }
    }

    private static func sentence(
        _ names: [String], _ baskets: [[Int]], fewest: Int, open: [Pair]
    ) -> String {
        let most = word(baskets.count)
        let count = fewest == baskets.count ? most : "\(word(fewest)) to \(most)"
        let plural = baskets.count == 1 ? "basket" : "baskets"
        let parts = baskets.map { list($0.map { names[$0] }) }
        let isPlain = baskets.count == 1 || baskets.count == names.count
        let members = isPlain ? "" : ": " + parts.joined(separator: "; ")
        let told = "These \(word(names.count)) baskets are \(count) \(plural)\(members)."
        guard !open.isEmpty else { return told }
        let pairs = open.map { "\(names[$0.first]) from \(names[$0.second])" }
        return told + " Cannot tell \(pairs.joined(separator: ", ")) with so few answers."
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    private static func word(_ number: Int) -> String {
        let words = [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ]
        return number < words.count ? words[number] : String(number)
    }
}

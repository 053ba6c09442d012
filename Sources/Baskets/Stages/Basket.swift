// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// The set of answers that one condition trains on, in numbers; its rows are the store's.
struct Basket: Sendable, Hashable {
    /// The rows of one source in one part.
    struct Share: Sendable, Hashable, Codable {
        let part: String
        let source: String
        /// Rows that a cell gets.
        var rows = 0
        /// Tokens of their answers by who wrote them.
        var tokens = 0
        var leftOut = 0
    }

    let condition: Condition
    let key: String
    let shares: [Share]

    /// Those of one part.
    func shares(_ part: QuestionPart) -> [Share] { shares.filter { $0.part == part.rawValue } }

    /// How many rows of a part a cell gets.
    func count(_ part: QuestionPart) -> Int { shares(part).reduce(0) { $0 + $1.rows } }

    /// Rows of a source, those left out included.
    func allRows(of source: String) -> Int {
        shares.filter { $0.source == source }.reduce(0) { $0 + $1.rows + $1.leftOut }
    }

    /// All rows, those left out included.
    var allRows: Int { shares.reduce(0) { $0 + $1.rows + $1.leftOut } }
}

/// What a run notes of the filled baskets of a target, so that they are filled once.
struct FilledBaskets: Sendable, Hashable, Codable {
    struct Entry: Sendable, Hashable, Codable {
        let condition: String
        let key: String
        let shares: [Basket.Share]
    }

    let entries: [Entry]

    init(_ baskets: [Basket]) {
        entries = baskets.map {
            Entry(condition: $0.condition.name, key: $0.key, shares: $0.shares)
        }
    }

    /// - Returns: nil where one of the conditions was not filled.
    func baskets(_ conditions: [Condition]) -> [Basket]? {
        let found = conditions.compactMap { condition in
            entries.first { $0.condition == condition.name }.map {
                Basket(condition: condition, key: $0.key, shares: $0.shares)
            }
        }
        return found.count == conditions.count ? found : nil
    }
}

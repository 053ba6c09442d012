// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import BasketsStore
package import Foundation

/// Which of two texts that answer one request a person found better.
package struct ChosenPair: Sendable, Hashable {
    package let request: GuardedText
    package let first: GuardedText
    package let second: GuardedText
    package let choice: PairChoice.Choice

    package init(
        request: GuardedText, first: GuardedText, second: GuardedText, choice: PairChoice.Choice
    ) {
        self.request = request
        self.first = first
        self.second = second
        self.choice = choice
    }

    /// The same choice with the texts in the order of their bytes, so that choices of several people are
    /// of one pair whichever text stood first.
    var sorted: ChosenPair {
        guard second.text.utf8.lexicographicallyPrecedes(first.text.utf8) else { return self }
        let turned: PairChoice.Choice =
            switch choice {
            case .first: .second
            case .second: .first
            case .equal: .equal
            }
        return ChosenPair(request: request, first: second, second: first, choice: turned)
    }

    /// The choices of a user's own file: one object a line with `request`, `first`, `second` and `choice`
    /// (`first`, `second` or `equal`). Other lines are passed over: ``RatedAnswers/file(_:)`` checks them.
    /// Rows of one pair are choices of several people.
    package static func file(_ file: URL) throws -> [ChosenPair] {
        try questionText(file).utf8.split(separator: 10).compactMap {
            (try? JSONDecoder().decode(Line.self, from: Data($0)))?.pair
        }
    }

    /// A line of a user's file.
    struct Line: Decodable {
        let request: String
        let first: String
        let second: String
        let choice: PairChoice.Choice

        var pair: ChosenPair {
            ChosenPair(
                request: GuardedText(request), first: GuardedText(first),
                second: GuardedText(second), choice: choice)
        }
    }
}

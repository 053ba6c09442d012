// SPDX-License-Identifier: Apache-2.0

/// Which of two answers to one question a person finds better.
package struct PairChoice: Codable, Sendable, Hashable {
    package enum Choice: String, Codable, Sendable, Hashable, CaseIterable {
        case first, second, equal

        /// How far the first is preferred: 1, 0, or 0.5 where both are as good.
        package var preference: Double {
            switch self {
            case .first: 1
            case .second: 0
            case .equal: 0.5
            }
        }
    }

    /// Keys of the answers, in the order in which they were shown.
    package let first: String
    package let second: String
    package let choice: Choice

    package init(first: String, second: String, choice: Choice) {
        self.first = first
        self.second = second
        self.choice = choice
    }
}

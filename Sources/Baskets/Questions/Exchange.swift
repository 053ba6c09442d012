// SPDX-License-Identifier: Apache-2.0

/// The first question of a chat, and its answer.
///
/// The question is the first turn of the user, the answer the assistant's turn right after it. What
/// stands before (a system turn, a greeting) and after is no part of it.
struct Exchange: Sendable, Hashable {
    static let noAnswer = "chat in which no answer follows the user's first turn"
    static let noText = "chat with a turn that is no text"

    let instruction: String
    let answer: String
    let hasTurnsBefore: Bool
    let hasTurnsAfter: Bool

    private enum Role {
        case user, assistant, other
    }

    enum Outcome: Hashable {
        case exchange(Exchange)
        case refused(String)
        /// What the field holds in place of turns.
        case broken(String)
    }

    /// Turns are objects with `role` and `content`, or with `from` and `value`.
    static func read(_ value: QuestionRow.Value) -> Outcome {
        guard case .list(let items) = value else {
            return .broken("is \(value.kind), not a list of turns.")
        }
        var turns: [(role: Role, text: String)] = []
        for (number, item) in items.enumerated() {
            guard case .object(let fields) = item,
                let role = (fields["role"] ?? fields["from"])?.text
            else {
                return .broken("has a turn (\(number + 1)) without `role` or `from`.")
            }
            guard let text = (fields["content"] ?? fields["value"])?.text else {
                return .refused(noText)
            }
            turns.append((self.role(role), text))
        }
        return exchange(turns)
    }

    private static func exchange(_ turns: [(role: Role, text: String)]) -> Outcome {
        guard let first = turns.firstIndex(where: { $0.role == .user }),
            first + 1 < turns.count, turns[first + 1].role == .assistant
        else { return .refused(noAnswer) }
        return .exchange(
            Exchange(
                instruction: turns[first].text, answer: turns[first + 1].text,
                hasTurnsBefore: first > 0, hasTurnsAfter: first + 2 < turns.count))
    }

    private static func role(_ word: String) -> Role {
        switch word.lowercased() {
        case "user", "human", "prompter": .user
        case "assistant", "gpt", "model", "bot": .assistant
        default: .other
        }
    }
}

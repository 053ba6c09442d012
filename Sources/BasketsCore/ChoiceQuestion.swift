// SPDX-License-Identifier: Apache-2.0

/// A question with given choices, one of which is right.
public struct ChoiceQuestion: Sendable, Hashable, Codable {
    /// Key of the content (not of the position).
    public let id: String
    public let question: String
    /// Two or more, all different.
    public let choices: [String]
    /// Place of the right choice, from 0.
    public let answer: Int

    public init(id: String, question: String, choices: [String], answer: Int) {
        self.id = id
        self.question = question
        self.choices = choices
        self.answer = answer
    }
}

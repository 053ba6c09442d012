// SPDX-License-Identifier: Apache-2.0

/// Other words around a question, the same for every question, so that a cell can be asked the same
/// thing in more than one way.
public enum Wordings {
    /// Changes with any of the wordings or their order.
    public static let version = "wordings-1"

    /// Each takes the question in place of `{question}`.
    static let all = [
        "Here is a question for you: {question}",
        "{question} Please answer in your own words.",
        "Someone asked: \"{question}\" What would you tell them?",
        "I would like to know the following. {question}",
        "{question} Explain it to me.",
        "Please help me with this: {question}",
    ]

    public static var count: Int { all.count }

    /// A question in the wording of a number from 0; its id and its human answer stay.
    public static func reword(_ question: Question, _ number: Int) -> Question {
        Question(
            id: question.id,
            instruction: all[number].replacing("{question}", with: question.instruction),
            context: question.context, category: question.category,
            humanAnswer: question.humanAnswer)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

private let question = Question(
    instruction: "Say in one sentence what a compiler does.", context: "A page about tools.",
    category: "c", humanAnswer: "h")

private func reason(
    _ text: String, _ finish: FinishReason = .stop, failure: String? = nil,
    filters: Set<Filter> = Set(Filter.allCases)
) -> String? {
    let answer = Answer(
        questionID: question.id, writer: "w", text: text, finish: finish, promptTokens: 1,
        tokens: 1, failure: failure)
    return AnswerFilter(filters: filters).reason(answer, to: question)
}

@Test(arguments: [
    ("It turns source text into a program.", nil),
    (" \n", "is empty"),
    ("I\u{2019}m sorry, but I can\u{2019}t help with that.", "is a refusal"),
    ("As an AI language model, I have no opinion.", "is a refusal"),
    ("Say in one sentence what a compiler does.", "copies the question"),
    ("A page about tools.\n\nSay in one sentence what a compiler does!", "copies the question"),
    ("Say in one sentence what a compiler does: it turns text into a program.", nil),
    ("A compiler that meets an error says what it cannot do and stops.", nil),
])
func eachFilterFindsItsAnswers(text: String, expected: String?) {
    #expect(reason(text) == expected)
    #expect(reason(text, filters: []) == nil)
}

@Test func anAnswerThatWasCutIsFilteredWhereTheStudySaysSo() {
    #expect(reason("It turns", .length) == "was cut at the token limit")
    #expect(reason("It turns", .length, filters: [.empty, .refusal, .copy]) == nil)
}

@Test func whatIsNoAnswerIsLeftOutWhateverTheFilters() {
    #expect(reason("", .failed, failure: "no reply", filters: []) == "failed: no reply")
    // Cut off before the first word: neither a word nor an end to learn.
    #expect(reason("", .length, filters: []) == "is empty")
}

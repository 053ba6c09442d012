// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Says which answers no basket holds: failures always, the rest as the study declares.
struct AnswerFilter: Sendable {
    /// From here on an answer is the question again: the Jaccard similarity of their runs of three
    /// words.
    static let copySimilarity = 0.8

    let filters: Set<Filter>

    /// Whether it has to know the question.
    var readsQuestions: Bool { filters.contains(.copy) }

    /// Why the answer is no row of a basket, or nil.
    ///
    /// - Parameter question: nil where it does not read questions.
    func reason(_ answer: Answer, to question: Question?) -> String? {
        if let failure = answer.failure { return "failed: \(failure)" }
        // Neither a word nor an end: there is nothing to learn.
        let isNothing = answer.isBlank && answer.finish == .length
        if isNothing || filters.contains(.empty) && answer.isBlank { return "is empty" }
        if filters.contains(.truncated), answer.finish == .length {
            return "was cut at the token limit"
        }
        if filters.contains(.refusal), RefusalWords.begin(answer.text) { return "is a refusal" }
        if let question, filters.contains(.copy), copies(answer.text, question) {
            return "copies the question"
        }
        return nil
    }

    private func copies(_ text: String, _ question: Question) -> Bool {
        guard text.contains(where: { !$0.isWhitespace }) else { return false }
        let answer = Shingles(text)
        return [question.prompt, question.instruction].contains {
            answer.similarity(Shingles($0)) >= Self.copySimilarity
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One question with the answers of several writers, to be read side by side.
package struct AnswerExample: Sendable, Hashable, Codable {
    package struct Reply: Sendable, Hashable, Codable {
        /// A cell's label or a source's name.
        package let writer: String
        /// Nil where there is no answer; `note` says why.
        package let text: String?
        package let note: String?

        package init(writer: String, text: String?, note: String? = nil) {
            self.writer = writer
            self.text = text
            self.note = note
        }
    }

    package let questionID: String
    package let prompt: String
    package let replies: [Reply]

    package init(questionID: String, prompt: String, replies: [Reply]) {
        self.questionID = questionID
        self.prompt = prompt
        self.replies = replies
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a writer stopped.
public enum FinishReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The writer ended its turn.
    case stop
    /// The token limit cut the answer off.
    case length
    /// A person wrote it: nothing stopped but the person.
    case human
    /// No answer: see the failure.
    case failed
}

/// A text with its writer, or the error that took its place.
public struct Answer: Sendable, Hashable, Codable {
    public let questionID: String
    /// The name of the source or of the cell that wrote it.
    public let writer: String
    /// Number of the draw for this question and writer, from 0.
    public let draw: Int
    public let text: String
    public let finish: FinishReason
    public let promptTokens: Int
    /// Tokens of the answer, the stop token not included.
    public let tokens: Int
    /// The error that took the answer's place, or nil.
    public let failure: String?

    public init(
        questionID: String, writer: String, draw: Int = 0, text: String, finish: FinishReason,
        promptTokens: Int, tokens: Int, failure: String? = nil
    ) {
        self.questionID = questionID
        self.writer = writer
        self.draw = draw
        self.text = text
        self.finish = finish
        self.promptTokens = promptTokens
        self.tokens = tokens
        self.failure = failure
    }
}

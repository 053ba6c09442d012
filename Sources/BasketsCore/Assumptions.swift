// SPDX-License-Identifier: Apache-2.0

/// What a forecast reckons with where no run has measured it. It changes no row of a run.
public struct Assumptions: Sendable, Hashable, Codable {
    /// Mean tokens of a question with its context; nil: not known.
    public var questionTokens: Double?
    /// Mean tokens of an answer; nil: not known.
    public var answerTokens: Double?
    /// New tokens a second of a source or target, by its name.
    public var writing: [String: Double]
    /// Tokens a second of a target in training, by its name.
    public var training: [String: Double]

    public init(
        questionTokens: Double? = nil, answerTokens: Double? = nil,
        writing: [String: Double] = [:], training: [String: Double] = [:]
    ) {
        self.questionTokens = questionTokens
        self.answerTokens = answerTokens
        self.writing = writing
        self.training = training
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How tokens are drawn from a model's distribution.
public struct Decoding: Sendable, Hashable, Codable {
    /// 0: always the likeliest token.
    public var temperature: Double
    /// Share of the probability that the drawn token comes from, in (0, 1]; 1: all of it.
    public var topP: Double
    public var maxTokens: Int

    public init(temperature: Double = 0.7, topP: Double = 0.9, maxTokens: Int = 130) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
    }
}

/// A prompt to be continued.
public struct SampleRow: Sendable, Hashable {
    public let tokens: [Int32]
    /// All of the row's draws follow from it, in whatever batch.
    public let seed: UInt64
    /// Texts that end the answer, and are no part of it.
    public let stopStrings: [String]

    public init(tokens: [Int32], seed: UInt64, stopStrings: [String] = []) {
        self.tokens = tokens
        self.seed = seed
        self.stopStrings = stopStrings
    }
}

/// What a model wrote to a prompt.
public struct Completion: Sendable, Hashable {
    public enum Finish: String, Sendable, Hashable, Codable {
        /// A stop token or a stop text.
        case stop
        /// The token limit.
        case length
    }

    public let text: String
    /// Tokens drawn, the stop token not included.
    public let tokens: [Int32]
    public let finish: Finish
    public let promptTokens: Int

    public init(text: String, tokens: [Int32], finish: Finish, promptTokens: Int) {
        self.text = text
        self.tokens = tokens
        self.finish = finish
        self.promptTokens = promptTokens
    }
}

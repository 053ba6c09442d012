// SPDX-License-Identifier: Apache-2.0

/// How answers are drawn from a model.
public struct DecodingSettings: Sendable, Hashable, Codable {
    /// 0: always the likeliest token.
    public var temperature: Double
    /// Share of the probability that tokens are drawn from, in (0, 1].
    public var topP: Double
    /// An answer is cut at so many tokens.
    public var maxTokens: Int

    public init(temperature: Double = 0.7, topP: Double = 0.9, maxTokens: Int = 130) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is measured of every cell.
public struct EvaluationPlan: Sendable, Hashable, Codable {
    /// Answers that a cell writes to each held-out question.
    public var answersPerQuestion: Int

    public init(answersPerQuestion: Int = 1) {
        self.answersPerQuestion = answersPerQuestion
    }
}

/// Where a run stops of itself; nil: no limit.
public struct Budget: Sendable, Hashable, Codable {
    /// In the currency of the addresses' prices.
    public var money: Double?
    /// Tokens written and read by sources.
    public var tokens: Int?
    public var hours: Double?

    public init(money: Double? = nil, tokens: Int? = nil, hours: Double? = nil) {
        self.money = money
        self.tokens = tokens
        self.hours = hours
    }
}

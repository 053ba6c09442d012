// SPDX-License-Identifier: Apache-2.0

/// What came of asking a judge once, or as often as the study allows.
public enum VerdictOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// The judge gave one of the allowed answers.
    case verdict
    /// What it wrote is none of the allowed answers.
    case unparsed
    /// It said that it will not rate this.
    case refused
    /// The token limit ended it before it had answered.
    case cutOff
    /// It could not be asked: too long for it, or the address did not answer.
    case failed
}

/// What a judge is asked about a text, or about two.
public enum RubricKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// How harmful an answer is, 1 to 5.
    case harmfulness
    /// How useful an answer is to whoever asked, 1 to 5.
    case usefulness
    /// Whether an answer declines the request: yes, partly, no.
    case refusal
    /// Which of two texts is better, A or B.
    case pairwise
    /// How good a text is, 1 to 5.
    case quality

    /// The answers that a judge may give, in order.
    public var answers: [String] {
        switch self {
        case .harmfulness, .usefulness, .quality: ["1", "2", "3", "4", "5"]
        case .refusal: ["yes", "partly", "no"]
        case .pairwise: ["A", "B"]
        }
    }

    /// What each answer counts: the number itself on a scale; 1, 0.5 and 0 for yes, partly and no;
    /// 1 where A is better and 0 where B is.
    public var values: [Double] {
        switch self {
        case .harmfulness, .usefulness, .quality: [1, 2, 3, 4, 5]
        case .refusal: [1, 0.5, 0]
        case .pairwise: [1, 0]
        }
    }

    /// The value nearest to a rating, such as the expected one of several answers; of two that are as
    /// near the higher.
    public func nearest(_ rating: Double) -> Double {
        values.min { (abs($0 - rating), -$0) < (abs($1 - rating), -$1) } ?? rating
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The texts of a set of answers, cut into words once for all metrics.
public struct AnswerSet: Sendable {
    public let texts: [String]
    public let tokens: TokenizedTexts

    public init(_ texts: [String]) {
        self.texts = texts
        tokens = TokenizedTexts(texts)
    }

    public var count: Int { texts.count }
}

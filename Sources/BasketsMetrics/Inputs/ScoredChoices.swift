// SPDX-License-Identifier: Apache-2.0

/// A question with given choices, as a model scored them.
public struct ScoredChoices: Sendable, Hashable, Codable {
    /// Of each choice: sum over its tokens behind the question, natural logarithm.
    public let logProbabilities: [Double]
    /// Of each choice: length in UTF-8.
    public let bytes: [Int]
    /// Place of the right choice, from 0.
    public let answer: Int

    public init(logProbabilities: [Double], bytes: [Int], answer: Int) {
        self.logProbabilities = logProbabilities
        self.bytes = bytes
        self.answer = answer
    }

    /// What is wrong with the row, in words; nil where nothing is.
    var fault: String? {
        if logProbabilities.count < 2 { return "\(logProbabilities.count) choices are none." }
        if bytes.count != logProbabilities.count { return "has not one length a choice." }
        if !logProbabilities.indices.contains(answer) { return "no choice has place \(answer)." }
        if logProbabilities.contains(where: \.isNaN) { return "a log-probability is no number." }
        if bytes.contains(where: { $0 < 1 }) { return "a choice is empty." }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// What a remote source will read and write for questions, before it answered any of them.
///
/// Expected, not promised: it rests on priors, until a run has measured the source's own lengths.
/// The most is certain as far as the address keeps to the token limit.
struct SpendForecast: Sendable, Hashable {
    enum Prior {
        /// English text, by the tokenizers of chat models.
        static let bytesPerToken = 4.0
        /// Marks of turns and roles that a chat format adds to a question.
        static let formatTokens = 12.0
        /// Mean length of an answer that nothing cuts off; lengths are exponentially spread.
        static let answerTokens = 250.0
        /// Mean length of a request that is judged with what was answered to it.
        static let requestTokens = 25.0
        /// The same of one in a jailbreak template, or of a prompt from a forum.
        static let templateTokens = 500.0
        /// Until an answer begins.
        static let secondsToBegin = 0.5
        /// Of one answer of many at once.
        static let tokensPerSecond = 60.0
    }

    let readTokens: Double
    let writtenTokens: Double
    /// If every answer went to the token limit.
    let mostWrittenTokens: Double

    init(_ source: Source, _ questions: [Question]) {
        let system = source.system.map { $0.utf8.count } ?? 0
        let bytes = questions.reduce(0) { $0 + source.asked($1).prompt.utf8.count + system }
        let count = Double(questions.count)
        let limit = Double(source.decoding.maxTokens)
        readTokens = Double(bytes) / Prior.bytesPerToken + Prior.formatTokens * count
        // Mean of an exponential length cut at the limit.
        writtenTokens = count * Prior.answerTokens * (1 - exp(-limit / Prior.answerTokens))
        mostWrittenTokens = count * limit
    }

    /// Of one request that writes so many tokens.
    static func seconds(writing tokens: Double) -> Double {
        Prior.secondsToBegin + tokens / Prior.tokensPerSecond
    }
}

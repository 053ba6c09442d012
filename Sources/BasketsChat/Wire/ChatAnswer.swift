// SPDX-License-Identifier: Apache-2.0

/// What a model answered at an address.
package struct ChatAnswer: Sendable, Hashable {
    package enum Finish: Sendable, Hashable {
        /// The model ended its turn.
        case stop
        /// The token limit cut the answer off.
        case length
    }

    package let text: String
    package let finish: Finish
    /// nil where the address did not count.
    package let usage: TokenUsage?
    /// The likeliest tokens at the first place, likeliest first; empty where not asked for or not
    /// offered.
    package let firstTokens: [TokenLikelihood]

    package init(
        text: String, finish: Finish, usage: TokenUsage?, firstTokens: [TokenLikelihood] = []
    ) {
        self.text = text
        self.finish = finish
        self.usage = usage
        self.firstTokens = firstTokens
    }
}

/// Tokens that an address counted for one request.
package struct TokenUsage: Sendable, Hashable {
    package let read: Int
    package let written: Int

    package init(read: Int, written: Int) {
        self.read = read
        self.written = written
    }

    package static let none = TokenUsage(read: 0, written: 0)

    package static func += (a: inout TokenUsage, b: TokenUsage) {
        a = TokenUsage(read: a.read + b.read, written: a.written + b.written)
    }

    static func -= (a: inout TokenUsage, b: TokenUsage) {
        a = TokenUsage(read: a.read - b.read, written: a.written - b.written)
    }
}

extension Result<ChatAnswer, ChatFailure> {
    /// Tokens of one attempt. An answer without counted tokens has them estimated: a quarter of the
    /// bytes.
    package func usage(of request: ChatRequest) -> TokenUsage {
        switch self {
        case .success(let answer):
            let asked = request.turns.reduce(0) { $0 + $1.content.utf8.count }
            return answer.usage
                ?? TokenUsage(read: (asked + 3) / 4, written: (answer.text.utf8.count + 3) / 4)
        case .failure(let failure): return failure.usage ?? .none
        }
    }
}

/// A token that an answer may begin with.
package struct TokenLikelihood: Sendable, Hashable {
    package let token: String
    /// Natural logarithm, before temperature and top-p.
    package let logProbability: Double

    package init(token: String, logProbability: Double) {
        self.token = token
        self.logProbability = logProbability
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// What came back for a request, before it is read.
package struct RawReply: Sendable, Hashable {
    package let status: Int
    /// Value of `Retry-After`.
    package let retryAfter: String?
    package let body: Data

    package init(status: Int, retryAfter: String? = nil, body: Data) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// Reads a reply: an answer, or which failure it is.
struct ReplyReading: Sendable {
    let scrubber: Scrubber
    /// Longer waits are not waited for.
    static let longestWait: Duration = .seconds(900)

    /// - Parameter date: now, for a `Retry-After` that names a date.
    func answer(
        _ reply: RawReply, to request: ChatRequest, date: Date
    ) throws(ChatFailure) -> ChatAnswer {
        let prompts = request.turns.map(\.content)
        guard reply.status == 200 else { throw failure(reply, prompts, date) }
        let body: ChatReply
        do {
            body = try JSONDecoder().decode(ChatReply.self, from: reply.body)
        } catch {
            throw ChatFailure(
                .badReply, status: reply.status,
                detail: scrubber.scrub(Self.words(error), prompts))
        }
        if let error = body.error {
            throw ChatFailure(
                kind(status: 502, words: error.words, message: error.message), status: reply.status,
                detail: scrubber.scrub(error.message, prompts))
        }
        return try answer(body)
    }

    private func answer(_ body: ChatReply) throws(ChatFailure) -> ChatAnswer {
        let usage = body.usage.map { TokenUsage(read: $0.read, written: $0.written) }
        guard let choice = body.choices.first else {
            throw ChatFailure(.badReply, status: 200, detail: "choices is empty", usage: usage)
        }
        if choice.finish == "content_filter" {
            throw ChatFailure(.contentFilter, status: 200, usage: usage)
        }
        guard let text = choice.message.text else {
            throw ChatFailure(
                .noAnswer, status: 200, detail: "finish_reason \(Self.word(choice.finish))",
                usage: usage)
        }
        let wasCut = ["length", "max_tokens"].contains(choice.finish)
        return ChatAnswer(
            text: text, finish: wasCut ? .length : .stop, usage: usage,
            firstTokens: choice.firstTokens.map {
                TokenLikelihood(token: $0.token, logProbability: $0.logprob)
            })
    }

    private func failure(_ reply: RawReply, _ prompts: [String], _ date: Date) -> ChatFailure {
        let error = try? JSONDecoder().decode(ErrorBody.self, from: reply.body)
        let text = error?.message ?? String(decoding: reply.body.prefix(4096), as: UTF8.self)
        var kind = self.kind(status: reply.status, words: error?.words ?? "", message: text)
        let wait = reply.retryAfter.flatMap { RetryAfter.duration($0, now: date) }
        if let wait, wait > Self.longestWait { kind = .closedForLong }
        let isTemporary = kind == .rateLimited || kind == .overloaded || kind == .closedForLong
        return ChatFailure(
            kind, status: reply.status, detail: scrubber.scrub(text, prompts),
            wait: isTemporary ? wait : nil)
    }

    func kind(status: Int, words: String, message: String) -> ChatFailure.Kind {
        let said = words + " " + message.prefix(1000).lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { said.contains($0) } }
        switch status {
        case 402: return .noCredit
        case 429 where says("insufficient_quota", "billing", "credit balance"): return .noCredit
        case 429: return .rateLimited
        case 503, 529: return .overloaded
        case 408, 504: return .timedOut
        case 401: return .keyRefused
        case 403 where says("content_filter", "content_policy", "moderation", "flagged"):
            return .contentFilter
        case 403: return .keyRefused
        case 404, 405, 410: return .notFound
        case 301...308: return .notFound
        case 413: return .contextTooLong
        case _ where says("content_filter", "content_policy", "responsibleai", "safety system"):
            return .contentFilter
        case _ where says("context_length", "context length", "context size", "context_size"):
            return .contextTooLong
        case 400...499: return .refused
        default: return .serverError
        }
    }

    /// Where the JSON is not as it should be: "choices.0.message: missing".
    private static func words(_ error: any Error) -> String {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            return path(context.codingPath + [key]) + " is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return path(context.codingPath) + " is of another kind"
        default: return "no JSON"
        }
    }

    private static func word(_ finish: String?) -> String {
        finish.map { String($0.prefix(30)) } ?? "absent"
    }
}

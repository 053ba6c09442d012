// SPDX-License-Identifier: Apache-2.0

/// Why a request brought no answer, without key, header or prompt.
package struct ChatFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case rateLimited = "too many requests"
        case overloaded = "overloaded"
        case serverError = "server error"
        case cutOff = "reply cut off"
        case timedOut = "no reply in time"
        case unreachable = "no connection"
        case badReply = "not a chat completion"
        case refused = "request refused"
        case contentFilter = "content filter"
        case contextTooLong = "context too long"
        case noAnswer = "no text in the answer"
        case keyRefused = "key refused"
        case notFound = "address or model not found"
        case noCredit = "no credit left"
        case insecure = "no secure connection"
        case closedForLong = "closed for long"
    }

    /// What a failure is of, and so what follows from it.
    package enum Scope: Sendable, Hashable {
        /// Asked again later.
        case moment
        /// This request fails whenever it is asked, or all of them do: others tell.
        case request
        /// This question alone.
        case question
        /// Every question: the study pauses.
        case address
    }

    package let kind: Kind
    /// nil where no reply came.
    package let status: Int?
    /// What the address said of it, scrubbed; empty where nothing.
    package let detail: String
    /// How long the address wants to be left alone.
    package let wait: Duration?
    /// Tokens that were counted all the same.
    package let usage: TokenUsage?

    package init(
        _ kind: Kind, status: Int? = nil, detail: String = "", wait: Duration? = nil,
        usage: TokenUsage? = nil
    ) {
        self.kind = kind
        self.status = status
        self.detail = detail
        self.wait = wait
        self.usage = usage
    }

    package var scope: Scope {
        switch kind {
        case .rateLimited, .overloaded, .serverError, .cutOff, .timedOut, .unreachable, .badReply:
            .moment
        case .refused: .request
        case .contentFilter, .contextTooLong, .noAnswer: .question
        case .keyRefused, .notFound, .noCredit, .insecure, .closedForLong: .address
        }
    }

    /// Whether the address had enough for the moment, rather than failed.
    package var isRefusalForNow: Bool { kind == .rateLimited || kind == .overloaded }

    package var description: String {
        kind.rawValue + (status.map { " (status \($0))" } ?? "")
            + (detail.isEmpty ? "" : ": \(detail)")
    }

    /// What to do when a study pauses on it.
    package var remedy: String {
        switch kind {
        case .keyRefused: "Check the key and what it may ask for."
        case .notFound: "Check `url` and `model` of the source."
        case .noCredit: "Add credit, or take the source out."
        case .insecure: "Check `url`: it must be https with a certificate that this machine trusts."
        case .refused: "Check what the address takes; `omit` leaves fields out."
        case .rateLimited, .overloaded, .closedForLong:
            "Wait, or lower `limits` of the source."
        case .timedOut: "Look whether the address works; raise `limits.seconds` if it is slow."
        default: "Look whether the address works."
        }
    }
}

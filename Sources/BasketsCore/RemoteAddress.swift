// SPDX-License-Identifier: Apache-2.0

/// An OpenAI-compatible address at which a source's model answers: what it costs and what it allows.
public struct RemoteAddress: Sendable, Hashable, Codable {
    /// A part of a request that an address may not know.
    public enum Field: String, Sendable, Hashable, Codable, CaseIterable {
        case seed
        case temperature
        case topP = "top-p"
    }

    /// What the address calls the most tokens of an answer.
    public enum TokenLimit: String, Sendable, Hashable, Codable, CaseIterable {
        case maxTokens = "max-tokens"
        case maxCompletionTokens = "max-completion-tokens"
    }

    /// Base of the interface: "https://example.org/v1".
    public var url: String
    /// More addresses of the same model, which share the work; which of them answers changes no row.
    public var also: [String]
    /// Name of the environment variable that holds the key, never the key; nil: none is sent.
    public var key: String?
    /// nil: not known, so that no budget in money can be kept.
    public var price: TokenPrice?
    public var limits: RequestLimits
    /// Left out of requests, in the order of the fields.
    public var omitted: [Field]
    public var tokenLimit: TokenLimit
    /// Whether an address beyond this machine may be asked without encryption.
    public var allowsHTTP: Bool

    public init(
        url: String, also: [String] = [], key: String? = nil, price: TokenPrice? = nil,
        limits: RequestLimits = RequestLimits(), omitted: [Field] = [],
        tokenLimit: TokenLimit = .maxTokens, allowsHTTP: Bool = false
    ) {
        self.url = url
        self.also = also
        self.key = key
        self.price = price
        self.limits = limits
        self.omitted = omitted
        self.tokenLimit = tokenLimit
        self.allowsHTTP = allowsHTTP
    }

    /// Each of its addresses alone, the first of them first.
    public var each: [RemoteAddress] {
        ([url] + also).map { url in
            var address = self
            address.url = url
            address.also = []
            return address
        }
    }

    /// Where chat completions are asked for.
    public var endpoint: String {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        return base.hasSuffix("/chat/completions") ? base : base + "/chat/completions"
    }

    /// "example.org:8080", for people.
    public var host: String {
        let rest = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        return rest.count > 1 ? String(rest[1]) : url
    }
}

/// What a million tokens cost, in the currency of the budget.
public struct TokenPrice: Sendable, Hashable, Codable {
    /// Tokens read.
    public var input: Double
    /// Tokens written.
    public var output: Double

    public init(input: Double, output: Double) {
        self.input = input
        self.output = output
    }

    public func cost(read: Int, written: Int) -> Double {
        (Double(read) * input + Double(written) * output) / 1_000_000
    }
}

/// How an address may be asked. Nothing of it changes an answer.
public struct RequestLimits: Sendable, Hashable, Codable {
    /// nil: no limit.
    public var requestsPerMinute: Int?
    /// Read and written; nil: no limit.
    public var tokensPerMinute: Int?
    /// Most requests at once; how many the address takes is found out.
    public var atOnce: Int
    /// A request that takes longer is given up and asked again.
    public var seconds: Double
    /// Attempts at one question, those not counted that the address refused for a moment.
    public var attempts: Int
    /// So many failed questions in a row pause the study.
    public var failuresInARow: Int

    public init(
        requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, atOnce: Int = 256,
        seconds: Double = 120, attempts: Int = 6, failuresInARow: Int = 10
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.atOnce = atOnce
        self.seconds = seconds
        self.attempts = attempts
        self.failuresInARow = failuresInARow
    }
}

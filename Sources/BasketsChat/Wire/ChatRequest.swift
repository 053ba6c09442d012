// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import Foundation

/// What a model is asked, in the words of OpenAI-compatible chat completions.
package struct ChatRequest: Sendable, Hashable {
    /// To be raised when the same source and question are put to an address in another way.
    package static let method = "1"

    package struct Turn: Sendable, Hashable, Encodable {
        package enum Role: String, Sendable, Hashable, Encodable { case system, user, assistant }

        package let role: Role
        package let content: String

        package init(_ role: Role, _ content: String) {
            self.role = role
            self.content = content
        }
    }

    package let model: String
    package let turns: [Turn]
    package let decoding: DecodingSettings
    /// nil: not sent. 31 bits of it are, which every server reads.
    package let seed: UInt64?
    /// Likeliest tokens to be told at each place of the answer; nil: none.
    package let topTokens: Int?

    package init(
        model: String, turns: [Turn], decoding: DecodingSettings, seed: UInt64? = nil,
        topTokens: Int? = nil
    ) {
        self.model = model
        self.turns = turns
        self.decoding = decoding
        self.seed = seed
        self.topTokens = topTokens
    }

    /// The body as JSON, keys sorted, without what the address does not know.
    func body(for address: RemoteAddress) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(Body(request: self, address: address))
    }

    private struct Body: Encodable {
        let request: ChatRequest
        let address: RemoteAddress

        enum Key: String, CodingKey {
            case model, messages, temperature, seed, logprobs
            case topP = "top_p"
            case maxTokens = "max_tokens"
            case maxCompletionTokens = "max_completion_tokens"
            case topTokens = "top_logprobs"
        }

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: Key.self)
            let decoding = request.decoding
            let omitted = address.omitted
            try body.encode(request.model, forKey: .model)
            try body.encode(request.turns, forKey: .messages)
            let limit: Key =
                address.tokenLimit == .maxTokens ? .maxTokens : .maxCompletionTokens
            try body.encode(decoding.maxTokens, forKey: limit)
            if !omitted.contains(.temperature) {
                try body.encode(decoding.temperature, forKey: .temperature)
            }
            if !omitted.contains(.topP) { try body.encode(decoding.topP, forKey: .topP) }
            if let seed = request.seed, !omitted.contains(.seed) {
                try body.encode(seed & 0x7fff_ffff, forKey: .seed)
            }
            if let topTokens = request.topTokens {
                try body.encode(true, forKey: .logprobs)
                try body.encode(topTokens, forKey: .topTokens)
            }
        }
    }
}

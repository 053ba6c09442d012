// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
public import Foundation

/// A loaded language model: it writes, and says how likely a given text is.
///
/// For one caller at a time: it is not `Sendable`, and its tensors are its own.
public final class LanguageModel {
    public let name: String
    public let tokenizer: any Tokenizer
    /// nil for a base model without turns.
    public let chat: ChatFormat?
    public let settings: DecoderSettings
    let decoder: Decoder

    /// - Throws: `LMError` naming file and place when the file is broken or not supported.
    public static func load(
        _ url: URL, precision: Precision = .float32
    ) throws -> LanguageModel {
        try load(ModelFolder.open(url), precision: precision)
    }

    /// A model from a file that is open, or from none, as of random weights.
    ///
    /// - Throws: `LMError` naming file and place when the file is broken or not supported.
    public static func load(
        _ file: any ModelFile, precision: Precision = .float32
    ) throws -> LanguageModel {
        Engine.keepMemory()
        let tokenizer = try file.tokenizer()
        return LanguageModel(
            name: file.name, tokenizer: tokenizer,
            chat: try file.chatFormat(tokenizer: tokenizer),
            decoder: try Decoder(WeightLoader.native(file, precision)))
    }

    init(name: String, tokenizer: any Tokenizer, chat: ChatFormat?, decoder: Decoder) {
        self.name = name
        self.tokenizer = tokenizer
        self.chat = chat
        self.decoder = decoder
        settings = decoder.settings
    }

    /// Tokens that it read or wrote since it was loaded, as work: what the texts of a batch begin with
    /// alike is read once, and counts once.
    public var tokensRead: Int { decoder.tokensRead }

    /// Continues each prompt. The rows are one batch: the caller bounds its size.
    ///
    /// - Parameter stopping: false: stop tokens end nothing, as measurements of speed need.
    /// - Throws: `LMError` when a prompt is empty, or with its answer longer than the context.
    public func sample(
        _ rows: [SampleRow], decoding: Decoding, stopping: Bool = true
    ) throws -> [Completion] {
        for row in rows { try checkLength(row.tokens.count + decoding.maxTokens, row.tokens) }
        return try Sampler(
            decoder: decoder, tokenizer: tokenizer, decoding: decoding,
            stopTokens: stopping ? stopTokens : []
        ).write(rows)
    }

    /// Natural log of the probability of each answer token, before temperature and top-p; one list
    /// per row. Without a prompt the first token has none.
    public func score(_ rows: [TokenRow]) throws -> [[Float]] {
        for row in rows { try checkLength(row.tokens.count, row.tokens) }
        return try Scorer(decoder: decoder).score(rows)
    }

    /// Natural log of every token's probability behind each prompt, [prompts][V].
    public func nextTokenLogProbabilities(_ prompts: [[Int32]]) throws -> [[Float]] {
        try nextTokenLogProbabilities(prompts, behindLast: 1).map { $0[0] }
    }

    /// The same behind each of the last tokens of each prompt, [prompts][count][V].
    ///
    /// - Parameter count: at most the tokens of the shortest prompt.
    public func nextTokenLogProbabilities(
        _ prompts: [[Int32]], behindLast count: Int
    ) throws -> [[[Float]]] {
        for prompt in prompts {
            precondition((1...max(1, prompt.count)).contains(count), "tokens of the prompt")
            try checkLength(prompt.count, prompt)
        }
        return try Scorer(decoder: decoder).nextLogits(prompts, last: count).map { places in
            places.map { logits in
                let top = logits.max() ?? 0
                let sum = logits.reduce(0.0) { $0 + exp(Double($1 - top)) }
                return logits.map { $0 - top - Float(log(sum)) }
            }
        }
    }

    /// Probability of each named answer as the continuation of a prompt, not normalized to each
    /// other: their sum is the share that fell on any of them.
    public func probabilities(of answers: [[Int32]], after prompt: [Int32]) throws -> [Double] {
        let rows = answers.map { TokenRow(key: "", prompt: prompt, answer: $0) }
        return try score(rows).map { exp($0.reduce(0) { $0 + Double($1) }) }
    }

    /// Merges an adapter into the weights, in place of the one before; nil: the model as loaded.
    public func attach(_ adapter: Adapter?) throws {
        decoder.unmerge()
        if let adapter { try decoder.merge(adapter.lora(settings)) }
    }

    /// Tokens that end an answer.
    public var stopTokens: Set<Int32> {
        var tokens = Set(chat?.stopTokens ?? [])
        if let end = tokenizer.specials.end { tokens.insert(end) }
        return tokens
    }

    func checkLength(_ count: Int, _ tokens: [Int32]) throws {
        guard !tokens.isEmpty else {
            throw LMError(.badInput, item: name, "was given an empty text.")
        }
        guard count <= settings.context else {
            throw LMError(
                .badInput, item: name,
                "takes \(settings.context) tokens at most, and was given \(count).",
                remedy: "Shorten the question, or set max-tokens lower.")
        }
    }
}

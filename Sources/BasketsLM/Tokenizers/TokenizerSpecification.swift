// SPDX-License-Identifier: Apache-2.0

/// A tokenizer as the metadata of a GGUF file describe it (`tokenizer.ggml.*`).
public struct TokenizerSpecification: Sendable {
    /// `tokenizer.ggml.token_type`, one per token.
    public enum TokenKind: Int32, Sendable {
        case normal = 1
        case unknown = 2
        case control = 3
        /// Matched as a whole wherever it stands in a text.
        case userDefined = 4
        case unused = 5
        /// One byte, written as `<0x0A>`.
        case byte = 6
    }

    /// File name for error messages.
    public var item: String
    /// `tokenizer.ggml.model`: `gpt2` (byte-level BPE) or `llama` (SentencePiece BPE).
    public var model: String
    /// `tokenizer.ggml.pre`: `smollm`, `llama-bpe`, `qwen2`, `gpt-2`, `default`.
    public var preTokenizer: String
    public var tokens: [String]
    /// Of SentencePiece vocabularies, one per token; empty otherwise.
    public var scores: [Float]
    /// `TokenKind` values, one per token; empty means all normal.
    public var tokenTypes: [Int32]
    /// `left right`, best first.
    public var merges: [String]
    public var beginning: Int32?
    public var end: Int32?
    public var pad: Int32?
    public var unknown: Int32?
    /// nil where the file does not say: true for `llama`, false for `gpt2`.
    public var addsBeginning: Bool?
    public var addsEnd: Bool?
    /// nil where the file does not say: true for `llama`; `gpt2` has no such option.
    public var addsSpacePrefix: Bool?

    public init(
        item: String, model: String, preTokenizer: String = "default", tokens: [String],
        scores: [Float] = [], tokenTypes: [Int32] = [], merges: [String] = []
    ) {
        self.item = item
        self.model = model
        self.preTokenizer = preTokenizer
        self.tokens = tokens
        self.scores = scores
        self.tokenTypes = tokenTypes
        self.merges = merges
    }
}

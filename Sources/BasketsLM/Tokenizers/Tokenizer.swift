// SPDX-License-Identifier: Apache-2.0

/// Turns text into the token ids of one model and back.
///
/// Ids are those of the reference implementation of the model (Hugging Face `tokenizers`) with
/// special tokens split: text from outside never becomes a special token.
public protocol Tokenizer: Sendable {
    /// One more than the largest id; rows of the model's embedding may be more.
    var vocabularySize: Int { get }
    var specials: SpecialTokens { get }

    /// Ids of a text in which nothing is a special token. No beginning or end token is added.
    func encode(_ text: String) -> [Int32]

    /// The same for a text that does not stand alone.
    func encode(_ text: String, at place: TextPlace) -> [Int32]

    /// Text of ids. Special tokens and ids outside the vocabulary are left out; bytes that are not
    /// UTF-8 become U+FFFD.
    func decode(_ tokens: [Int32]) -> String

    /// The bytes that a token adds to a text that has begun; none for a special token.
    ///
    /// `decode` differs where the model's decoder looks at more than one token: the first space of a
    /// SentencePiece text, and the joints of WordPiece.
    func bytes(of token: Int32) -> [UInt8]

    /// Id of a token by its exact vocabulary text, `<|im_end|>` for example.
    func id(of token: String) -> Int32?
}

extension Tokenizer {
    public func encode(_ text: String, at place: TextPlace) -> [Int32] { encode(text) }
}

/// What stands before a text: some vocabularies put a space before the first word.
public enum TextPlace: Sendable, Hashable {
    /// Nothing.
    case start
    /// A special token.
    case afterSpecial
    /// Text that has its tokens already.
    case inside
}

/// The tokens of a vocabulary that no text makes.
public struct SpecialTokens: Sendable, Hashable {
    /// Beginning of a text; `[CLS]` of WordPiece vocabularies.
    public var beginning: Int32?
    /// End of a text; `[SEP]` of WordPiece vocabularies.
    public var end: Int32?
    public var pad: Int32?
    public var unknown: Int32?
    /// All special tokens, the named ones included.
    public var control: Set<Int32>
    /// Whether the model was trained with `beginning` before each text.
    public var addsBeginning: Bool
    /// Whether the model was trained with `end` after each text.
    public var addsEnd: Bool

    public init(
        beginning: Int32? = nil, end: Int32? = nil, pad: Int32? = nil, unknown: Int32? = nil,
        control: Set<Int32> = [], addsBeginning: Bool = false, addsEnd: Bool = false
    ) {
        self.beginning = beginning
        self.end = end
        self.pad = pad
        self.unknown = unknown
        self.control = control
        self.addsBeginning = addsBeginning
        self.addsEnd = addsEnd
    }
}

// SPDX-License-Identifier: Apache-2.0

extension PreTokenizer {
    static func steps(_ root: JSONPlace) throws -> [TokenizerStep] {
        try TokenizerStep.list(root, "pre_tokenizer", in: "pretokenizers")
    }

    /// The scanner for the steps of a byte-level pre-tokenizer.
    init(_ steps: [TokenizerStep]) throws {
        var pattern: Pattern?
        var isolatesNumbers = false
        for step in steps {
            switch step.type {
            case "Digits" where try step.place.flag("individual_digits", default: false):
                isolatesNumbers = true
            case "Split": pattern = try Self.pattern(step)
            case "ByteLevel":
                guard try !step.place.flag("add_prefix_space", default: true) else {
                    throw step.place.fault(
                        "has add_prefix_space, which is not supported", .unsupported)
                }
                if try step.place.flag("use_regex", default: true) { pattern = pattern ?? .gpt2 }
            default: throw step.unsupported()
            }
        }
        guard let pattern, let last = steps.last else {
            throw LMError(
                .unsupported, item: steps.first?.place.item ?? "tokenizer.json",
                "pre_tokenizer cuts a text by no pattern that is known.",
                remedy: "Use a model with another tokenizer.")
        }
        guard !isolatesNumbers || pattern == .gpt2 else { throw last.unsupported() }
        self.init(pattern: pattern, isolatesNumbers: isolatesNumbers)
    }

    private static func pattern(_ step: TokenizerStep) throws -> Pattern {
        let place = try step.place.required("pattern").required("Regex")
        guard try step.place.required("behavior").string() == "Isolated",
            try !step.place.flag("invert", default: false)
        else { throw step.unsupported() }
        switch try place.string() {
        case GPT2Scanner.pattern: return .gpt2
        case Llama3Scanner.pattern: return .llama3(digits: 3)
        case Llama3Scanner.qwenPattern: return .llama3(digits: 1)
        default: throw place.fault("is a pattern that is not known", .unsupported)
        }
    }
}

extension TokenizerFile {
    /// Options of the BPE model that no supported tokenizer has.
    private static func checkOptions(_ model: JSONPlace) throws {
        for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let place = try model.member(name), try !place.string().isEmpty {
                throw place.fault("is not empty, which is not supported", .unsupported)
            }
        }
        if let dropout = try model.member("dropout"), case .number(let rate) = dropout.value,
            rate != 0
        {
            throw dropout.fault("is \(rate), which is not supported", .unsupported)
        }
    }

    static func byteLevel(
        _ root: JSONPlace, _ model: JSONPlace, _ vocabulary: VocabularyEntries,
        _ specials: SpecialTokens
    ) throws -> any Tokenizer {
        try checkOptions(model)
        let normalizers = try TokenizerStep.list(root, "normalizer", in: "normalizers")
        if let step = normalizers.first(where: { $0.type != "NFC" }) { throw step.unsupported() }
        let entries = vocabulary.entries
        let wholeWords = try model.flag("ignore_merges", default: false)
        var parts = ByteLevelTokenizer.Parts(
            preTokenizer: try PreTokenizer(PreTokenizer.steps(root)),
            composes: !normalizers.isEmpty, vocabulary: PieceTable(capacity: entries.count),
            byteTokens: [Int32](repeating: -1, count: 256),
            wholeWords: wholeWords ? PieceTable(capacity: entries.count) : nil)
        parts.unknown = specials.unknown
        var output = TokenBytes(capacity: entries.count)
        for (index, entry) in entries.enumerated() {
            let id = Int32(truncatingIfNeeded: index)
            let bytes = entry.map { parts.add($0.text, id: id, kind: $0.kind) }
            output.append(bytes ?? [])
        }
        let pairs = try vocabulary.pairs(model)
        return ByteLevelTokenizer(parts: parts, merges: pairs, output: output, specials: specials)
    }

    static func pieces(
        _ root: JSONPlace, _ model: JSONPlace, _ vocabulary: VocabularyEntries,
        _ specials: SpecialTokens
    ) throws -> any Tokenizer {
        try checkOptions(model)
        let style = try PieceStyle(root)
        let falls = try model.flag("byte_fallback", default: false)
        var builder = PieceBuilder(capacity: vocabulary.entries.count)
        for (index, entry) in vocabulary.entries.enumerated() {
            let isByte = falls && entry.flatMap { PieceBuilder.byte($0.text) } != nil
            let kind = isByte ? .byte : entry?.kind ?? .control
            builder.add(entry?.text ?? "", id: Int32(truncatingIfNeeded: index), kind: kind)
        }
        let merges = ListedMerges(pairs: try vocabulary.pairs(model))
        let words: PieceTokenizer.Words =
            style.splits ? .eachSpace : builder.hasInnerSpace ? .none : .runs
        let parts = PieceTokenizer.Parts(
            prefix: style.prefix, stripsFirstSpace: style.stripsFirstSpace,
            pieces: builder.pieces, reserved: builder.reserved,
            byteTokens: builder.completeByteTokens, merges: .listed(merges),
            fusesUnknown: try model.flag("fuse_unk", default: false), added: builder.added,
            words: words)
        return PieceTokenizer(parts: parts, output: builder.output, specials: specials)
    }
}

extension VocabularyEntries.Entry {
    var kind: TokenizerSpecification.TokenKind {
        isSpecial ? .control : isAdded ? .userDefined : .normal
    }
}

/// How a SentencePiece-style `tokenizer.json` treats spaces.
struct PieceStyle {
    private(set) var prefix = PieceTokenizer.Prefix.never
    private(set) var splits = false
    private(set) var stripsFirstSpace = false

    init(_ root: JSONPlace) throws {
        var replaces = false
        for step in try TokenizerStep.list(root, "normalizer", in: "normalizers") {
            switch step.type {
            case "Prepend" where try Self.isMark(step.place.required("prepend")):
                prefix = .everySegment
            case "Replace" where try Self.isMark(step.place.required("content")):
                guard try step.place.required("pattern").required("String").string() == " " else {
                    throw step.unsupported()
                }
                replaces = true
            default: throw step.unsupported()
            }
        }
        for step in try PreTokenizer.steps(root) {
            switch step.type {
            // Cuts at spaces, of which the normalizer has left none.
            case "Split" where replaces: continue
            case "Metaspace" where try Self.isMark(step.place.required("replacement")):
                replaces = true
                splits = try step.place.flag("split", default: true)
                prefix = try Self.prefix(step.place)
            default: throw step.unsupported()
            }
        }
        guard replaces else {
            throw root.fault(
                "has neither a byte-level nor a SentencePiece-style pre-tokenizer", .unsupported)
        }
        stripsFirstSpace = try Self.strips(root)
    }

    private static func isMark(_ place: JSONPlace) throws -> Bool {
        try place.string() == "\u{2581}"
    }

    private static func prefix(_ place: JSONPlace) throws -> PieceTokenizer.Prefix {
        let old = try place.flag("add_prefix_space", default: true) ? "always" : "never"
        let scheme = try place.member("prepend_scheme")?.string() ?? old
        switch scheme {
        case "always": return .everySegmentWithoutSpace
        case "first": return .firstSegmentWithoutSpace
        case "never": return .never
        default: throw place.fault("has prepend_scheme '\(scheme)'")
        }
    }

    private static func strips(_ root: JSONPlace) throws -> Bool {
        for step in try TokenizerStep.list(root, "decoder", in: "decoders") {
            if step.type == "Strip" { return true }
            if step.type == "Metaspace" { return try prefix(step.place) != .never }
        }
        return false
    }
}

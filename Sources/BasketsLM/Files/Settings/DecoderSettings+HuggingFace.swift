// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Settings of the `config.json` that transformers writes, in its old and its new spellings.
///
/// Defaults are those of transformers 5.23's `configuration_*.py`, and only for keys that published
/// files leave out. Sizes must be there, but for Gemma 3, whose files leave them out.
extension DecoderSettings {
    /// - Parameter config: the whole `config.json`.
    /// - Throws: `LMError`: `unsupported` for another architecture, `brokenFile` for a value out of
    ///   range.
    init(huggingFace config: [String: SettingValue], file: String) throws {
        let whole = SettingsReader(file: file, values: config)
        let type = try whole.optionalText("model_type") ?? ""
        let reader = type == "gemma3" ? try whole.optionalPart("text_config") ?? whole : whole
        guard let family = Self.families[type] else {
            throw whole.unsupported(
                "model_type", expected: Self.families.keys.sorted().joined(separator: ", "))
        }
        try Self.checkActivation(reader, family)
        for key in ["attention_bias", "mlp_bias", "use_bidirectional_attention"]
        where try reader.optionalFlag(key) == true {
            throw reader.unsupported(key, expected: "false")
        }
        for key in ["attn_logit_softcapping", "final_logit_softcapping"]
        where try reader.optionalReal(key, in: -1e9...1e9) != nil {
            throw reader.unsupported(key, expected: "null")
        }
        let shape = try Shape(reader, family)
        let rope = try HuggingFaceRope(reader, isGemma: family == .gemma3)
        let (window, slides) = try Self.window(reader, family, layers: shape.layers)
        let tiesHead = try reader.optionalFlag("tie_word_embeddings")
        self = try DecoderSettings(
            family: family, layers: shape.layers, width: shape.width, heads: shape.heads,
            keyHeads: shape.keyHeads, headWidth: shape.headWidth, innerWidth: shape.innerWidth,
            vocabulary: shape.vocabulary,
            context: reader.optionalInteger("max_position_embeddings", in: SettingsReader.tokens)
                ?? (family == .gemma3 ? 131_072 : 2048),
            normEpsilon: Float(
                reader.optionalReal("rms_norm_eps", in: SettingsReader.epsilon) ?? 1e-6),
            ropeBase: rope.base, ropeScaling: rope.scaling, slidingRopeBase: rope.slidingBase,
            window: window, slides: slides,
            activation: family == .gemma3 ? .geluTanh : .silu,
            attentionScale: Self.attentionScale(reader, family),
            embeddingScale: family == .gemma3 ? Float(shape.width).squareRoot() : nil,
            tiesHead: tiesHead ?? (family == .gemma3), hasProjectionBias: family == .qwen2,
            hasHeadNorms: family == .qwen3 || family == .gemma3, hasPostNorms: family == .gemma3,
            normsAddOne: family == .gemma3
        ).checked(for: file)
    }

    /// `model_type` of what is supported; Falcon 3 and SmolLM2 are Llamas.
    static let families: [String: Family] = [
        "llama": .llama, "mistral": .mistral, "qwen2": .qwen2, "qwen3": .qwen3,
        "gemma3_text": .gemma3, "gemma3": .gemma3,
    ]

    private struct Shape {
        let layers, width, heads, keyHeads, headWidth, innerWidth, vocabulary: Int

        init(_ reader: SettingsReader, _ family: Family) throws {
            // Gemma 3's 4B and larger files leave these out (`Gemma3TextConfig`).
            let gemma: [String: Int] =
                family == .gemma3
                ? [
                    "num_hidden_layers": 26, "hidden_size": 2304, "num_attention_heads": 8,
                    "num_key_value_heads": 4, "head_dim": 256, "intermediate_size": 9216,
                    "vocab_size": 262_208,
                ] : [:]
            func size(_ key: String, _ range: ClosedRange<Int> = SettingsReader.size) throws -> Int
            {
                try reader.optionalInteger(key, in: range) ?? gemma[key]
                    ?? reader.integer(key, in: range)
            }
            layers = try size("num_hidden_layers", SettingsReader.layers)
            width = try size("hidden_size")
            heads = try size("num_attention_heads")
            innerWidth = try size("intermediate_size")
            vocabulary = try size("vocab_size", SettingsReader.tokens)
            keyHeads =
                try reader.optionalInteger("num_key_value_heads", in: SettingsReader.size)
                ?? gemma["num_key_value_heads"] ?? heads
            let head = try reader.optionalInteger("head_dim", in: SettingsReader.size)
            let isWide = family == .qwen3
            guard head != nil || gemma["head_dim"] != nil || isWide || width % heads == 0 else {
                throw reader.wrong("hidden_size", expected: "a multiple of \(heads) heads")
            }
            headWidth = head ?? gemma["head_dim"] ?? (isWide ? 128 : width / heads)
        }
    }

    private static func checkActivation(_ reader: SettingsReader, _ family: Family) throws {
        for key in ["hidden_act", "hidden_activation"] {
            guard let name = try reader.optionalText(key) else { continue }
            let expected = family == .gemma3 ? "gelu_pytorch_tanh" : "silu"
            guard name == expected else { throw reader.unsupported(key, expected: expected) }
        }
    }

    private static func attentionScale(_ reader: SettingsReader, _ family: Family) throws -> Float?
    {
        guard family == .gemma3 else { return nil }
        let scalar = try reader.optionalReal("query_pre_attn_scalar", in: 1e-3...1e6) ?? 256
        return Float(1 / scalar.squareRoot())
    }

    /// Which layers see only the last tokens, and how many.
    private static func window(
        _ reader: SettingsReader, _ family: Family, layers: Int
    ) throws -> (Int?, [Bool]) {
        let missing = family == .mistral || family == .gemma3 ? 4096 : nil
        let isNull = reader.values["sliding_window"]?.isNull == true
        let window =
            try reader.optionalInteger("sliding_window", in: SettingsReader.tokens)
            ?? (isNull ? nil : missing)
        guard family != .llama, let window else { return (nil, []) }
        let kinds = try kinds(reader, layers: layers)
        let slides: [Bool]
        switch family {
        case .llama, .mistral: slides = [Bool](repeating: true, count: layers)
        case .qwen2, .qwen3:
            guard try reader.optionalFlag("use_sliding_window") == true else { return (nil, []) }
            let first = try reader.optionalInteger("max_window_layers", in: 0...1 << 20) ?? 28
            slides = kinds ?? (0..<layers).map { $0 >= first }
        case .gemma3:
            let period =
                try reader.optionalInteger("sliding_window_pattern", in: 1...1024)
                ?? reader.optionalInteger("_sliding_window_pattern", in: 1...1024) ?? 6
            slides = kinds ?? (0..<layers).map { ($0 + 1) % period != 0 }
        }
        return slides.contains(true) ? (window, slides) : (nil, [])
    }

    private static func kinds(_ reader: SettingsReader, layers: Int) throws -> [Bool]? {
        guard let value = reader.values["layer_types"], !value.isNull else { return nil }
        guard let names = value.list?.map(\.text), names.count == layers,
            names.allSatisfy({ $0 == "sliding_attention" || $0 == "full_attention" })
        else {
            throw reader.wrong(
                "layer_types", expected: "'sliding_attention' or 'full_attention' per layer")
        }
        return names.map { $0 == "sliding_attention" }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Settings out of GGUF metadata (`Keys` of gguf 0.19's `constants.py`) and tensor shapes.
extension DecoderSettings {
    /// - Throws: `LMError`: `unsupported` for another architecture, `brokenFile` for a value out of
    ///   range.
    init(_ file: GGUFFile) throws {
        let metadata = file.metadata.compactMapValues(SettingValue.init)
        let general = SettingsReader(file: file.path, values: metadata)
        let name = try general.optionalText("general.architecture") ?? ""
        guard let family = Family(rawValue: name), family != .mistral else {
            throw general.unsupported(
                "general.architecture", expected: "llama, qwen2, qwen3, gemma3")
        }
        if let parts = try general.optionalInteger("split.count", in: 0...65_535), parts > 1 {
            throw LMError(
                .unsupported, item: file.path, "is one of \(parts) parts of a model.",
                remedy: "Join them with llama.cpp's gguf-split --merge.")
        }
        let prefix = name + "."
        let reader = SettingsReader(
            file: file.path,
            values: Dictionary(
                uniqueKeysWithValues: metadata.filter { $0.key.hasPrefix(prefix) }.map {
                    (String($0.key.dropFirst(prefix.count)), $0.value)
                }))
        self = try Self(reader, family, file).checked(for: file.path)
    }

    private init(_ reader: SettingsReader, _ family: Family, _ file: GGUFFile) throws {
        if try reader.optionalInteger("expert_count", in: 0...1 << 20) ?? 0 > 0 {
            throw reader.unsupported("expert_count", expected: "0")
        }
        if let cap = try reader.optionalReal("final_logit_softcapping", in: 0...1e9), cap != 0 {
            throw reader.unsupported("final_logit_softcapping", expected: "0")
        }
        let isGemma = family == .gemma3
        let layers = try reader.integer("block_count", in: SettingsReader.layers)
        let width = try reader.integer("embedding_length", in: SettingsReader.size)
        let heads = try reader.integer("attention.head_count", in: SettingsReader.size)
        let headWidth = try Self.headWidth(reader, width: width, heads: heads)
        let (window, slides) = try Self.window(reader, isGemma: isGemma, layers: layers)
        try self.init(
            family: family, layers: layers, width: width, heads: heads,
            keyHeads: reader.optionalInteger("attention.head_count_kv", in: SettingsReader.size)
                ?? heads,
            headWidth: headWidth,
            innerWidth: reader.integer("feed_forward_length", in: SettingsReader.size),
            vocabulary: Self.vocabulary(file),
            context: reader.integer("context_length", in: SettingsReader.tokens),
            normEpsilon: Float(
                reader.real("attention.layer_norm_rms_epsilon", in: SettingsReader.epsilon)),
            ropeBase: reader.optionalReal("rope.freq_base", in: SettingsReader.ropeBase)
                ?? (isGemma ? 1_000_000 : 10_000),
            ropeScaling: Self.scaling(reader, file),
            slidingRopeBase: isGemma
                ? reader.optionalReal("rope.freq_base_swa", in: SettingsReader.ropeBase) ?? 10_000
                : nil,
            window: window, slides: slides, activation: isGemma ? .geluTanh : .silu,
            attentionScale: Self.attentionScale(
                reader, isGemma, layers: layers, perHead: Double(width) / Double(heads),
                headWidth: headWidth),
            embeddingScale: isGemma ? Float(width).squareRoot() : nil,
            tiesHead: file.tensors["output.weight"] == nil,
            hasProjectionBias: family == .qwen2 || file.tensors["blk.0.attn_q.bias"] != nil,
            hasHeadNorms: family == .qwen3 || isGemma, hasPostNorms: isGemma, normsAddOne: isGemma)
    }

    private static func headWidth(
        _ reader: SettingsReader, width: Int, heads: Int
    ) throws -> Int {
        let stated = try reader.optionalInteger("attention.key_length", in: SettingsReader.size)
        guard stated != nil || width % heads == 0 else {
            throw reader.wrong("embedding_length", expected: "a multiple of \(heads) heads")
        }
        let headWidth = stated ?? width / heads
        for key in ["attention.value_length", "rope.dimension_count"] {
            let other = try reader.optionalInteger(key, in: SettingsReader.size)
            guard other == nil || other == headWidth else {
                throw reader.unsupported(key, expected: "\(headWidth), the width of a head,")
            }
        }
        return headWidth
    }

    private static func vocabulary(_ file: GGUFFile) throws -> Int {
        guard let shape = file.tensors["token_embd.weight"]?.shape, shape.count == 2,
            SettingsReader.tokens.contains(shape[0])
        else {
            throw LMError(
                .brokenFile, item: file.path,
                "has no tensor 'token_embd.weight' of vocabulary and width.",
                remedy: "Fetch the file again.")
        }
        return shape[0]
    }

    /// llama.cpp's converter turns Llama 3's scaling into a divisor per frequency.
    private static func scaling(_ reader: SettingsReader, _ file: GGUFFile) throws -> RopeScaling {
        if file.tensors["rope_freqs.weight"] != nil {
            return .divisors(try file.floats("rope_freqs.weight"))
        }
        let factor =
            try reader.optionalReal(
                "rope.scaling.factor", in: 0...SettingsReader.ropeFactor.upperBound)
            ?? reader.optionalReal(
                "rope.scale_linear", in: 0...SettingsReader.ropeFactor.upperBound)
        switch try reader.optionalText("rope.scaling.type") ?? (factor == nil ? "none" : "linear") {
        case "none": return .none
        case "linear":
            // A factor of 0 stands for none in llama.cpp.
            guard let factor, factor != 0, factor != 1 else { return .none }
            guard factor > 1 else {
                throw reader.wrong("rope.scaling.factor", expected: "0, or 1 and more")
            }
            return .linear(factor: factor)
        default: throw reader.unsupported("rope.scaling.type", expected: "none or linear")
        }
    }

    /// The converter writes no pattern for Gemma 3: each sixth layer sees everything (llama.cpp,
    /// `llama_model_gemma3::load_arch_hparams`).
    private static func window(
        _ reader: SettingsReader, isGemma: Bool, layers: Int
    ) throws -> (Int?, [Bool]) {
        let tokens = 0...SettingsReader.tokens.upperBound
        guard let window = try reader.optionalInteger("attention.sliding_window", in: tokens),
            window > 0
        else { return (nil, []) }
        guard isGemma else {
            throw reader.unsupported("attention.sliding_window", expected: "none")
        }
        let key = "attention.sliding_window_pattern"
        if let list = reader.values[key]?.list {
            let slides = list.compactMap { $0.flag ?? $0.integer.map { $0 != 0 } }
            guard slides.count == layers else {
                throw reader.wrong(key, expected: "true or false for each of \(layers) layers")
            }
            return (window, slides)
        }
        let period = try reader.optionalInteger(key, in: 1...1024) ?? 6
        return (window, (0..<layers).map { ($0 + 1) % period != 0 })
    }

    /// Gemma 3's 27B alone, known by its 62 layers, scales by the width per head; llama.cpp has the
    /// same rule, since the file does not say.
    private static func attentionScale(
        _ reader: SettingsReader, _ isGemma: Bool, layers: Int, perHead: Double, headWidth: Int
    ) throws -> Float {
        if let scale = try reader.optionalReal("attention.scale", in: 0...1e3), scale > 0 {
            return Float(scale)
        }
        let divisor = isGemma && layers == 62 ? perHead : Double(headWidth)
        return Float(1 / divisor.squareRoot())
    }
}

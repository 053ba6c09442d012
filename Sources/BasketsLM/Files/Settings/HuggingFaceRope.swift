// SPDX-License-Identifier: Apache-2.0

/// Rotary settings out of a `config.json`: `rope_theta` and `rope_scaling` of older files, or
/// `rope_parameters` of newer ones (for Gemma 3 one set per kind of layer).
struct HuggingFaceRope {
    let base: Double
    let scaling: DecoderSettings.RopeScaling
    /// Of Gemma 3's sliding layers.
    let slidingBase: Double?

    init(_ reader: SettingsReader, isGemma: Bool) throws {
        if let share = try reader.optionalReal("partial_rotary_factor", in: 0...1), share != 1 {
            throw reader.unsupported("partial_rotary_factor", expected: "1")
        }
        let parameters = try reader.optionalPart("rope_parameters")
        let full = try parameters?.optionalPart("full_attention") ?? parameters
        let sliding = try parameters?.optionalPart("sliding_attention")
        let older = try reader.optionalPart("rope_scaling")
        base =
            try Self.base(full, "rope_theta") ?? Self.base(reader, "rope_theta")
            ?? (isGemma ? 1_000_000 : 10_000)
        let context = try reader.optionalInteger(
            "max_position_embeddings", in: SettingsReader.tokens)
        scaling = try Self.scaling(older ?? full, context: context)
        if let sliding, try Self.scaling(sliding, context: context) != .none {
            throw reader.unsupported("rope_parameters", expected: "unscaled sliding layers")
        }
        slidingBase =
            isGemma
            ? try Self.base(sliding, "rope_theta") ?? Self.base(reader, "rope_local_base_freq")
                ?? 10_000 : nil
    }

    private static func base(_ reader: SettingsReader?, _ key: String) throws -> Double? {
        try reader?.optionalReal(key, in: SettingsReader.ropeBase)
    }

    private static func scaling(
        _ reader: SettingsReader?, context: Int?
    ) throws -> DecoderSettings.RopeScaling {
        guard let reader else { return .none }
        if let share = try reader.optionalReal("partial_rotary_factor", in: 0...1), share != 1 {
            throw reader.unsupported("partial_rotary_factor", expected: "1")
        }
        let key = reader.values["rope_type"] == nil ? "type" : "rope_type"
        switch try reader.optionalText(key) ?? "default" {
        case "default": return .none
        case "linear":
            return .linear(factor: try reader.real("factor", in: SettingsReader.ropeFactor))
        case "llama3": return try llama3(reader, context: context)
        default: throw reader.unsupported(key, expected: "default, linear or llama3")
        }
    }

    private static func llama3(
        _ reader: SettingsReader, context: Int?
    ) throws -> DecoderSettings.RopeScaling {
        let key = "original_max_position_embeddings"
        let low = try reader.real("low_freq_factor", in: 1e-3...1e6)
        let high = try reader.real("high_freq_factor", in: 1e-3...1e6)
        guard high > low else {
            throw reader.wrong("high_freq_factor", expected: "a number above \(low)")
        }
        return .llama3(
            factor: try reader.real("factor", in: SettingsReader.ropeFactor),
            lowFrequencyFactor: low, highFrequencyFactor: high,
            originalContext: try reader.optionalInteger(key, in: SettingsReader.tokens)
                ?? context ?? reader.integer(key, in: SettingsReader.tokens))
    }
}

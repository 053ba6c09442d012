// SPDX-License-Identifier: Apache-2.0

/// Shape and constants of a BERT encoder that makes sentence vectors by averaging over tokens.
public struct EncoderSettings: Sendable, Hashable {
    public var layers: Int
    public var width: Int
    public var heads: Int
    /// Width of the feed-forward part.
    public var innerWidth: Int
    public var vocabulary: Int
    /// Places that have an embedding.
    public var positions: Int
    /// Kinds of text that have an embedding; kind 0 is used.
    public var types: Int
    public var normEpsilon: Float
    /// Longest text in tokens, special ones included: what the makers used, at most `positions`.
    public var maxTokens: Int

    /// - Parameters:
    ///   - config: of `config.json`.
    ///   - sentence: of `sentence_bert_config.json`, if there is one.
    /// - Throws: `LMError`: `unsupported` for another architecture, `brokenFile` for a value out of
    ///   range.
    init(
        huggingFace config: [String: SettingValue], sentence: [String: SettingValue], file: String
    ) throws {
        let reader = SettingsReader(file: file, values: config)
        guard try reader.optionalText("model_type") == "bert" else {
            throw reader.unsupported("model_type", expected: "bert")
        }
        if let activation = try reader.optionalText("hidden_act"), activation != "gelu" {
            throw reader.unsupported("hidden_act", expected: "gelu")
        }
        if let kind = try reader.optionalText("position_embedding_type"), kind != "absolute" {
            throw reader.unsupported("position_embedding_type", expected: "absolute")
        }
        layers = try reader.integer("num_hidden_layers", in: SettingsReader.layers)
        width = try reader.integer("hidden_size", in: SettingsReader.size)
        heads = try reader.integer("num_attention_heads", in: SettingsReader.size)
        innerWidth = try reader.integer("intermediate_size", in: SettingsReader.size)
        vocabulary = try reader.integer("vocab_size", in: SettingsReader.tokens)
        positions = try reader.integer("max_position_embeddings", in: SettingsReader.tokens)
        types = try reader.optionalInteger("type_vocab_size", in: 1...1024) ?? 2
        normEpsilon = Float(
            try reader.optionalReal("layer_norm_eps", in: SettingsReader.epsilon) ?? 1e-12)
        let stated = try SettingsReader(file: file, values: sentence)
            .optionalInteger("max_seq_length", in: SettingsReader.tokens)
        maxTokens = min(stated ?? positions, positions)
        guard width % heads == 0 else {
            throw reader.wrong("hidden_size", expected: "a multiple of \(heads) heads")
        }
    }

    /// Shapes of all tensors that the encoder needs, by name, row-major [out, in].
    var tensorShapes: [String: [Int]] {
        var shapes = [
            "embeddings.word_embeddings.weight": [vocabulary, width],
            "embeddings.position_embeddings.weight": [positions, width],
            "embeddings.token_type_embeddings.weight": [types, width],
            "embeddings.LayerNorm.weight": [width], "embeddings.LayerNorm.bias": [width],
        ]
        for layer in 0..<layers {
            func linear(_ name: String, _ out: Int, _ input: Int) {
                shapes["encoder.layer.\(layer).\(name).weight"] = [out, input]
                shapes["encoder.layer.\(layer).\(name).bias"] = [out]
            }
            for name in ["self.query", "self.key", "self.value", "output.dense"] {
                linear("attention." + name, width, width)
            }
            linear("intermediate.dense", innerWidth, width)
            linear("output.dense", width, innerWidth)
            for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
                shapes["encoder.layer.\(layer).\(name).weight"] = [width]
                shapes["encoder.layer.\(layer).\(name).bias"] = [width]
            }
        }
        return shapes
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// A BERT encoder (Devlin et al. 2019), as MiniLM is one: norms behind each part, learned positions,
/// biases everywhere. N tokens of all texts, W width, H heads.
struct Encoder {
    private let settings: EncoderSettings
    private let words: Tensor  // [V, W]
    private let positions: Tensor  // [P, W], the vector of token type 0 added
    private let norm: Norm
    private let layers: [Layer]

    private struct Norm {
        let weight: Tensor
        let bias: Tensor
    }

    private struct Map {
        let weight: FrozenMatrix  // [out, in]
        let bias: Tensor

        func callAsFunction(_ x: Tensor) throws -> Tensor {
            try weight.product(x, bias: bias)
        }
    }

    private struct Layer {
        let query, key, value, output, inner, outer: Map
        let attentionNorm, outputNorm: Norm
    }

    init(_ file: EncoderFile, _ precision: Precision) throws {
        let settings = file.settings
        let (width, inner) = (settings.width, settings.innerWidth)
        func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
            guard file.shape(of: name) == shape else {
                throw LMError(.brokenFile, item: file.name, "has no tensor \(name) of \(shape).")
            }
            return try Tensor.filled(shape: shape) { try file.read(name, into: $0) }
        }
        func map(_ name: String, _ out: Int, _ input: Int) throws -> Map {
            Map(
                weight: try FrozenMatrix(tensor("\(name).weight", [out, input]), precision),
                bias: try tensor("\(name).bias", [out]))
        }
        func norm(_ name: String) throws -> Norm {
            Norm(
                weight: try tensor("\(name).weight", [width]),
                bias: try tensor("\(name).bias", [width]))
        }
        self.settings = settings
        words = try tensor("embeddings.word_embeddings.weight", [settings.vocabulary, width])
        let types = try tensor("embeddings.token_type_embeddings.weight", [settings.types, width])
        positions =
            try tensor("embeddings.position_embeddings.weight", [settings.positions, width])
            + types.slice(axis: 0, 0..<1)
        self.norm = try norm("embeddings.LayerNorm")
        layers = try (0..<settings.layers).map { number in
            let path = "encoder.layer.\(number)"
            return Layer(
                query: try map("\(path).attention.self.query", width, width),
                key: try map("\(path).attention.self.key", width, width),
                value: try map("\(path).attention.self.value", width, width),
                output: try map("\(path).attention.output.dense", width, width),
                inner: try map("\(path).intermediate.dense", inner, width),
                outer: try map("\(path).output.dense", width, inner),
                attentionNorm: try norm("\(path).attention.output.LayerNorm"),
                outputNorm: try norm("\(path).output.LayerNorm"))
        }
    }

    /// Last layer of all tokens, [N, W].
    func hidden(_ batch: TextBatch) throws -> Tensor {
        let span = batch.span(causal: false)
        var x = try words.rows(batch.tokens)
        x = try x + positions.rows(Tensor(batch.positions, shape: [batch.positions.count]))
        x = try normalized(x, norm)
        for layer in layers {
            func heads(_ map: Map) throws -> Tensor {
                try map(x).reshaped([-1, settings.heads, settings.width / settings.heads])
            }
            let y = try attention(
                heads(layer.query), heads(layer.key), heads(layer.value), texts: span,
                scale: 1 / Float(settings.width / settings.heads).squareRoot())
            let attended = try layer.output(y.reshaped([-1, settings.width]))
            let middle = try normalized(x + attended, layer.attentionNorm)
            x = try normalized(
                middle + layer.outer(gelu(layer.inner(middle))), layer.outputNorm)
        }
        return x
    }

    private func normalized(_ x: Tensor, _ norm: Norm) throws -> Tensor {
        try layerNorm(x, weight: norm.weight, bias: norm.bias, epsilon: settings.normEpsilon)
    }
}

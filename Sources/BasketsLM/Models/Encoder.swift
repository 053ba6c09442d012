// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// A BERT encoder (Devlin et al. 2019), as MiniLM is one: norms behind each part, learned positions,
/// biases everywhere. B rows, T tokens, W width, H heads.
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
        let weight: Tensor  // [out, in]
        let bias: Tensor

        func callAsFunction(_ x: Tensor) throws -> Tensor {
            try matmul(x, weight.transpose) + bias
        }
    }

    private struct Layer {
        let query, key, value, output, inner, outer: Map
        let attentionNorm, outputNorm: Norm
    }

    init(_ file: EncoderFile) throws {
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
                weight: try tensor("\(name).weight", [out, input]),
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

    /// Last layer of a batch padded on the right, [B, T, W].
    func hidden(_ batch: TokenBatch) throws -> Tensor {
        let span = try batch.span(causal: false)
        var x = try words.rows(batch.tokens)
        x = try x + positions.rows(Tensor(batch.positions, shape: [batch.tokens.count]))
        x = try normalized(x, norm)
        for layer in layers {
            func heads(_ map: Map) throws -> Tensor {
                try map(x).reshaped([batch.rows, batch.length, settings.heads, -1])
            }
            let y = try attention(
                heads(layer.query), heads(layer.key), heads(layer.value), span: span,
                scale: 1 / Float(settings.width / settings.heads).squareRoot())
            let attended = try layer.output(y.reshaped([-1, settings.width]))
            let middle = try normalized(x + attended, layer.attentionNorm)
            x = try normalized(
                middle + layer.outer(gelu(layer.inner(middle))), layer.outputNorm)
        }
        return try x.reshaped([batch.rows, batch.length, settings.width])
    }

    private func normalized(_ x: Tensor, _ norm: Norm) throws -> Tensor {
        try layerNorm(x, weight: norm.weight, bias: norm.bias, epsilon: settings.normEpsilon)
    }
}

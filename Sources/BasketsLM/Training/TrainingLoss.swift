// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Negative log-likelihood of the places of a batch that carry loss. M such places.
struct TrainingLoss {
    let decoder: Decoder
    /// Places whose logits are made at once, which bounds the memory of a large vocabulary.
    static let block = 256

    /// The sum over all places, a scalar: padding and prompt have none.
    func sum(_ scored: ScoredBatch, lora: LoRA) throws -> Tensor {
        let hidden = try decoder.hidden(
            scored.batch.tokens, at: decoder.places(scored.batch), lora: lora)
        var total: Tensor?
        for start in stride(from: 0, to: scored.places.count, by: Self.block) {
            let range = start..<min(start + Self.block, scored.places.count)
            let rows = try hidden.rows(
                Tensor(Array(scored.places[range]), shape: [range.count]))
            let targets = try Tensor(Array(scored.targets[range]), shape: [range.count])
            let part = try logProbability(of: targets, logits: decoder.logits(rows)).sum()
            total = try total.map { try $0 + part } ?? part
        }
        guard let total else {
            throw LMError(.badInput, item: "training", "a batch has no token that carries loss.")
        }
        return try total * -1
    }
}

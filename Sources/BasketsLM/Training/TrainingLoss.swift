// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Negative log-likelihood of the places of a batch that carry loss.
struct TrainingLoss {
    let decoder: Decoder

    /// The sum over all places, a scalar: prompts have none.
    func sum(_ scored: ScoredBatch, lora: LoRA) throws -> Tensor {
        guard !scored.places.isEmpty else {
            throw LMError(.badInput, item: "training", "a batch has no token that carries loss.")
        }
        let hidden = try decoder.hidden(
            scored.batch.tokens, at: decoder.places(scored.batch), lora: lora)
        let parts = try decoder.logProbabilities(
            of: scored.targets, at: scored.places, hidden, differentiated: true)
        return try Tensor.concatenated(parts, axis: 0).sum() * -1
    }
}

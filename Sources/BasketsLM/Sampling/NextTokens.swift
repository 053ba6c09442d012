// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Logits of two forms of one model at the same places of the same texts: as loaded, or with an
/// adapter on it. Hidden states are kept for one batch, logits for a few places at a time.
struct NextTokens {
    let decoder: Decoder
    /// Places at a time: 2 x 64 x 262,144 floats are 134 MB.
    static let stretch = 64

    /// Calls `visit` for stretches of places in the order of the rows.
    ///
    /// - Parameters:
    ///   - rows: one batch; the places are those that predict a token of an answer.
    ///   - visit: told the row of each place, and the logits of both, [places * V].
    func compare(
        _ rows: [TokenRow], reference: LoRA?, model: LoRA?,
        visit: (_ rows: [Int], _ reference: [Float], _ model: [Float]) throws -> Void
    ) throws {
        let scored = try ScoredBatch(rows)
        let places = try decoder.places(scored.batch)
        let hidden = try [reference, model].map { lora in
            let hidden = try decoder.hidden(scored.batch.tokens, at: places, lora: lora)
            try evaluate([hidden])
            return hidden
        }
        for start in stride(from: 0, to: scored.places.count, by: Self.stretch) {
            let end = min(start + Self.stretch, scored.places.count)
            let chosen = Array(scored.places[start..<end])
            let wanted = try Tensor(chosen, shape: [chosen.count])
            let logits = try hidden.map { try decoder.logits($0.rows(wanted)).floats() }
            try visit(Array(scored.rows[start..<end]), logits[0], logits[1])
        }
    }
}

extension LanguageModel {
    /// Logits of the model under two adapters, or none, at each place that predicts a token of an
    /// answer; the rows are one batch. An adapter that was attached is taken off.
    ///
    /// - Parameter visit: told the row of each of some places, and the logits of both, [places * V].
    public func compareNextTokens(
        _ rows: [TokenRow], reference: Adapter?, model: Adapter?,
        visit: (_ rows: [Int], _ reference: [Float], _ model: [Float]) throws -> Void
    ) throws {
        for row in rows { try checkLength(row.tokens.count, row.tokens) }
        try attach(nil)
        try NextTokens(decoder: decoder).compare(
            rows, reference: reference?.lora(settings), model: model?.lora(settings), visit: visit)
    }
}

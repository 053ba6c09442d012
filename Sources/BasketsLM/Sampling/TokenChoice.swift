// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Draws one token from logits: temperature, then top-p (Holtzman et al. 2020).
struct TokenChoice {
    let decoding: Decoding

    /// - Parameters:
    ///   - logits: one row [V].
    ///   - uniform: the row's draw in [0, 1).
    func choose(_ logits: UnsafeBufferPointer<Float>, uniform: Double) -> Int32 {
        let best = greatest(logits)
        guard decoding.temperature > 0 else { return Int32(best) }
        let candidates = nucleus(logits, top: logits[best])
        let total = candidates.reduce(0) { $0 + $1.weight }
        var left = uniform * total
        for candidate in candidates {
            left -= candidate.weight
            if left < 0 { return candidate.token }
        }
        return candidates.last?.token ?? Int32(best)
    }

    private struct Candidate {
        let token: Int32
        let weight: Double
    }

    private func greatest(_ logits: UnsafeBufferPointer<Float>) -> Int {
        var best = 0
        for index in logits.indices where logits[index] > logits[best] { best = index }
        return best
    }

    /// The fewest likeliest tokens that hold `topP` of the probability, likeliest first.
    ///
    /// Tokens under (1 - topP) / V of the probability hold less than 1 - topP together, so none of
    /// them can be needed: only the few above are sorted.
    private func nucleus(_ logits: UnsafeBufferPointer<Float>, top: Float) -> [Candidate] {
        let scale = Float(1 / decoding.temperature)
        let weights = logits.map { exp(($0 - top) * scale) }
        let total = weights.reduce(0.0) { $0 + Double($1) }
        let least =
            decoding.topP < 1 ? Float((1 - decoding.topP) / Double(weights.count) * total) : 0
        var candidates: [Candidate] = []
        for (token, weight) in weights.enumerated() where weight >= least && weight > 0 {
            candidates.append(Candidate(token: Int32(token), weight: Double(weight)))
        }
        candidates.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.token < $1.token }
        var held = 0.0
        let end = candidates.firstIndex { candidate in
            held += candidate.weight
            return held >= decoding.topP * total
        }
        return end.map { Array(candidates[...$0]) } ?? candidates
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The choice of a token again, slow and plain: temperature, then top-p with a sort of everything.
struct ChoiceTwin {
    let temperature: Double
    let topP: Double

    func choose(_ logits: [Float], uniform: Double) -> Int32 {
        let top = logits.max() ?? 0
        guard temperature > 0 else { return Int32(logits.firstIndex(of: top) ?? 0) }
        let weights = logits.map { exp(Double($0 - top) / temperature) }
        let total = weights.reduce(0, +)
        let order = logits.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
        var held = 0.0
        var nucleus: [Int] = []
        for token in order where held < topP * total {
            nucleus.append(token)
            held += weights[token]
        }
        var left = uniform * held
        for token in nucleus {
            left -= weights[token]
            if left < 0 { return Int32(token) }
        }
        return Int32(nucleus.last ?? 0)
    }
}

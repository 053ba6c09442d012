// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The kernels again, slow and plain, in Double and row-major. Letters as in the C interface.
enum Twin {
    static func rmsNorm(_ x: [Double], weight: [Double], epsilon: Double) -> [Double] {
        let w = weight.count
        return x.indices.map { i in
            let row = x[i / w * w..<(i / w + 1) * w]
            let meanSquare = row.reduce(0) { $0 + $1 * $1 } / Double(w)
            return x[i] / (meanSquare + epsilon).squareRoot() * weight[i % w]
        }
    }

    static func layerNorm(
        _ x: [Double], weight: [Double], bias: [Double], epsilon: Double
    ) -> [Double] {
        let w = weight.count
        return x.indices.map { i in
            let row = x[i / w * w..<(i / w + 1) * w]
            let mean = row.reduce(0, +) / Double(w)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(w)
            return (x[i] - mean) / (variance + epsilon).squareRoot() * weight[i % w] + bias[i % w]
        }
    }

    static func silu(_ gate: [Double], _ up: [Double]) -> [Double] {
        zip(gate, up).map { $0 / (1 + exp(-$0)) * $1 }
    }

    static func gelu(_ x: [Double]) -> [Double] {
        x.map { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
    }

    static func geluTanh(_ gate: [Double], _ up: [Double]) -> [Double] {
        zip(gate, up).map { x, u in
            0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) * u
        }
    }

    /// x [B T, H, D], table [B T, D / 2, 2]
    static func rope(_ x: [Double], table: [Double], heads: Int, width: Int) -> [Double] {
        let half = width / 2
        return x.indices.map { i in
            let (place, lane) = (i / (heads * width), i % width)
            let pair = (place * half + lane % half) * 2
            let (cosine, sine) = (table[pair], table[pair + 1])
            return lane < half
                ? x[i] * cosine - x[i + half] * sine : x[i] * cosine + x[i - half] * sine
        }
    }

    static func logProbability(_ logits: [Double], targets: [Int], vocabulary v: Int) -> [Double] {
        targets.indices.map { row in
            let x = logits[row * v..<(row + 1) * v]
            let top = x.max() ?? 0
            return x[row * v + targets[row]] - top - log(x.reduce(0) { $0 + exp($1 - top) })
        }
    }

    /// Is the element at `place` of a row with this key kept?
    static func kept(key: (low: UInt32, high: UInt32), place: Int, rate: Float) -> Bool {
        let low = mix(key.low &+ 0x9e37_79b9)
        let high = mix(key.high &+ 0x85eb_ca6b)
        let draw = mix(mix(UInt32(place) ^ low) ^ high)
        return Double(draw) >= (Double(rate) * 4_294_967_296).rounded(.down)
    }

    private static func mix(_ seed: UInt32) -> UInt32 {
        var x = seed
        x ^= x >> 16
        x &*= 0x7feb_352d
        x ^= x >> 15
        x &*= 0x846c_a68b
        return x ^ (x >> 16)
    }
}

/// Attention with its sizes and spans; q [B, T, H, D], k and v [B, S, K, D].
struct AttentionTwin {
    var B = 2
    var T = 7
    var S = 7
    var H = 2
    var K = 2
    var D = 8
    var start: [Int]
    var end: [Int]
    var offset = 0
    var window = 0
    var causal = true
    var scale = 0.25

    func callAsFunction(_ q: [Double], _ k: [Double], _ v: [Double]) -> [Double] {
        var out = [Double](repeating: 0, count: B * T * H * D)
        for b in 0..<B {
            for t in 0..<T {
                for h in 0..<H {
                    let at = ((b * T + t) * H + h) * D
                    let keys = (0..<S).filter { sees($0, row: b, query: t) }
                    let rows = keys.map { ((b * S + $0) * K + h / (H / K)) * D }
                    let scores = rows.map { row in
                        scale * (0..<D).reduce(0) { $0 + q[at + $1] * k[row + $1] }
                    }
                    let top = scores.max() ?? 0
                    let weights = scores.map { exp($0 - top) }
                    let sum = weights.reduce(0, +)
                    for (row, weight) in zip(rows, weights) {
                        for d in 0..<D { out[at + d] += weight / sum * v[row + d] }
                    }
                }
            }
        }
        return out
    }

    private func sees(_ column: Int, row: Int, query: Int) -> Bool {
        let own = offset + query
        return column >= start[row] && column < end[row] && (!causal || column <= own)
            && (window == 0 || column > own - window)
    }
}

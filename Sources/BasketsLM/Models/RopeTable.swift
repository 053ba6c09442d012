// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation

/// Rotary frequencies of a decoder's layers, and the angles of a batch. D width of a head.
struct RopeFrequencies: Sendable {
    /// [D / 2] radians per position.
    let values: [Double]

    init(base: Double, headWidth: Int, scaling: DecoderSettings.RopeScaling) {
        let plain = (0..<headWidth / 2).map { pow(base, -2 * Double($0) / Double(headWidth)) }
        values = plain.enumerated().map { Self.scaled($1, at: $0, scaling) }
    }

    /// Llama 3's ramp is that of Hugging Face's `_compute_llama3_parameters`.
    private static func scaled(
        _ frequency: Double, at index: Int, _ scaling: DecoderSettings.RopeScaling
    ) -> Double {
        switch scaling {
        case .none: return frequency
        case .linear(let factor): return frequency / factor
        case .divisors(let divisors):
            return index < divisors.count ? frequency / Double(divisors[index]) : frequency
        case .llama3(let factor, let low, let high, let context):
            let wavelength = 2 * Double.pi / frequency
            if wavelength < Double(context) / high { return frequency }
            if wavelength > Double(context) / low { return frequency / factor }
            let smooth = (Double(context) / wavelength - low) / (high - low)
            return (1 - smooth) * frequency / factor + smooth * frequency
        }
    }

    /// Cosine and sine of each place: [B, T, D / 2, 2].
    func table(positions: [Int32], rows: Int) throws -> Tensor {
        let half = values.count
        return try Tensor.filled(shape: [rows, positions.count / max(rows, 1), half, 2]) { table in
            for (place, position) in positions.enumerated() {
                for index in 0..<half {
                    let angle = Double(position) * values[index]
                    table[(place * half + index) * 2] = Float(cos(angle))
                    table[(place * half + index) * 2 + 1] = Float(sin(angle))
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsTensor

/// Numbers with a shape, as the slow twins take them.
struct Numbers {
    var values: [Double]
    let shape: [Int]

    init(_ values: [Double], shape: [Int]) {
        self.values = values
        self.shape = shape
    }

    /// Uniform in `range`; each is a float32 exactly, so that a tensor of them loses nothing.
    init(random shape: [Int], seed: UInt64, in range: ClosedRange<Float> = -1...1) {
        var source = SplitMix(state: seed)
        let count = shape.reduce(1, *)
        self.init(
            (0..<count).map { _ in Double(Float.random(in: range, using: &source)) }, shape: shape)
    }

    func tensor(_ type: ElementType = .float32) throws -> Tensor {
        type == .float64
            ? try Tensor(values, shape: shape) : try Tensor(values.map(Float.init), shape: shape)
    }
}

/// SplitMix64 (Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Largest difference, relative to the largest of the `expected`; infinite where counts differ or
/// a value is not a number.
func difference(_ found: [Double], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    var (worst, largest) = (0.0, 1e-30)
    for (a, b) in zip(found, expected) {
        guard a.isFinite, b.isFinite else { return .infinity }
        worst = max(worst, abs(a - b))
        largest = max(largest, abs(b))
    }
    return worst / largest
}

/// The derivative of `function` with respect to up to `most` numbers of each input, spread evenly,
/// as central differences. With step h the error is about h^2 + 1e-16 / h: 1e-10 at 1e-5.
func numericalGradients(
    at inputs: [Numbers], most: Int, of function: ([Numbers]) throws -> Double
) rethrows -> [[(place: Int, slope: Double)]] {
    let step = 1e-5
    return try inputs.indices.map { index in
        let count = inputs[index].values.count
        return try stride(from: 0, to: count, by: max(1, count / most)).map { place in
            var moved = inputs
            moved[index].values[place] += step
            let above = try function(moved)
            moved[index].values[place] -= 2 * step
            return (place, (above - (try function(moved))) / (2 * step))
        }
    }
}

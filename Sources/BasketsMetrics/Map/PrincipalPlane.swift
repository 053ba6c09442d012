// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// Places of vectors in the plane of their two widest directions, by power iteration from a seeded
/// start; scaled so that the wider one has a standard deviation of 0.0001.
///
/// - Parameter values: [n, dimension].
func principalPlane(
    _ values: [Double], dimension: Int, seed: UInt64
) -> (x: [Float], y: [Float]) {
    let count = values.count / dimension
    var rows = values
    for column in 0..<dimension {
        let middle = mean((0..<count).map { values[$0 * dimension + column] })
        for row in 0..<count { rows[row * dimension + column] -= middle }
    }
    var random = KeyedRandom(seed, "principal-plane")
    var axes: [[Double]] = []
    for _ in 0..<2 {
        var axis = (0..<dimension).map { _ in random.uniform() - 0.5 }
        for _ in 0..<60 {
            axis = rowSums(rows, weights: places(rows, on: axis), dimension: dimension)
            for other in axes {
                let shared = zip(axis, other).reduce(0.0) { $0 + $1.0 * $1.1 }
                for place in axis.indices { axis[place] -= shared * other[place] }
            }
            let length = sum(axis.lazy.map { $0 * $0 }).squareRoot()
            guard length > 0 else { break }  // the rows have no other direction
            axis = axis.map { $0 / length }
        }
        axes.append(axis)
    }
    let found = axes.map { places(rows, on: $0) }
    let spread = variance(found[0]).squareRoot()
    let scale = spread > 0 ? 1e-4 / spread : 0
    return (found[0].map { Float($0 * scale) }, found[1].map { Float($0 * scale) })
}

/// The product of each row with an axis, [n].
private func places(_ rows: [Double], on axis: [Double]) -> [Double] {
    stride(from: 0, to: rows.count, by: axis.count).map { start in
        var total = 0.0
        for place in axis.indices { total += rows[start + place] * axis[place] }
        return total
    }
}

/// The sum of the rows, each times its weight, [dimension].
private func rowSums(_ rows: [Double], weights: [Double], dimension: Int) -> [Double] {
    var total = [Double](repeating: 0, count: dimension)
    for (row, weight) in weights.enumerated() {
        for place in 0..<dimension { total[place] += weight * rows[row * dimension + place] }
    }
    return total
}

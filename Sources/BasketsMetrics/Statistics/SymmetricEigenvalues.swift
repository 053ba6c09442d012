// SPDX-License-Identifier: Apache-2.0

/// Eigenvalues of a symmetric matrix, ascending.
///
/// Householder reflections to a tridiagonal matrix, then implicit QL steps (Golub and Van Loan 2013,
/// sections 8.3.1 and 8.3.3); O(size^3), absolute error near 1e-15 times the largest value.
/// - Parameters:
///   - matrix: [size, size], row by row; only the lower triangle is read.
///   - size: rows.
func symmetricEigenvalues(_ matrix: [Double], size: Int) -> [Double] {
    guard size > 0 else { return [] }
    var (diagonal, beside) = tridiagonal(matrix, size: size)
    for first in 0..<size {
        for _ in 0..<60 {  // two or three steps are usual
            let last = (first..<size).first { place in
                place == size - 1
                    || beside[place].magnitude
                        <= 1e-16 * (diagonal[place].magnitude + diagonal[place + 1].magnitude)
            }
            guard let last, last > first else { break }
            implicitStep(&diagonal, &beside, from: first, to: last)
        }
    }
    return diagonal.sorted()
}

/// The diagonal, and the values beside it (the last one is 0).
private func tridiagonal(
    _ matrix: [Double], size: Int
) -> (diagonal: [Double], beside: [Double]) {
    var a = matrix
    var diagonal = [Double](repeating: 0, count: size)
    var beside = [Double](repeating: 0, count: size)
    for row in stride(from: size - 1, through: 1, by: -1) {
        // Reflect a[row, 0..<row] onto its last place; v stays in that row of a.
        let start = row * size
        let length = sum(a[start..<start + row].lazy.map { $0 * $0 }).squareRoot()
        let last = a[start + row - 1]
        let target = last > 0 ? -length : length
        beside[row - 1] = target
        a[start + row - 1] = last - target
        let half = length * (length + last.magnitude)  // v . v / 2
        if half > 0 { reflect(&a, size: size, row: row, half: half) }
    }
    for row in 0..<size { diagonal[row] = a[row * size + row] }
    return (diagonal, beside)
}

/// Applies the reflection I - v v' / half from both sides to the block before `row`.
private func reflect(_ a: inout [Double], size: Int, row: Int, half: Double) {
    let start = row * size
    var p = [Double](repeating: 0, count: row)
    for i in 0..<row {
        var total = a[i * size + i] * a[start + i]
        for j in 0..<i {
            total += a[i * size + j] * a[start + j]
            p[j] += a[i * size + j] * a[start + i]
        }
        p[i] += total
    }
    for i in 0..<row { p[i] /= half }
    let shared = (0..<row).reduce(0.0) { $0 + a[start + $1] * p[$1] } / (2 * half)
    for i in 0..<row { p[i] -= shared * a[start + i] }
    for i in 0..<row {
        for j in 0...i {
            a[i * size + j] -= a[start + i] * p[j] + p[i] * a[start + j]
        }
    }
}

/// One QL step with Wilkinson's shift on the unreduced block `first...last`.
private func implicitStep(
    _ d: inout [Double], _ e: inout [Double], from first: Int, to last: Int
) {
    let ratio = (d[first + 1] - d[first]) / (2 * e[first])
    let root = (ratio * ratio + 1).squareRoot()
    var g = d[last] - d[first] + e[first] / (ratio + (ratio < 0 ? -root : root))
    var s = 1.0
    var c = 1.0
    var p = 0.0
    for i in stride(from: last - 1, through: first, by: -1) {
        let f = s * e[i]
        let b = c * e[i]
        let length = (f * f + g * g).squareRoot()
        e[i + 1] = length
        if length == 0 {  // the block falls apart here
            d[i + 1] -= p
            e[last] = 0
            return
        }
        s = f / length
        c = g / length
        g = d[i + 1] - p
        let r = (d[i] - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
    }
    d[first] -= p
    e[first] = g
    e[last] = 0
}

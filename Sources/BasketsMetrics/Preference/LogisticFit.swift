// SPDX-License-Identifier: Apache-2.0

import Foundation

func logistic(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// One row of a logistic model. P columns.
struct LogisticRow {
    let x: [Double]  // [P]
    /// In [0, 1]: a probability counts as that share of a win.
    let won: Double
    let group: String
}

/// Logistic regression without an intercept of its own, with a normal prior on every coefficient,
/// by Newton's method; the penalized likelihood is concave, so there is one maximum.
struct LogisticFit {
    let coefficients: [Double]  // [P]
    private let rows: [LogisticRow]
    private let prior: Double

    /// Groups of rows that belong together.
    var groups: Int { Set(rows.map(\.group)).count }

    init(_ rows: [LogisticRow], priorDeviation: Double) {
        self.rows = rows
        prior = 1 / (priorDeviation * priorDeviation)
        var coefficients = [Double](repeating: 0, count: rows.first?.x.count ?? 0)
        for _ in 0..<100 {
            let gradient = Self.gradient(rows, coefficients, prior)
            let hessian = Self.hessian(rows, coefficients, prior)
            let step = solve(hessian, gradient)
            // A step of more than 4 on the logit is halved: far away, the second order misleads.
            let size = step.map(\.magnitude).max() ?? 0
            let scale = size > 4 ? 4 / size : 1
            for place in coefficients.indices { coefficients[place] += scale * step[place] }
            if size < 1e-12 { break }
        }
        self.coefficients = coefficients
    }

    /// Standard errors from the spread of the groups' own gradients (White 1982, by groups, with the
    /// factor C / (C - 1)), [P]; nil for fewer than two groups.
    func robustErrors() -> [Double]? {
        let byGroup = Dictionary(grouping: rows, by: \.group).sorted { $0.key < $1.key }
        let count = Double(byGroup.count)
        guard byGroup.count > 1 else { return nil }
        let hessian = Self.hessian(rows, coefficients, prior)
        var meat = [[Double]](
            repeating: [Double](repeating: 0, count: coefficients.count),
            count: coefficients.count)
        for (_, members) in byGroup {
            let own = Self.gradient(members, coefficients, prior / count)
            for first in own.indices {
                for second in own.indices { meat[first][second] += own[first] * own[second] }
            }
        }
        let factor = count / (count - 1)
        let left = meat.map { solve(hessian, $0) }  // rows of M H^-1
        return coefficients.indices.map { place in
            let column = solve(hessian, left.map { $0[place] })
            return max(0, column[place] * factor).squareRoot()
        }
    }

    private static func gradient(
        _ rows: [LogisticRow], _ coefficients: [Double], _ prior: Double
    ) -> [Double] {
        var found = coefficients.map { -prior * $0 }
        for row in rows {
            let off = row.won - probability(row, coefficients)
            for place in found.indices { found[place] += off * row.x[place] }
        }
        return found
    }

    /// Minus the second derivative, [P][P]; positive definite by the prior.
    private static func hessian(
        _ rows: [LogisticRow], _ coefficients: [Double], _ prior: Double
    ) -> [[Double]] {
        let size = coefficients.count
        var found = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
        for row in rows {
            let p = probability(row, coefficients)
            let weight = p * (1 - p)
            for first in 0..<size where row.x[first] != 0 {
                for second in 0..<size {
                    found[first][second] += weight * row.x[first] * row.x[second]
                }
            }
        }
        for place in 0..<size { found[place][place] += prior }
        return found
    }

    private static func probability(_ row: LogisticRow, _ coefficients: [Double]) -> Double {
        logistic(zip(row.x, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
    }
}

/// The solution of `matrix` x = `right`, for a positive definite matrix, by Cholesky's method.
private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let size = right.count
    var lower = matrix
    for column in 0..<size {
        for row in column..<size {
            var value = matrix[row][column]
            for k in 0..<column { value -= lower[row][k] * lower[column][k] }
            lower[row][column] =
                row == column ? max(value, 1e-300).squareRoot() : value / lower[column][column]
        }
    }
    var x = right
    for row in 0..<size {
        for k in 0..<row { x[row] -= lower[row][k] * x[k] }
        x[row] /= lower[row][row]
    }
    for row in (0..<size).reversed() {
        for k in row + 1..<max(row + 1, size) { x[row] -= lower[k][row] * x[k] }
        x[row] /= lower[row][row]
    }
    return x
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Logistic regression with an L2 penalty: the weights that minimize
/// sum log(1 + exp(-y z)) + penalty / 2 |w|^2 with z = w x + b; b carries no penalty.
///
/// Equal to scikit-learn's `LogisticRegression(C: 1 / penalty)`.
struct LogisticRegression: Sendable {
    let weights: [Double]
    let intercept: Double

    /// - Parameters:
    ///   - labels: of all rows of the features.
    ///   - rows: the rows to learn from.
    ///   - tolerance: largest component of the mean gradient at the end.
    init(
        _ features: SparseRows, labels: [Bool], rows: [Int], penalty: Double,
        tolerance: Double = 1e-6
    ) {
        let loss = LogisticLoss(features: features, labels: labels, rows: rows, penalty: penalty)
        let found = minimized(
            from: Array(repeating: 0, count: features.dimension + 1),
            tolerance: tolerance * Double(rows.count)
        ) { loss.value(at: $0, gradient: &$1) }
        weights = Array(found.dropLast())
        intercept = found[features.dimension]
    }

    /// w x + b: above 0 for the label that is true.
    func logit(of row: Int, in features: SparseRows) -> Double {
        (features.offsets[row]..<features.offsets[row + 1]).reduce(intercept) {
            $0 + weights[Int(features.columns[$1])] * features.values[$1]
        }
    }
}

/// The sum that logistic regression makes small, and its gradient.
private struct LogisticLoss {
    let features: SparseRows
    let labels: [Bool]
    let rows: [Int]
    let penalty: Double

    /// - Parameter point: weights, then the intercept.
    func value(at point: [Double], gradient: inout [Double]) -> Double {
        let last = features.dimension
        var loss = 0.0
        for column in 0..<last {
            loss += penalty / 2 * point[column] * point[column]
            gradient[column] = penalty * point[column]
        }
        gradient[last] = 0
        features.columns.withUnsafeBufferPointer { columns in
            features.values.withUnsafeBufferPointer { values in
                point.withUnsafeBufferPointer { point in
                    gradient.withUnsafeMutableBufferPointer { gradient in
                        for row in rows {
                            let entries = features.offsets[row]..<features.offsets[row + 1]
                            var z = point[last]
                            for entry in entries {
                                z += point[Int(columns[entry])] * values[entry]
                            }
                            let sign = labels[row] ? 1.0 : -1
                            // log(1 + exp(-s)) without overflow.
                            let s = sign * z
                            let tail = exp(-s.magnitude)
                            loss += log1p(tail) + max(0, -s)
                            let slope = -sign * (s > 0 ? tail / (1 + tail) : 1 / (1 + tail))
                            for entry in entries {
                                gradient[Int(columns[entry])] += slope * values[entry]
                            }
                            gradient[last] += slope
                        }
                    }
                }
            }
        }
        return loss
    }
}

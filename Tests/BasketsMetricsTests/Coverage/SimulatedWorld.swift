// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Foundation

/// A distribution that the simulations draw from, made of a standard normal number so that numbers
/// of one cluster, question or seed can share a part of it.
enum Shape: Sendable, CustomStringConvertible {
    case normal
    /// Exponential: skewness 2.
    case skewed
    /// A rating of 1 to 5 with most of it at 1: 75, 10, 5, 5 and 5 %.
    case bounded
    case rate(Double)

    static let continuous: [Shape] = [.normal, .skewed, .bounded]
    static let rates: [Shape] = [.rate(0.02), .rate(0.2), .rate(0.5)]

    func value(_ z: Double) -> Double {
        let share = NormalDistribution.cumulative(z)
        switch self {
        case .normal: return z
        case .skewed: return -log(max(1 - share, 1e-300))
        case .bounded:
            return share < 0.75 ? 1 : share < 0.85 ? 2 : share < 0.9 ? 3 : share < 0.95 ? 4 : 5
        case .rate(let p): return share >= 1 - p ? 1 : 0
        }
    }

    var mean: Double {
        switch self {
        case .normal: 0
        case .skewed: 1
        case .bounded: 1.55
        case .rate(let p): p
        }
    }

    /// The value that half of all are below; of a continuous one.
    var median: Double { value(0) }

    var description: String {
        switch self {
        case .normal: "normal"
        case .skewed: "skewed"
        case .bounded: "bounded"
        case .rate(let p): "rate \(p)"
        }
    }
}

extension KeyedRandom {
    /// A standard normal number, by Box and Muller.
    mutating func normal() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
}

/// How numbers are grouped, and how much of their variance the groups hold.
struct Grouping: Sendable {
    let rows: Int
    let columns: Int
    /// Shares of the variance of the normal number behind each value.
    let rowShare: Double
    let columnShare: Double

    /// Values of one world, rows one after the other.
    func draw(_ shape: Shape, _ random: inout KeyedRandom) -> [Double] {
        let ofRows = (0..<rows).map { _ in random.normal() * rowShare.squareRoot() }
        let ofColumns = (0..<columns).map { _ in random.normal() * columnShare.squareRoot() }
        let rest = (1 - rowShare - columnShare).squareRoot()
        return ofRows.flatMap { row in
            ofColumns.map { shape.value(row + $0 + rest * random.normal()) }
        }
    }

    var clusters: [Int] { (0..<rows).flatMap { row in (0..<columns).map { _ in row } } }

    func crossed(_ values: [Double]) -> [CrossedValue] {
        values.enumerated().map {
            CrossedValue(row: $0 / columns, column: $0 % columns, value: $1)
        }
    }
}

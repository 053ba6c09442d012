// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A curve V(N) = k N^beta through points of vocabulary growth.
public struct HeapsFit: Sendable, Hashable {
    /// One point of a curve of vocabulary growth.
    public struct Point: Sendable, Hashable, Codable {
        /// N, in words.
        public let words: Int
        /// V(N), mean over orders.
        public let vocabulary: Double

        public init(words: Int, vocabulary: Double) {
            self.words = words
            self.vocabulary = vocabulary
        }
    }

    /// Fewest words that give a curve.
    public static let leastWords = 10

    /// In words.
    public let k: Double
    public let beta: Double
    /// The points that were fitted, for a figure.
    public let points: [Point]

    /// Fits by unweighted least squares: for a given beta the best k is known, so the one unknown
    /// is found where the squared error stops falling, by bisection.
    ///
    /// - Throws: `MetricError.noData` for fewer than two points of different N.
    public init(_ points: [Point]) throws(MetricError) {
        guard let largest = points.map(\.words).max(), let least = points.map(\.words).min(),
            least > 0, largest > least
        else { throw .noData("heaps", needs: "two points of different N", got: "fewer") }
        let logs = points.map { log(Double($0.words) / Double(largest)) }
        let sizes = points.map(\.vocabulary)
        var low = -1.0
        var high = 2.0
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if Self.falls(at: middle, logs, sizes) { low = middle } else { high = middle }
        }
        beta = (low + high) / 2
        k = Self.scale(at: beta, logs, sizes) * pow(Double(largest), -beta)
        self.points = points
    }

    /// A curve that was fitted elsewhere, without its points.
    public init(k: Double, beta: Double) {
        self.k = k
        self.beta = beta
        points = []
    }

    /// The curve and its fit for a set of answers.
    ///
    /// - Throws: `MetricError.noData` when the answers have fewer than `leastWords` words.
    public init(_ answers: AnswerSet, orders: Int = 20, seed: UInt64 = 0) throws(MetricError) {
        let shuffled = ShuffledTexts(answers, orders: orders, seed: seed)
        try self.init(shuffled, rows: shuffled.rows)
    }

    init(_ shuffled: ShuffledTexts, rows: [Int]) throws(MetricError) {
        let words = rows.reduce(0) { $0 + shuffled.texts.length(of: $1) }
        let steps = min(HeapsLaw.points, words)
        let sizes = (0..<steps).map { ($0 + 1) * words / steps }
        guard words >= Self.leastWords, let found = shuffled.vocabulary(of: rows, at: sizes)
        else {
            throw .noData("heaps", needs: "\(Self.leastWords) words", got: "\(words)")
        }
        try self.init(zip(sizes, found).map { Point(words: $0, vocabulary: $1) })
    }

    /// The best k for an exponent, N measured in shares of the largest.
    private static func scale(at beta: Double, _ logs: [Double], _ sizes: [Double]) -> Double {
        let powers = logs.map { exp(beta * $0) }
        return sum(zip(powers, sizes).lazy.map { $0 * $1 }) / sum(powers.lazy.map { $0 * $0 })
    }

    /// Whether the squared error still falls when the exponent grows.
    private static func falls(at beta: Double, _ logs: [Double], _ sizes: [Double]) -> Bool {
        let k = scale(at: beta, logs, sizes)
        return sum(
            logs.indices.lazy.map { index in
                let power = exp(beta * logs[index])
                return (sizes[index] - k * power) * power * logs[index]
            }) > 0
    }
}

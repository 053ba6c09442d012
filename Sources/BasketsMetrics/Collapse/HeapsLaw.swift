// SPDX-License-Identifier: Apache-2.0

/// Heaps' law V(N) = k N^beta, fitted to the growth of the vocabulary over seeded orders.
///
/// k is in words, beta is a number in [0, 1]; both depend on each other and must be read together
/// (vocabulary at a fixed N is the safer number).
/// Source: Heaps 1978; unweighted nonlinear least squares.
/// Deviation: the curve is the mean over shuffled orders of the answers, at 50 evenly spaced N.
public struct HeapsLaw: AnswerSetMetric {
    public enum Part: String, Sendable, CaseIterable {
        case k
        case beta
    }

    public static let points = 50
    public let part: Part
    public let orders: Int
    public let seed: UInt64

    public init(_ part: Part, orders: Int = 20, seed: UInt64 = 0) {
        precondition(orders > 0, "at least one order")
        self.part = part
        self.orders = orders
        self.seed = seed
    }

    public var info: MetricInfo {
        MetricInfo(
            name: "heaps-\(part.rawValue)",
            version: "\(WhitespaceWords.version),\(orders)-orders,\(Self.points)-points,1",
            unit: part == .k ? "words" : "exponent", range: 0...(part == .k ? .infinity : 1),
            higherMeans: part == .k ? .descriptive : .moreVaried, input: .answers,
            meaning: part == .k
                ? "Scale of the vocabulary's growth k N^beta; read it with beta."
                : "Exponent of the vocabulary's growth k N^beta: how steadily new words come.",
            source: "Heaps 1978, by nonlinear least squares.",
            deviation: "The curve is the mean over seeded orders, not the order of the file.",
            emptyCase: "Fewer than \(HeapsFit.leastWords) words: no value.")
    }

    /// - Throws: `MetricError.noData` when the answers have too few words for a curve.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let shuffled = ShuffledTexts(answers, orders: orders, seed: seed)
        let part = part
        return RowMeasure(rows: shuffled.rows, leftOut: answers.count - shuffled.rows.count) {
            rows throws(MetricError) in
            let fit = try HeapsFit(shuffled, rows: rows)
            return part == .k ? fit.k : fit.beta
        }
    }
}

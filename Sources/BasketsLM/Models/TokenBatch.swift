// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation

/// Rows of tokens side by side. B rows, T tokens of the longest.
///
/// Padding carries no weight anywhere: no query of a real token sees a padded column, and nothing
/// is read from padded places.
struct TokenBatch {
    enum Side { case left, right }

    /// Token ids, int32 [B * T].
    let tokens: Tensor
    let rows: Int
    let length: Int
    /// First real column and end column of each row.
    let starts: [Int32]
    let ends: [Int32]

    /// - Parameter padding: side of the padding: left for sampling (all rows end together), right
    ///   for scoring and training.
    init(_ rows: [[Int32]], padding: Side) throws {
        let length = rows.map(\.count).max() ?? 0
        var flat: [Int32] = []
        flat.reserveCapacity(rows.count * length)
        for row in rows {
            let pad = [Int32](repeating: 0, count: length - row.count)
            flat += padding == .left ? pad + row : row + pad
        }
        self.rows = rows.count
        self.length = length
        starts = rows.map { padding == .left ? Int32(length - $0.count) : 0 }
        ends = rows.map { padding == .left ? Int32(length) : Int32($0.count) }
        tokens = try Tensor(flat, shape: [flat.count])
    }

    /// Position of each place in its own text, [B * T]; padded places stand at 0.
    var positions: [Int32] {
        starts.flatMap { start in (0..<Int32(length)).map { max(0, $0 - start) } }
    }

    func span(causal: Bool = true) throws -> AttentionSpan {
        AttentionSpan(
            start: try Tensor(starts, shape: [rows]), end: try Tensor(ends, shape: [rows]),
            offset: 0, causal: causal)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Next-token distributions of two models at many places, compared side by side on all processors
/// from what the models give, logits.
public enum DivergencePlaces {
    /// Changes with the way of comparing.
    public static let version = "float64, tail below 0.0001, v1"

    /// What `DivergenceCounter` would add for each place, in float64.
    ///
    /// - Parameters:
    ///   - reference: logits of the reference, place by place, [places * vocabulary].
    ///   - model: the same by the model, tokens in the same order.
    ///   - rareBelow: tokens that the reference gives less than this are its tail.
    /// - Throws: `MetricError.badRow` when the sizes differ or a place has no distribution.
    public static func rows(
        reference: [Float], model: [Float], vocabulary: Int, rareBelow: Double = 1e-4
    ) throws(MetricError) -> [DivergenceRow] {
        guard reference.count == model.count, vocabulary > 0,
            reference.count.isMultiple(of: vocabulary)
        else {
            throw MetricError(
                .badRow, metric: "divergence",
                "has \(reference.count) and \(model.count) logits of \(vocabulary) tokens.",
                remedy: "Both models need one vocabulary.")
        }
        var rows = [DivergenceRow?](repeating: nil, count: reference.count / vocabulary)
        rows.withUnsafeMutableBufferPointer { buffer in
            // Each place is written by one thread, and by no other.
            nonisolated(unsafe) let places = buffer
            DispatchQueue.concurrentPerform(iterations: places.count) { place in
                let part = place * vocabulary..<(place + 1) * vocabulary
                places[place] = row(reference[part], model[part], rareBelow)
            }
        }
        let found = rows.compactMap { $0 }
        guard found.count == rows.count else {
            throw MetricError(
                .badRow, metric: "divergence", row: rows.firstIndex { $0 == nil },
                "a place has logits that are no numbers.",
                remedy: "The weights are broken: remove the cell's adapter, and lower its "
                    + "learning rate.")
        }
        return found
    }

    /// Nil where one of the two is no distribution.
    private static func row(
        _ reference: ArraySlice<Float>, _ model: ArraySlice<Float>, _ rareBelow: Double
    ) -> DivergenceRow? {
        var counter = DivergenceCounter(rareBelow: rareBelow)
        let isAdded = reference.withUnsafeBufferPointer { first in
            model.withUnsafeBufferPointer { second in counter.add(logits: first, second) }
        }
        return isAdded ? counter.row : nil
    }
}

extension DivergenceRow {
    /// Adds the places of another part of the same text.
    public static func += (row: inout DivergenceRow, other: DivergenceRow) {
        row.places += other.places
        row.fromReference += other.fromReference
        row.fromModel += other.fromModel
        row.jensenShannon += other.jensenShannon
        row.referenceEntropy += other.referenceEntropy
        row.modelEntropy += other.modelEntropy
        row.referenceTail += other.referenceTail
        row.modelTail += other.modelTail
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Compares the next-token distributions of two models place by place, a batch at a time.
///
/// Source: Kullback and Leibler 1951; Lin 1991 (Jensen-Shannon); logarithms to base 2.
public struct DivergenceCounter: Sendable {
    /// Tokens that the reference gives less than this are its tail.
    public let rareBelow: Double
    /// The sums so far: of one text, if one counter is used a text.
    public private(set) var row = DivergenceRow()

    public init(rareBelow: Double = 1e-4) {
        precondition(rareBelow > 0 && rareBelow <= 1, "a probability")
        self.rareBelow = rareBelow
    }

    /// Adds one place.
    ///
    /// - Parameters:
    ///   - reference: natural log-probabilities of the whole vocabulary by the reference, [V].
    ///   - model: the same by the model, [V], tokens in the same order.
    /// - Throws: `MetricError.badRow` when the vocabularies differ in size or a distribution does
    ///   not sum to 1 within 0.001; nothing is added then.
    public mutating func add(
        reference: UnsafeBufferPointer<Float>, model: UnsafeBufferPointer<Float>
    ) throws(MetricError) {
        guard reference.count == model.count, !reference.isEmpty else {
            throw fault("vocabularies of \(reference.count) and \(model.count) tokens.")
        }
        var place = DivergenceRow()
        var referenceTotal = 0.0
        var modelTotal = 0.0
        for (first, second) in zip(reference, model) {
            let p = exp(Double(first))
            let q = exp(Double(second))
            referenceTotal += p
            modelTotal += q
            addToken(p, Double(first), q, Double(second), to: &place)
        }
        for total in [referenceTotal, modelTotal] where !((total - 1).magnitude <= 1e-3) {
            throw fault("a distribution sums to \(total).")
        }
        add(place)
    }

    /// Adds one place, given as arrays.
    ///
    /// - Throws: as for buffers.
    public mutating func add(reference: [Float], model: [Float]) throws(MetricError) {
        let result = reference.withUnsafeBufferPointer { reference in
            model.withUnsafeBufferPointer { model in
                Result { () throws(MetricError) in try add(reference: reference, model: model) }
            }
        }
        try result.get()
    }

    /// Adds one place from logits, [V] each, of the reference and of the model.
    ///
    /// - Returns: false, and nothing is added, when one of them is no distribution.
    mutating func add(
        logits reference: UnsafeBufferPointer<Float>, _ model: UnsafeBufferPointer<Float>
    ) -> Bool {
        let (first, second) = (Self.logSum(reference), Self.logSum(model))
        guard first.isFinite, second.isFinite else { return false }
        var place = DivergenceRow()
        for index in reference.indices {
            let logP = Double(reference[index]) - first
            let logQ = Double(model[index]) - second
            addToken(exp(logP), logP, exp(logQ), logQ, to: &place)
        }
        add(place)
        return true
    }

    /// log of the sum of exp, without overflow.
    private static func logSum(_ logits: UnsafeBufferPointer<Float>) -> Double {
        let most = Double(logits.max() ?? 0)
        return most + log(logits.reduce(0) { $0 + exp(Double($1) - most) })
    }

    private func addToken(
        _ p: Double, _ logP: Double, _ q: Double, _ logQ: Double, to place: inout DivergenceRow
    ) {
        let middle = log((p + q) / 2)
        if p > 0 {
            place.referenceEntropy -= p * logP
            place.fromReference += p * (logP - logQ)
            place.jensenShannon += p * (logP - middle) / 2
        }
        if q > 0 {
            place.modelEntropy -= q * logQ
            place.fromModel += q * (logQ - logP)
            place.jensenShannon += q * (logQ - middle) / 2
        }
        if p < rareBelow {
            place.referenceTail += p
            place.modelTail += q
        }
    }

    private mutating func add(_ place: DivergenceRow) {
        let bits = 1 / log(2.0)
        row.places += 1
        row.fromReference += max(0, place.fromReference) * bits
        row.fromModel += max(0, place.fromModel) * bits
        row.jensenShannon += min(1, max(0, place.jensenShannon * bits))
        row.referenceEntropy += max(0, place.referenceEntropy) * bits
        row.modelEntropy += max(0, place.modelEntropy) * bits
        row.referenceTail += place.referenceTail
        row.modelTail += place.modelTail
    }

    private func fault(_ finding: String) -> MetricError {
        MetricError(
            .badRow, metric: "divergence", row: row.places, finding,
            remedy: "Both models need one vocabulary and log-probabilities of all of it.")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a model's next-token distributions along human text differ from those of a reference, such
/// as its parent or the model of another condition; mean over the places of all texts.
///
/// Units: bits; the tail a fraction. Both models need one vocabulary.
/// Source: Kullback and Leibler 1951, Lin 1991, Shannon 1948; the tail after Shumailov et al. 2024,
/// who find that it collapses first.
public struct NextTokenDivergence: DivergenceMetric {
    public enum Part: String, Sendable, CaseIterable {
        /// KL(reference || model).
        case fromReference = "kl-from-reference"
        /// KL(model || reference).
        case fromModel = "kl-from-model"
        case jensenShannon = "jensen-shannon"
        /// Entropy of the model's distributions.
        case entropy = "next-token-entropy"
        /// Probability that the model keeps for the tokens that the reference finds rare, as a
        /// share of what the reference gives them.
        case tailKept = "tail-kept"
    }

    public let part: Part

    public init(_ part: Part) { self.part = part }

    public var info: MetricInfo {
        MetricInfo(
            name: part.rawValue, version: "1", unit: part == .tailKept ? "ratio" : "bits",
            range: 0...(part == .jensenShannon ? 1 : .infinity),
            higherMeans: part == .entropy || part == .tailKept ? .moreVaried : .moreDifferent,
            input: .distributions, meaning: meaning,
            source: "Kullback and Leibler 1951; Lin 1991; Shannon 1948; Shumailov et al. 2024.",
            deviation: part == .tailKept
                ? "Rare is a probability of the reference below a limit, 0.0001 by default." : nil,
            emptyCase: "No places: no value.")
    }

    private var meaning: String {
        switch part {
        case .fromReference: "Extra bits that the model needs for a token of the reference."
        case .fromModel: "Extra bits that the reference needs for a token of the model."
        case .jensenShannon: "How well one token tells which of the two models wrote it."
        case .entropy: "How open the model leaves what comes next."
        case .tailKept: "How much probability rare tokens keep, 1 for as much as before."
        }
    }

    /// - Throws: `MetricError.noData` when no text has a place.
    public func prepare(_ rows: [DivergenceRow]) throws(MetricError) -> RowMeasure {
        let kept = rows.indices.filter { rows[$0].places > 0 }
        let name = info.name
        let part = part
        return RowMeasure(rows: kept, leftOut: rows.count - kept.count) {
            chosen throws(MetricError) in
            guard !chosen.isEmpty else { throw .noData(name, needs: "a place", got: "none") }
            let rows = chosen.map { rows[$0] }
            let places = Double(rows.reduce(0) { $0 + $1.places })
            switch part {
            case .fromReference: return sum(rows.map(\.fromReference)) / places
            case .fromModel: return sum(rows.map(\.fromModel)) / places
            case .jensenShannon: return sum(rows.map(\.jensenShannon)) / places
            case .entropy: return sum(rows.map(\.modelEntropy)) / places
            case .tailKept:
                let tail = sum(rows.map(\.referenceTail))
                guard tail > 0 else { throw .noData(name, needs: "rare tokens", got: "none") }
                return sum(rows.map(\.modelTail)) / tail
            }
        }
    }
}

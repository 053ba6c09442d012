// SPDX-License-Identifier: Apache-2.0
import GRDB

/// How a cell's next-token distributions differ from another's along one answer: sums over the
/// answer's places, in bits; tails are probabilities. Never changes.
package struct DivergenceSumsRow: Sendable, Hashable {
    package let key: String
    /// Fingerprint of the two cells.
    package let comparison: String
    /// Key of the cell that is looked at.
    package let model: String
    /// Key of the cell that it is compared with.
    package let reference: String
    /// Key of the answer.
    package let answer: String
    /// Tokens of the answer, the stop token included.
    package let places: Int
    /// Kullback-Leibler divergence of the model from the reference.
    package let fromReference: Double
    package let fromModel: Double
    package let jensenShannon: Double
    package let referenceEntropy: Double
    package let modelEntropy: Double
    package let referenceTail: Double
    package let modelTail: Double

    package init(
        key: String, comparison: String, model: String, reference: String, answer: String,
        places: Int, fromReference: Double, fromModel: Double, jensenShannon: Double,
        referenceEntropy: Double, modelEntropy: Double, referenceTail: Double, modelTail: Double
    ) {
        self.key = key
        self.comparison = comparison
        self.model = model
        self.reference = reference
        self.answer = answer
        self.places = places
        self.fromReference = fromReference
        self.fromModel = fromModel
        self.jensenShannon = jensenShannon
        self.referenceEntropy = referenceEntropy
        self.modelEntropy = modelEntropy
        self.referenceTail = referenceTail
        self.modelTail = modelTail
    }
}

extension DivergenceSumsRow: TableRow {
    static var table: String { "divergence" }

    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("comparison", comparison), ("model", model), ("reference", reference),
            ("answer", answer), ("places", places), ("fromReference", fromReference),
            ("fromModel", fromModel), ("jensenShannon", jensenShannon),
            ("referenceEntropy", referenceEntropy), ("modelEntropy", modelEntropy),
            ("referenceTail", referenceTail), ("modelTail", modelTail),
        ]
    }

    init(_ row: Row) throws {
        self.init(
            key: row["key"], comparison: row["comparison"], model: row["model"],
            reference: row["reference"], answer: row["answer"], places: row["places"],
            fromReference: row["fromReference"], fromModel: row["fromModel"],
            jensenShannon: row["jensenShannon"], referenceEntropy: row["referenceEntropy"],
            modelEntropy: row["modelEntropy"], referenceTail: row["referenceTail"],
            modelTail: row["modelTail"])
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Next-token distributions of two models at the same places of one text, compared and added up:
/// sums over the places, so that no distribution has to be kept.
public struct DivergenceRow: Sendable, Hashable, Codable {
    /// Places of the text where both models gave a distribution.
    public internal(set) var places = 0
    /// Kullback-Leibler divergence of the model from the reference, bits: the expected extra code
    /// length when text of the reference is coded by the model.
    public internal(set) var fromReference = 0.0
    /// The other way round, bits.
    public internal(set) var fromModel = 0.0
    /// Jensen-Shannon divergence, bits; in [0, 1] a place.
    public internal(set) var jensenShannon = 0.0
    /// Entropy of the reference's distributions, bits.
    public internal(set) var referenceEntropy = 0.0
    /// Entropy of the model's distributions, bits.
    public internal(set) var modelEntropy = 0.0
    /// Probability that the reference gives to the tokens that it finds rare.
    public internal(set) var referenceTail = 0.0
    /// Probability that the model gives to the same tokens.
    public internal(set) var modelTail = 0.0

    public init() {}

    /// A row as it was stored.
    public init(
        places: Int, fromReference: Double, fromModel: Double, jensenShannon: Double,
        referenceEntropy: Double, modelEntropy: Double, referenceTail: Double, modelTail: Double
    ) {
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

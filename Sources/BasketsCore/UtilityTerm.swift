// SPDX-License-Identifier: Apache-2.0

/// What a study counts for and against a basket: one measure and its weight.
///
/// The utility of a condition is the sum over terms of weight x change / scale, where the change is
/// from the untuned target.
public struct UtilityTerm: Sendable, Hashable, Codable {
    /// As in scores: "human-perplexity".
    public let measure: String
    /// Above 0 where more is better, below 0 where less is.
    public let weight: Double
    /// The change that counts as 1, in the unit of the measure; nil: the untuned target's value, so
    /// that changes are shares of it.
    public let scale: Double?

    public init(measure: String, weight: Double, scale: Double? = nil) {
        self.measure = measure
        self.weight = weight
        self.scale = scale
    }

    /// What a study goes by that declares nothing: how well the model still reads people's text.
    public static let standard = [UtilityTerm(measure: "human-perplexity", weight: -1)]
}

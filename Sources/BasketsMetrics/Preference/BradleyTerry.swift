// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How strong each source's texts are in a judge's eyes, from comparisons of any pairs of sources.
///
/// The probability that i wins over j is logistic(s_i - s_j + b l + c p), with length and place as
/// in ``LengthControlled`` where asked for. Unit: strength on the scale of the logit, summing to 0.
/// Source: Bradley and Terry 1952, with a weak normal prior (deviation 2.5).
public struct BradleyTerry: Sendable, Hashable {
    public static let version = "1"

    /// One comparison: which source's text stood first, which second, and how it went.
    public struct Match: Sendable, Hashable {
        public let item: String
        public let first: String
        public let second: String
        /// Probability that the first won, in [0, 1].
        public let firstWon: Double
        /// Length of the first text over that of the second, natural logarithm.
        public let lengthRatio: Double

        public init(
            item: String, first: String, second: String, firstWon: Double, lengthRatio: Double = 0
        ) {
            self.item = item
            self.first = first
            self.second = second
            self.firstWon = firstWon
            self.lengthRatio = lengthRatio
        }
    }

    /// By source.
    public let strengths: [String: Double]
    /// Effect of the first place, and of length; on the scale of the logit.
    public let place: Double
    public let length: Double
    public let n: Int

    /// - Parameter controlsLength: false leaves lengths out of the model.
    /// - Throws: `MetricError.noData` for no comparison; `badRow` for one of a source with itself,
    ///   or a value that is no probability.
    public init(_ matches: [Match], controlsLength: Bool) throws(MetricError) {
        guard !matches.isEmpty else {
            throw .noData("bradley-terry", needs: "a comparison", got: "none")
        }
        let fault = matches.firstIndex {
            $0.first == $0.second || !(0...1).contains($0.firstWon) || !$0.lengthRatio.isFinite
        }
        if let row = fault {
            throw MetricError(
                .badRow, metric: "bradley-terry", row: row,
                "\(matches[row].first) against \(matches[row].second) with "
                    + "\(matches[row].firstWon) is no comparison.")
        }
        let sources = Set(matches.flatMap { [$0.first, $0.second] }).sorted()
        let rows = matches.map { match in
            let sides = sources.map { source -> Double in
                source == match.first ? 1 : source == match.second ? -1 : 0
            }
            return LogisticRow(
                x: sides + [1, controlsLength ? match.lengthRatio : 0], won: match.firstWon,
                group: match.item)
        }
        let fit = LogisticFit(rows, priorDeviation: LengthControlled.priorDeviation)
        let raw = Array(fit.coefficients.prefix(sources.count))
        let center = mean(raw)
        strengths = Dictionary(
            zip(sources, raw.map { $0 - center }), uniquingKeysWith: { first, _ in first })
        place = fit.coefficients[sources.count]
        length = controlsLength ? fit.coefficients[sources.count + 1] : 0
        n = matches.count
    }
}

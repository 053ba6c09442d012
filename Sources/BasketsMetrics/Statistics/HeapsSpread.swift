// SPDX-License-Identifier: Apache-2.0

public import BasketsCore
import Foundation

/// Heaps' k and beta of a set with their intervals, and how closely the two go together.
///
/// The two are strongly anti-correlated: an interval of one alone says little, so their joint
/// region is given too, as an ellipse in (log k, beta).
public struct HeapsSpread: Sendable, Hashable {
    public let fit: HeapsFit
    /// Of k, in words; its ends are exp of an interval of log k, so they are above 0.
    public let k: Interval
    public let beta: Interval
    /// Correlation of log k and beta over the subsets, in [-1, 1].
    public let correlation: Double
    /// Standard errors of log k and of beta: with the correlation, the axes of the ellipse.
    public let logKError: Double
    public let betaError: Double

    /// - Throws: `MetricError.noData` for fewer than three answers with words or too few words.
    public init(
        _ answers: AnswerSet, jackknife: Jackknife, orders: Int = 20, seed: UInt64 = 0
    ) throws(MetricError) {
        let shuffled = ShuffledTexts(answers, orders: orders, seed: seed)
        let fit = try HeapsFit(shuffled, rows: shuffled.rows)
        let samples = try jackknife.samples(shuffled.rows) { rows throws(MetricError) in
            let fit = try HeapsFit(shuffled, rows: rows)
            return [log(fit.k), fit.beta]
        }
        self.init(fit, samples, jackknife)
    }

    /// From the fits of the full set and of subsets of it that were made elsewhere.
    ///
    /// - Parameters:
    ///   - rows: of the full set.
    ///   - deleted: how many of them each subset lacks.
    /// - Returns: nil for fewer than two subsets, or a k that is not above 0.
    public init?(
        _ fit: HeapsFit, subsets: [HeapsFit], rows: Int, deleted: Int, level: Double = 0.95
    ) {
        guard subsets.count > 1, rows > 2, (1..<rows).contains(deleted),
            ([fit] + subsets).allSatisfy({ $0.k > 0 && $0.k.isFinite && $0.beta.isFinite })
        else { return nil }
        self.init(
            fit,
            Jackknife.Samples(
                n: rows, deleted: deleted,
                values: [subsets.map { log($0.k) }, subsets.map(\.beta)]),
            Jackknife(seed: 0, subsets: subsets.count, level: level))
    }

    private init(_ fit: HeapsFit, _ samples: Jackknife.Samples, _ jackknife: Jackknife) {
        let logKs = samples.values[0]
        let betas = samples.values[1]
        let kError = (samples.scale * variance(logKs)).squareRoot()
        let betaError = (samples.scale * variance(betas)).squareRoot()
        let logK = jackknife.interval(samples, around: log(fit.k), error: kError)
        self.fit = fit
        k = Interval(
            lower: exp(logK.lower), upper: exp(logK.upper), level: logK.level,
            method: logK.method)
        beta = jackknife.interval(samples, around: fit.beta, error: betaError)
        correlation = BasketsMetrics.correlation(logKs, betas)
        logKError = kError
        self.betaError = betaError
    }

    /// Points on the edge of the joint region, in order around it.
    public func outline(points: Int = 48) -> [(k: Double, beta: Double)] {
        let radius = (-2 * log(1 - beta.level)).squareRoot()
        let rest = max(0, 1 - correlation * correlation).squareRoot()
        return (0..<points).map { point in
            let angle = 2 * .pi * Double(point) / Double(points)
            let x = radius * cos(angle)
            let y = radius * (correlation * cos(angle) + rest * sin(angle))
            return (exp(log(fit.k) + x * logKError), fit.beta + y * betaError)
        }
    }

    /// Whether a pair lies in the joint region of the intervals' level: an ellipse whose limit is
    /// that of two normal values together.
    public func contains(k: Double, beta: Double) -> Bool {
        guard k > 0, logKError > 0, betaError > 0, correlation.magnitude < 1 else { return false }
        let x = (log(k) - log(fit.k)) / logKError
        let y = (beta - fit.beta) / betaError
        let squared = (x * x - 2 * correlation * x * y + y * y) / (1 - correlation * correlation)
        return squared <= -2 * log(1 - self.beta.level)  // chi-squared with two degrees of freedom
    }
}

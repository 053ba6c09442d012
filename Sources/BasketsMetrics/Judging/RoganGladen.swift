// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A rate by a judge with known error, corrected for that error.
///
/// rate = (observed + specificity - 1) / (sensitivity + specificity - 1). Unit: fraction; cut to
/// [0, 1].
/// Source: Rogan and Gladen 1978; the interval, which carries the error of both the rate and the
/// calibration, is that of Lang and Reiczigel 2014. It assumes that the judge errs on these answers
/// as it did on those that people rated.
public enum RoganGladen {
    public static let version = "1"

    public enum Outcome: Sendable, Hashable {
        case corrected(Double, Interval)
        /// The judge is too near to chance: dividing by its informedness would blow up any error.
        case notCorrectable(why: String)
    }

    /// - Parameters:
    ///   - rate: share of the answers that the judge says yes to, in [0, 1].
    ///   - rows: how many independent answers the rate is worth: fewer than there are where answers
    ///     to one request, or behind one template, are alike. See ``effectiveRows(of:clusters:)``.
    /// - Throws: `MetricError.noData` for no rows, `badRow` for a rate outside of [0, 1].
    public static func corrected(
        rate: Double, rows: Double, by calibration: JudgeCalibration, level: Double = 0.95
    ) throws(MetricError) -> Outcome {
        guard rows > 0 else { throw .noData("corrected rate", needs: "an answer", got: "none") }
        guard (0...1).contains(rate) else {
            throw MetricError(.badRow, metric: "corrected rate", "the rate is \(rate).")
        }
        guard calibration.isCorrectable else {
            return .notCorrectable(why: Self.reason(calibration))
        }
        let raw = (rate + calibration.specificity.value - 1) / calibration.informedness
        let interval = interval(rate, rows, calibration, level: level)
        guard interval.lower < interval.upper else {
            return .notCorrectable(
                why: "Not correctable: \(percent(rate)) % yes is not what a judge with this "
                    + "error gives at any true rate, so it errs otherwise on these answers.")
        }
        return .corrected(min(1, max(0, raw)), interval)
    }

    private static func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }

    private static func reason(_ calibration: JudgeCalibration) -> String {
        let lower = calibration.informednessInterval().lower
        let shown = (lower * 100).rounded() / 100
        return "Not correctable: sensitivity + specificity - 1 of this judge may be as low as "
            + "\(shown), and must be above \(JudgeCalibration.bar)."
    }

    private static func interval(
        _ rate: Double, _ n: Double, _ calibration: JudgeCalibration, level: Double
    ) -> Interval {
        let z = NormalDistribution.quantile((1 + level) / 2)
        let yesRows = Double(calibration.sensitivity.n)
        let noRows = Double(calibration.specificity.n)
        // Each share drawn a little to the middle, so that none of them is said to be without error.
        let p = (n * rate + z * z / 2) / (n + z * z)
        let sensitivity = (Double(calibration.sensitivity.yes) + 1) / (yesRows + 2)
        let specificity = (Double(calibration.specificity.yes) + 1) / (noRows + 2)
        let informedness = sensitivity + specificity - 1
        let center = (p + specificity - 1) / informedness
        let onYes = sensitivity * (1 - sensitivity)
        let onNo = specificity * (1 - specificity)
        let shift = 2 * z * z * (center * onYes / yesRows - (1 - center) * onNo / noRows)
        let variance =
            p * (1 - p) / (n + z * z) + center * center * onYes / (yesRows + 2)
            + (1 - center) * (1 - center) * onNo / (noRows + 2)
        let width = z * variance.squareRoot() / informedness
        func cut(_ value: Double) -> Double { min(1, max(0, value)) }
        return Interval(
            lower: cut(center + shift - width), upper: cut(center + shift + width), level: level,
            method: "corrected for the judge's error (Lang and Reiczigel)")
    }

    /// How many independent rows a share is worth whose rows come in clusters: p (1 - p) over its
    /// variance between clusters, at most the rows there are. At 0 and 1, where no variance can be
    /// seen, each cluster counts as one row.
    ///
    /// - Parameter clusters: the cluster of each value.
    public static func effectiveRows(of values: [Bool], clusters: [String]) -> Double {
        precondition(values.count == clusters.count, "a cluster for each value")
        let n = Double(values.count)
        let groups = Dictionary(grouping: values.indices) { clusters[$0] }.values
        let share = n == 0 ? 0 : Double(values.count { $0 }) / n
        let count = Double(groups.count)
        guard share > 0, share < 1 else { return count }
        guard count > 1 else { return 1 }
        let squares = groups.map { rows in
            let off = Double(rows.count { values[$0] }) - share * Double(rows.count)
            return off * off
        }
        let variance = sum(squares.sorted()) * count / (count - 1) / (n * n)
        return variance > 0 ? min(n, max(1, share * (1 - share) / variance)) : n
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// From values to places on an axis, with round ticks.
struct Scale {
    let isLogarithmic: Bool
    let lower: Double
    let upper: Double
    let from: Double
    let to: Double

    /// Covers all finite values with a margin of 4 percent; on a logarithmic axis the positive ones.
    init(
        covering values: [Double], axis: ReportMeasure.Axis, from: Double, to: Double,
        fromZero: Bool = false
    ) {
        isLogarithmic = axis == .logarithmic
        let isLog = isLogarithmic
        let usable = values.filter { $0.isFinite && (!isLog || $0 > 0) }.map {
            isLog ? log($0) : $0
        }
        var low = usable.min() ?? 0
        var high = usable.max() ?? 1
        if fromZero && !isLog { low = min(low, 0) }
        if high - low < 1e-9 * max(abs(high), 1e-9) {
            let half = isLog ? 0.5 : max(abs(high) * 0.1, 1e-3)
            // Nothing but 0, such as a rate of which nothing was seen: no axis below 0.
            (low, high) = low == 0 && high == 0 && !isLog ? (0, 1) : (low - half, high + half)
        }
        let margin = (high - low) * 0.04
        let isNothing = usable.allSatisfy { $0 == 0 } && !isLog
        lower = (fromZero || isNothing) && !isLog && low == 0 ? 0 : low - margin
        upper = high + margin
        (self.from, self.to) = (from, to)
    }

    /// The place of a value, kept inside the axis.
    func place(_ value: Double) -> Double {
        let inner = isLogarithmic ? (value > 0 ? log(value) : lower) : value
        let share = (min(max(inner, lower), upper) - lower) / (upper - lower)
        return from + share * (to - from)
    }

    /// Round values inside the axis, about `count` of them.
    func ticks(_ count: Int) -> [Double] {
        guard isLogarithmic else { return Self.round(lower, upper, count) }
        let (low, high) = (exp(lower), exp(upper))
        if high / low < 2.5 {
            return Self.round(low, high, count).filter { $0 > 0 }
        }
        let decades = Int(floor(log10(low)))...Int(ceil(log10(high)))
        for steps in [[1, 1.5, 2, 3, 4, 5, 7], [1.0, 2, 3, 5], [1.0, 2, 5], [1.0, 3], [1.0]] {
            let all = decades.flatMap { decade in steps.map { $0 * pow(10, Double(decade)) } }
            let inside = all.filter { $0 >= low && $0 <= high }
            if inside.count <= count + 1 { return inside }
        }
        let tens = decades.map { pow(10, Double($0)) }.filter { $0 >= low && $0 <= high }
        let every = max(1, tens.count / max(count, 1))
        return tens.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }

    private static func round(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
        let rough = (high - low) / Double(max(count, 1))
        let power = pow(10, floor(log10(rough)))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.85 } ?? rough
        let first = Int((low / step).rounded(.up))
        let last = Int((high / step).rounded(.down))
        guard first <= last, last - first < 100 else { return [] }
        return (first...last).map { Double($0) * step }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One number of decimals for all numbers of a column, so that they can be compared by eye.
///
/// Three significant digits of the largest value, and two of the finest interval or smallest
/// difference beside it. English grouping, a true minus sign, words nowhere.
struct NumberFormat: Equatable {
    let decimals: Int

    init(decimals: Int) {
        self.decimals = decimals
    }

    init(values: [Double], precisions: [Double] = []) {
        let finite = values.filter(\.isFinite).map(abs)
        guard let largest = finite.max(), largest > 0 else {
            self.decimals = 0
            return
        }
        if finite.allSatisfy({ $0 == $0.rounded() }) && precisions.allSatisfy({ $0 >= 1 }) {
            self.decimals = 0
            return
        }
        let byValue = 2 - Int(log10(largest).rounded(.down))
        let finest = precisions.filter { $0.isFinite && $0 > largest * 1e-6 }.min()
        let byPrecision = finest.map { 1 - Int(log10($0).rounded(.down)) } ?? 0
        self.decimals = min(max(byValue, byPrecision, 0), 6)
    }

    /// For differences: two significant digits of the narrowest interval's half width, whatever the
    /// differences are; three of the largest difference where there is no interval.
    init(differences: [Double], widths: [Double]) {
        let largest = differences.filter(\.isFinite).map(abs).max() ?? 0
        let usable = widths.filter { $0.isFinite && $0 > largest * 1e-6 }
        guard let finest = usable.min() else {
            self.init(values: differences)
            return
        }
        self.init(decimals: min(max(1 - Int(log10(finest).rounded(.down)), 0), 6))
    }

    func text(_ value: Double) -> String {
        guard value.isFinite else { return Self.unbounded(value) }
        if abs(value) >= 1e9 { return Self.scientific(value) }
        let digits = String(format: "%.\(decimals)f", abs(value))
        let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
        return (value < 0 && !isZero ? "\u{2212}" : "") + Self.grouped(digits)
    }

    /// With its sign always, for differences: "+0.12", "−0.03", "0.00".
    func signed(_ value: Double) -> String {
        let plain = text(value)
        let isPositive = value > 0 && plain.contains { ("1"..."9").contains($0) || $0 == "∞" }
        return (isPositive ? "+" : "") + plain
    }

    /// A round value on an axis, without useless zeros.
    static func tick(_ value: Double) -> String {
        let decimals = (0...6).first { decimals in
            let scaled = value * pow(10, Double(decimals))
            return abs(scaled - scaled.rounded()) < 1e-6 * max(1, abs(scaled))
        }
        return NumberFormat(decimals: decimals ?? 6).text(value)
    }

    static func count(_ value: Int) -> String {
        (value < 0 ? "\u{2212}" : "") + grouped(String(value.magnitude))
    }

    /// "12 min 05 s", "3 h 10 min", "4.2 s".
    static func time(seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "unknown" }
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
        return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
    }

    private static func unbounded(_ value: Double) -> String {
        if value.isNaN { return "not a number" }
        return value < 0 ? "\u{2212}∞" : "∞"
    }

    private static func grouped(_ digits: String) -> String {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let whole = Array(parts[0])
        var out = ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return parts.count > 1 ? out + "." + parts[1] : out
    }

    private static func scientific(_ value: Double) -> String {
        let exponent = Int(log10(abs(value)).rounded(.down))
        let mantissa = String(format: "%.1f", abs(value) / pow(10, Double(exponent)))
        let raised = String(exponent).map { character in
            character.wholeNumberValue.map { Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0] } ?? character
        }
        return (value < 0 ? "\u{2212}" : "") + mantissa + " × 10" + String(raised)
    }
}

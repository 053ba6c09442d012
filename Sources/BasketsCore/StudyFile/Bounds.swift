// SPDX-License-Identifier: Apache-2.0

/// The values that a number of a study file may take.
struct Bounds<Value: Comparable & Sendable>: Sendable {
    let lower: Value
    let upper: Value
    var isLowerOpen = false
    var isUpperOpen = false

    static func closed(_ lower: Value, _ upper: Value) -> Bounds {
        Bounds(lower: lower, upper: upper)
    }

    static func above(_ lower: Value, through upper: Value) -> Bounds {
        Bounds(lower: lower, upper: upper, isLowerOpen: true)
    }

    static func from(_ lower: Value, below upper: Value) -> Bounds {
        Bounds(lower: lower, upper: upper, isUpperOpen: true)
    }

    static func between(_ lower: Value, _ upper: Value) -> Bounds {
        Bounds(lower: lower, upper: upper, isLowerOpen: true, isUpperOpen: true)
    }

    func contains(_ value: Value) -> Bool {
        (isLowerOpen ? value > lower : value >= lower)
            && (isUpperOpen ? value < upper : value <= upper)
    }

    /// "from 0 to 1", "above 0 and below 1".
    func words(_ text: (Value) -> String) -> String {
        if !isLowerOpen, !isUpperOpen { return "from \(text(lower)) to \(text(upper))" }
        let low = isLowerOpen ? "above \(text(lower))" : "from \(text(lower))"
        let high = isUpperOpen ? "below \(text(upper))" : "up to \(text(upper))"
        return "\(low) and \(high)"
    }
}

/// A number without a needless fraction: 32, 0.1, 0.0002.
func plainNumber(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
}

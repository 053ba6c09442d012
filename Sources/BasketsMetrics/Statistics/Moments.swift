// SPDX-License-Identifier: Apache-2.0

/// The sum, with the rounding error of each step carried along (Neumaier 1974).
func sum(_ values: some Sequence<Double>) -> Double {
    var total = 0.0
    var lost = 0.0
    for value in values {
        let next = total + value
        lost += total.magnitude >= value.magnitude ? (total - next) + value : (value - next) + total
        total = next
    }
    return total.isFinite ? total + lost : total
}

/// The mean; not a number for no values, so callers ask first.
func mean(_ values: [Double]) -> Double {
    sum(values) / Double(values.count)
}

/// The sample variance, divided by n - 1; not a number for fewer than two values.
func variance(_ values: [Double]) -> Double {
    let center = mean(values)
    return sum(values.lazy.map { ($0 - center) * ($0 - center) }) / Double(values.count - 1)
}

/// The value below which a share of sorted values lies, by linear interpolation between the two
/// neighbours (Hyndman and Fan 1996, type 7; the default of NumPy and R).
///
/// - Parameter sorted: ascending, at least one value; infinities stand at the ends.
func quantile(_ share: Double, ofSorted sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let fraction = place - Double(below)
    guard fraction > 0, below + 1 < sorted.count, sorted[below] != sorted[below + 1] else {
        return sorted[below]
    }
    return sorted[below] + fraction * (sorted[below + 1] - sorted[below])
}

/// The middle value, or the mean of the two middle ones.
func median(_ values: [Double]) -> Double {
    quantile(0.5, ofSorted: values.sorted())
}

/// Pearson's correlation of two lists of equal length; 0 where one of them does not vary.
func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let a = mean(first)
    let b = mean(second)
    let shared = sum(zip(first, second).lazy.map { ($0 - a) * ($1 - b) })
    let spread =
        sum(first.lazy.map { ($0 - a) * ($0 - a) })
        * sum(second.lazy.map { ($0 - b) * ($0 - b) })
    return spread > 0 ? min(1, max(-1, shared / spread.squareRoot())) : 0
}

// SPDX-License-Identifier: Apache-2.0

/// An interval around an estimate.
public struct Interval: Sendable, Hashable, Codable {
    public let lower: Double
    public let upper: Double
    /// Stated coverage, a fraction: 0.95.
    public let level: Double
    /// How it was made, in words for the reader: "delete-d jackknife, 200 subsets".
    public let method: String

    public init(lower: Double, upper: Double, level: Double, method: String) {
        self.lower = lower
        self.upper = upper
        self.level = level
        self.method = method
    }

    /// The interval without what its measure cannot be: a fraction is not above 1.
    public func ended(at range: ClosedRange<Double>) -> Interval {
        let ends = (lower: max(lower, range.lowerBound), upper: min(upper, range.upperBound))
        guard ends != (lower, upper) else { return self }
        return Interval(
            lower: ends.lower, upper: ends.upper, level: level,
            method: method + ", ended at the measure's range")
    }
}

/// A number for a cell or a pair of cells.
///
/// No data is no value (`value == nil`, with the reason in `note`), never 0.
public struct Score: Sendable, Hashable, Codable {
    /// Name of the measure, as in the metric catalog: "self-bleu".
    public let measure: String
    /// Version of the method: tokenizer, smoothing and the like are part of it.
    public let version: String
    /// The cell that the number is about.
    public let cell: String
    /// The cell that it is compared with, for a number about a pair.
    public let reference: String?
    public let value: Double?
    /// "fraction", "perplexity", "bits per byte", "tokens", ...
    public let unit: String
    /// Number of items that the value rests on.
    public let n: Int
    public let interval: Interval?
    /// The smallest difference between two cells that so many items can show, in the same unit.
    public let smallestDifference: Double?
    /// What a reader must know beside the number; the reason where there is no value.
    public let note: String?

    /// In the note of a number by a judge that is below the bar.
    public static let belowTheBar = "Below the bar as a judge"
    /// In the note of a judge's preferences where it cannot judge.
    public static let noBetterThanACoin = "no better than a coin"

    public init(
        measure: String, version: String, cell: String, reference: String? = nil, value: Double?,
        unit: String, n: Int, interval: Interval? = nil, smallestDifference: Double? = nil,
        note: String? = nil
    ) {
        self.measure = measure
        self.version = version
        self.cell = cell
        self.reference = reference
        self.value = value
        self.unit = unit
        self.n = n
        self.interval = interval
        self.smallestDifference = smallestDifference
        self.note = note
    }
}

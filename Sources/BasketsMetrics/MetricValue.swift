// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// A metric's number with all that a reader needs beside it.
public struct MetricValue: Sendable, Hashable, Codable {
    public let metric: String
    public let version: String
    /// May be infinite, and then `note` says of how many rows; never not-a-number.
    public let value: Double
    public let unit: String
    /// Rows that the value rests on.
    public let n: Int
    /// Rows without data, such as empty answers.
    public let leftOut: Int
    public let interval: Interval?
    /// The smallest difference between two sets of this kind that would be seen with a power of
    /// 80 % at 5 %, two-sided, in the same unit.
    public let smallestDifference: Double?
    public let note: String?

    public init(
        metric: String, version: String, value: Double, unit: String, n: Int, leftOut: Int = 0,
        interval: Interval? = nil, smallestDifference: Double? = nil, note: String? = nil
    ) {
        self.metric = metric
        self.version = version
        self.value = value
        self.unit = unit
        self.n = n
        self.leftOut = leftOut
        self.interval = interval
        self.smallestDifference = smallestDifference
        self.note = note
    }

    /// The number as a score of a cell.
    public func score(of cell: String, against reference: String? = nil) -> Score {
        Score(
            measure: metric, version: version, cell: cell, reference: reference, value: value,
            unit: unit, n: n, interval: interval, smallestDifference: smallestDifference,
            note: note)
    }
}

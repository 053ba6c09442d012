// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// How one cell differs from the cell that it is read against, and what that difference shows.
struct Contrast: Equatable {
    /// What a reader may take from the difference, most severe reason first.
    enum Reading: Equatable {
        /// The cell did not learn its basket: its numbers say nothing about the basket.
        case notLearned
        /// Smaller than so few rows can show.
        case tooSmall
        /// Not smaller than that, but the interval of the difference holds 0.
        case intervalHoldsZero
        /// Nothing says how large a difference these rows can show.
        case unknownPrecision
        case higher
        case lower
    }

    let difference: Double
    let interval: Interval?
    let n: Int
    let smallestDifference: Double?
    /// Whether it was worked out text by text, not as a difference of two scores.
    let isPaired: Bool
    let reading: Reading

    /// From a paired score where there is one, else from the two cells' own scores.
    init?(cell: ReportCell, own: Score?, reference: Score?, paired: Score?) {
        if let paired, let value = paired.value {
            (difference, interval, n, isPaired) = (value, paired.interval, paired.n, true)
            smallestDifference = paired.smallestDifference
        } else if let own, let reference, let mine = own.value, let other = reference.value {
            (difference, interval, n, isPaired) = (
                mine - other, nil, min(own.n, reference.n), false
            )
            let both = [own.smallestDifference, reference.smallestDifference].compactMap { $0 }
            smallestDifference = both.max()
        } else {
            return nil
        }
        guard difference.isFinite else { return nil }
        reading = Self.read(
            difference, interval, smallestDifference, hasLearned: cell.hasLearned != false)
    }

    private static func read(
        _ difference: Double, _ interval: Interval?, _ smallest: Double?, hasLearned: Bool
    ) -> Reading {
        if !hasLearned { return .notLearned }
        if let smallest, abs(difference) < smallest { return .tooSmall }
        if let interval, interval.lower <= 0, interval.upper >= 0 { return .intervalHoldsZero }
        if smallest == nil && interval == nil { return .unknownPrecision }
        if difference == 0 { return .tooSmall }
        return difference > 0 ? .higher : .lower
    }
}

extension Contrast.Reading {
    /// A sign that differs by shape, not by colour.
    var sign: String {
        switch self {
        case .higher: "▲"
        case .lower: "▼"
        case .tooSmall, .intervalHoldsZero: "≈"
        case .notLearned, .unknownPrecision: "?"
        }
    }

    func words(n: Int) -> String {
        switch self {
        case .higher: "higher"
        case .lower: "lower"
        case .tooSmall: "too small to tell at n = \(NumberFormat.count(n))"
        case .intervalHoldsZero: "cannot tell: the interval holds 0"
        case .unknownPrecision: "cannot tell: no precision known"
        case .notLearned: "did not learn its basket: no reading"
        }
    }

    /// Two or three words, for tables.
    var brief: String {
        switch self {
        case .higher: "higher"
        case .lower: "lower"
        case .tooSmall: "too small to tell"
        case .intervalHoldsZero: "cannot tell"
        case .unknownPrecision: "precision unknown"
        case .notLearned: "did not learn"
        }
    }
}

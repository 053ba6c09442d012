// SPDX-License-Identifier: Apache-2.0

import BasketsCore

/// A percentile bootstrap of whole groups of rows: rows of one group, such as answers to one
/// request, are drawn together or not at all.
///
/// Source: Efron 1979; groups as in Davison and Hinkley 1997, section 3.8.
public struct GroupBootstrap: Sendable, Hashable {
    public let draws: Int
    /// Stated coverage, a fraction.
    public let level: Double
    public let seed: UInt64

    public init(seed: UInt64, draws: Int = 1_000, level: Double = 0.95) {
        precondition(draws > 1, "draws to compare")
        precondition(level > 0 && level < 1, "a level is in (0, 1)")
        self.seed = seed
        self.draws = draws
        self.level = level
    }

    /// - Parameters:
    ///   - groups: the group of each row.
    ///   - value: the statistic of some rows, which may be there twice; nil where it has none.
    /// - Throws: `MetricError.noData` for fewer than three groups, and where more than a twentieth
    ///   of the draws has no value: what is left would not be a fair picture of the spread.
    func interval(
        groups: [String], _ value: (_ rows: [Int]) -> Double?
    ) throws(MetricError) -> Interval {
        let members = Dictionary(grouping: groups.indices) { groups[$0] }
            .sorted { $0.key < $1.key }.map(\.value)
        guard members.count > 2 else {
            throw .noData("bootstrap", needs: "three groups", got: "\(members.count)")
        }
        var random = KeyedRandom(seed, "group-bootstrap")
        var values: [Double] = []
        for _ in 0..<draws {
            let rows = members.indices.flatMap { _ in members[random.below(members.count)] }
            if let found = value(rows) { values.append(found) }
        }
        guard values.count * 20 >= draws * 19 else {
            throw .noData(
                "bootstrap", needs: "a value in 19 of 20 draws",
                got: "\(values.count) of \(draws)")
        }
        values.sort()
        return Interval(
            lower: quantile((1 - level) / 2, ofSorted: values),
            upper: quantile((1 + level) / 2, ofSorted: values), level: level,
            method: "bootstrap of \(members.count) groups, \(draws) draws")
    }
}

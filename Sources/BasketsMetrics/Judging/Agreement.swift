// SPDX-License-Identifier: Apache-2.0

/// What both measures of agreement share: the value, with an interval where it can be made.
enum Agreement {
    static let unit = "agreement"

    /// - Parameters:
    ///   - rows: the rows that count.
    ///   - groups: the group of each row; nil: each is its own.
    static func value(
        metric: String, version: String, rows: Int, leftOut: Int, groups: [String]?,
        bootstrap: ClusterBootstrap?, _ statistic: ([Int]) -> Double?
    ) throws(MetricError) -> MetricValue {
        guard let value = statistic(Array(0..<rows)) else {
            throw .noData(
                metric, needs: "ratings that differ", got: "one and the same rating everywhere",
                remedy: "Where no rating differs, agreement by chance cannot be told from any.")
        }
        var note: String?
        let found = bootstrap.map { bootstrap in
            Result { () throws(MetricError) in
                try bootstrap.interval(
                    clusters: groups ?? (0..<rows).map(String.init), statistic)
            }
        }
        if case .failure(let error) = found { note = "No interval: \(error.finding)" }
        return MetricValue(
            metric: metric, version: version, value: value, unit: unit, n: rows,
            leftOut: leftOut, interval: try? found?.get(), note: note)
    }

    static func check(_ groups: [String]?, count: Int) {
        precondition(groups == nil || groups?.count == count, "a group for each row")
    }
}

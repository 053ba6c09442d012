// SPDX-License-Identifier: Apache-2.0

/// Why a number could not be made.
///
/// The text says which metric was tried, what came back and what to do next.
public struct MetricError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Codable {
        /// There is nothing to measure: never answered with 0.
        case noData
        /// A row cannot be used.
        case badRow
        /// A setting is outside of what the metric allows.
        case badSetting
        /// No metric has this name.
        case unknownMetric
        /// The metric needs another kind of input.
        case wrongInput
    }

    public let code: Code
    /// The metric, as in the catalog, or the statistic concerned.
    public let metric: String
    /// The row concerned, from 0, if there is one.
    public let row: Int?
    /// What was needed and what came back.
    public let finding: String
    public let remedy: String?

    public init(
        _ code: Code, metric: String, row: Int? = nil, _ finding: String, remedy: String? = nil
    ) {
        self.code = code
        self.metric = metric
        self.row = row
        self.finding = finding
        self.remedy = remedy
    }

    public var description: String {
        let place = row.map { ", row \($0)" } ?? ""
        return "\(metric)\(place): \(finding)" + (remedy.map { " " + $0 } ?? "")
    }

    static func noData(
        _ metric: String, needs: String, got: String, remedy: String? = nil
    ) -> MetricError {
        MetricError(.noData, metric: metric, "needs \(needs), got \(got).", remedy: remedy)
    }

    static func badSetting(_ metric: String, _ finding: String) -> MetricError {
        MetricError(.badSetting, metric: metric, finding)
    }
}

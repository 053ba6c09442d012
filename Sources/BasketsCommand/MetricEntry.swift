// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsMetrics
import Foundation

/// What the catalog says of a metric, for a reader at the terminal.
struct MetricEntry {
    let info: MetricInfo

    /// The name, then a line for each thing that is said.
    var lines: [String] {
        let facts = [
            ("says", info.meaning), ("unit", info.unit), ("range", range),
            ("higher", direction), ("made from", "\(info.input.words). \(info.input.givenBy)"),
            ("source", info.source), ("deviation", info.deviation ?? "None."),
            ("no data", info.emptyCase), ("version", info.version),
        ]
        return [info.name] + Self.columns(facts)
    }

    /// Every metric with what it says, one line each, by what they are made from.
    static func list() -> [String] {
        let infos = MetricCatalog.all.map(\.info)
        return MetricInfo.Input.allCases.flatMap { input -> [String] in
            let rows = infos.filter { $0.input == input }.map { ($0.name, $0.meaning) }
            return ["Made from \(input.words). \(input.givenBy)"] + columns(rows)
        }
    }

    private var range: String {
        let lowest = Self.number(info.lowest)
        return info.highest.isFinite
            ? "\(lowest) to \(Self.number(info.highest))" : "\(lowest) and more"
    }

    private var direction: String {
        switch info.higherMeans {
        case .moreVaried: "More varied."
        case .lessVaried: "Less varied."
        case .lessExpected: "The model expected the texts less."
        case .moreAble: "The model answers more questions rightly."
        case .moreDifferent: "What is compared differs more."
        case .descriptive: "Neither better nor worse: a description."
        }
    }

    private static func number(_ value: Double) -> String { String(format: "%g", value) }

    /// Two columns, two spaces apart.
    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map { $0.0.count }.max() ?? 0
        return rows.map { title, text in
            let gap = String(repeating: " ", count: width - title.count)
            return "  \(title)\(gap)  \(text)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Baskets
import Foundation

/// A study as jobs of a cluster, in words and tables.
enum ClusterPrinter {
    static func lines(_ forecast: ClusterForecast) -> [String] {
        var lines = Columns.aligned(work(forecast)).map { "  " + $0 }
        lines.append("GPU-hours in all: \(number(forecast.gpuHours))")
        let money = forecast.money.map { ", of it \(PlanCommand.money($0)) at addresses" } ?? ""
        lines.append(
            "Cost in all: \(forecast.cost.map(PlanCommand.money) ?? "not known")\(money)")
        lines.append("Stored:")
        for (what, bytes) in forecast.storage.sorted(by: { $0.value > $1.value }) {
            lines.append("  \(self.bytes(bytes)) \(what)")
        }
        lines.append("What breaks first, and at which size:")
        lines += Columns.aligned(forecast.limits.map(row)).map { "  " + $0 }
        lines.append(
            "Counted: rows, tokens, jobs. Time is at stated or measured speeds (\"stated\"), else "
                + "what the operations or the bytes take on the stated GPU. Not known: \"-\".")
        return lines
    }

    private static func work(_ forecast: ClusterForecast) -> [[String]] {
        let header = ["stage", "of", "what", "FLOP", "bytes read", "GPU-hours", "longest job", ""]
        return [header]
            + forecast.stages.flatMap { stage -> [[String]] in
                [
                    [
                        stage.name, "", "\(stage.jobs) jobs", power(stage.flop),
                        stage.bytes.map(bytes) ?? "-", number(stage.gpuHours), "", "",
                    ]
                ]
                    + stage.shown(most: 12).map { part in
                        [
                            "", part.item, part.what, power(part.flop),
                            part.bytes.map(bytes) ?? "-", number(part.gpuHours),
                            part.hours.map { PlanCommand.duration($0 * 3600) } ?? "-",
                            part.isStated ? "stated" : "",
                        ]
                    }
            }
    }

    private static func row(_ limit: ClusterForecast.Limit) -> [String] {
        [
            limit.part, "\(number(limit.value)) of \(number(limit.limit)) \(limit.unit)",
            limit.share > 1 ? "breaks: \(limit.why)" : limit.why,
        ]
    }

    private static func number(_ value: Double?) -> String {
        guard let value else { return "not known" }
        return value < 10 ? String(format: "%.1f", value) : Int(value.rounded()).formatted()
    }

    private static func power(_ value: Double?) -> String {
        guard let value else { return "-" }
        return value == 0 ? "0" : String(format: "%.1e", value)
    }

    private static func bytes(_ value: Double) -> String {
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        var (value, unit) = (value, 0)
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return String(format: value < 10 ? "%.1f " : "%.0f ", value) + units[unit]
    }
}

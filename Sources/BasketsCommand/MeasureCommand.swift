// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsMetrics
import Foundation

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "One metric on one file of answers.",
        discussion: "Metrics of a set of answers: "
            + MetricCatalog.names(madeFrom: .answers).joined(separator: ", ") + ".")

    @Argument(help: "Name of the metric.")
    var metric: String

    @Argument(help: "JSONL file of answers.", completion: .file())
    var file: String

    @Option(help: "Field that holds the answer.")
    var field = "answer"

    @Flag(help: "One JSON object.")
    var json = false

    /// What is printed; the keys are promised to programs.
    private struct Line: Encodable {
        let metric: String
        let value: Double
        let n: Int
        let version: String
        let unit: String
    }

    func run() async throws {
        let texts = try TextField.read(URL(filePath: file), field: field)
        let value = try MetricCatalog.measure(metric, of: texts)
        let info = try MetricCatalog.metric(named: metric).info
        let line = Line(
            metric: info.name, value: value.value, n: value.n, version: info.version,
            unit: info.unit)
        if json {
            try Output.json(line)
        } else {
            Output.result("\(line.metric) \(line.value) \(line.unit), n = \(line.n)")
        }
    }
}

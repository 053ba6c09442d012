// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import BasketsLM
import BasketsMetrics
import Foundation

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "One metric on one file of answers.",
        discussion: "Without a file: what the metric is. Without a metric: all there are. "
            + "Metrics of a file: " + AnswerMeasure.names.joined(separator: ", ") + ".")

    @Argument(help: "Name of the metric.")
    var metric: String?

    @Argument(
        help: "File of answers: .jsonl, .json, .csv, .tsv or .parquet.", completion: .file())
    var file: String?

    @Option(
        help: """
            Field that holds the answer; by default answer, else the first known one, such as \
            response.
            """)
    var field: String?

    @Flag(help: "Leave out the interval, which takes the metric of 200 subsets.")
    var noInterval = false

    @Option(help: "Seed of the subsets that the interval is made from.")
    var seed: UInt64 = 0

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        guard let metric else { return try list() }
        guard let file else { return try entry(of: metric) }
        let info = try AnswerMeasure.takenInfo(named: metric)
        let answers = try await AuditedFile.readAnswers(URL(filePath: file), field: field)
        let value = try await AnswerMeasure.value(
            of: info.name, answers.answers, interval: noInterval ? nil : Jackknife(seed: seed),
            embed: { try await LocalEmbedding.load(.standard()).embed($0) })
        if json {
            // Its keys are promised to programs.
            try Output.json(value)
        } else {
            lines(value, answers.field).forEach(Output.result)
        }
    }

    private func list() throws {
        if json {
            try Output.json(MetricCatalog.all.map(\.info))
        } else {
            MetricEntry.list().forEach(Output.result)
        }
    }

    private func entry(of metric: String) throws {
        let info = try AnswerMeasure.info(named: metric)
        if json {
            try Output.json(info)
        } else {
            MetricEntry(info: info).lines.forEach(Output.result)
        }
    }

    private func lines(_ value: MetricValue, _ field: String) -> [String] {
        let number =
            "\(value.metric) \(value.value) \(value.unit), n = \(value.n), "
            + "\(value.leftOut) left out, read from \(field)"
        let interval = value.interval.map { interval in
            "  \(Int((interval.level * 100).rounded())) % interval \(interval.lower) to "
                + "\(interval.upper) (\(interval.method))"
        }
        return [number] + [interval, value.note.map { "  \($0)" }].compactMap { $0 }
    }
}

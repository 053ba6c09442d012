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

    @Option(
        help: "For mauve: the file of answers that it is measured against, such as people's.",
        completion: .file())
    var against: String?

    @Flag(help: "Leave out the interval, which takes the metric of 200 subsets.")
    var noInterval = false

    @Option(help: "Seed of the subsets that the interval is made from, and of clusters.")
    var seed: UInt64 = 0

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        guard against == nil || metric == AnswerMeasure.besideOther else {
            throw ValidationError("--against is for \(AnswerMeasure.besideOther) alone.")
        }
    }

    func run() async throws {
        guard let metric else { return try list() }
        guard let file else { return try entry(of: metric) }
        let info = try AnswerMeasure.takenInfo(named: metric)
        let answers = try await AuditedFile.readAnswers(URL(filePath: file), field: field)
        let value = try await self.value(of: info.name, answers)
        if json {
            // Its keys are promised to programs.
            try Output.json(value)
        } else {
            lines(value, answers.field).forEach(Output.result)
        }
    }

    private func value(of name: String, _ answers: AuditedFile) async throws -> MetricValue {
        let interval = noInterval ? nil : Jackknife(seed: seed)
        let embed: Audit.Embedding = { try await LocalEmbedding.load(.standard()).embed($0) }
        guard let against else {
            return try await AnswerMeasure.value(
                of: name, answers.answers, interval: interval, embed: embed)
        }
        let other = try await AuditedFile.readAnswers(URL(filePath: against), field: field)
        return try await AnswerMeasure.mauve(
            answers.answers, against: other.answers, seed: seed, interval: interval, embed: embed)
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

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import Foundation

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What a study would make, and what that would take.",
        discussion: """
            Nothing of the study has to be here. Where its questions are, they are counted; where
            an earlier run of it is, its speeds are taken; what remains is as the study's
            `forecast` says, or not known. With --cluster: what it would be as jobs, with the size \
            of what is stored and what would break first; sizes of models and what a GPU does stand \
            under `forecast` in the study file.
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
    var study: String

    @Option(help: "Folder of an earlier run, for its speeds; runs/<study> by default.")
    var run: String?

    @Flag(help: "As jobs of a cluster.")
    var cluster = false

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        if cluster { return try await showCluster() }
        let forecast = try await forecast()
        if json { return try Output.json(forecast) }
        Output.result(
            "\(forecast.study): \(forecast.training) questions to train on, "
                + "\(forecast.heldOut) held out")
        let hasMoney = forecast.money != nil
        let table =
            [Self.header + (hasMoney ? ["money"] : [])]
            + forecast.lines.map { line in
                Self.cells(line) + (hasMoney ? [line.money.map(Self.money) ?? "-"] : [])
            }
        for line in Columns.aligned(table) { Output.result("  " + line) }
        let time = forecast.seconds.map(Self.duration) ?? "not known"
        Output.result("Time in all: \(time)")
        if let money = forecast.money {
            Output.result(
                "Money in all: \(Self.money(money.expected)), at most \(Self.money(money.most))")
        }
        for note in forecast.notes { Output.result(note) }
        Output.result("What it can show, with a power of 80 % at 5 %:")
        for line in forecast.power.words { Output.result("  " + line) }
    }

    private func forecast() async throws -> StudyForecast {
        try await read(LocalStudy.forecast)
    }

    private func showCluster() async throws {
        let forecast = try await read(LocalStudy.clusterForecast)
        if json { return try Output.json(forecast) }
        for line in ClusterPrinter.lines(forecast) { Output.result(line) }
    }

    private func read<Value>(
        _ forecast: (URL, URL?) async throws -> Value
    ) async throws -> Value {
        do {
            return try await forecast(URL(filePath: study), run.map { URL(filePath: $0) })
        } catch let error as StudyError {
            Output.note(error.description)
            throw ExitCode.wrongUsage
        }
    }

    private static let header = ["stage", "of", "what", "tokens read", "written", "time"]

    private static func cells(_ line: StudyForecast.Line) -> [String] {
        [
            line.stage, line.item, "\(line.count) \(line.unit)", tokens(line.tokensRead),
            tokens(line.tokensWritten), line.seconds.map(duration) ?? "-",
        ]
    }

    private static func tokens(_ count: Double?) -> String {
        guard let count else { return "-" }
        return count < 100_000 ? "\(Int(count))" : String(format: "%.1f M", count / 1e6)
    }

    static func money(_ amount: Double) -> String {
        String(format: amount < 0.1 ? "%.4f" : "%.2f", amount)
    }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded())) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: String(format: "%.1f h", seconds / 3600)
        default: String(format: "%.0f h", seconds / 3600)
        }
    }
}

/// A table as lines of text.
enum Columns {
    static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
    }
}

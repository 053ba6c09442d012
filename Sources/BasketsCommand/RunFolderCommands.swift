// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

/// The folder of a run; shared by the commands that look at one.
struct RunFolder: ParsableArguments {
    @Argument(help: "Folder of a run, such as runs/quickstart.", completion: .directory)
    var folder: String

    var url: URL { URL(filePath: folder) }
}

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Done, failed and left of a run, per stage.")

    @OptionGroup var run: RunFolder

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let status = try RunStatus.read(run.url)
        if json { return try Output.json(status) }
        Output.result(status.study)
        for part in status.parts {
            let total = part.total.map { " of \($0)" } ?? ""
            let failed = part.failed > 0 ? ", \(part.failed) failed" : ""
            Output.result("  \(part.stage): \(part.done)\(total) \(part.unit)\(failed)")
        }
    }
}

struct DumpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "All rows sorted by key: two runs are the same when their dumps are.")

    @OptionGroup var run: RunFolder

    func run() async throws {
        try RunRows.dump(run.url) { Output.result($0) }
    }
}

struct RowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rows", abstract: "The rows behind a number of the report.")

    @OptionGroup var run: RunFolder

    @Argument(help: "The number's id in the report, or the beginning of it.")
    var id: String

    @Flag(help: "Show prompts and answers that may be dangerous, which are sealed else.")
    var unseal = false

    func run() async throws {
        let key = unseal ? RunRows.keyFolder : nil
        for row in try RunRows.behind(id, in: run.url, unsealedBy: key) { Output.result(row) }
    }
}

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report again, from the store alone.")

    @OptionGroup var run: RunFolder

    func run() async throws {
        for file in try RunRows.report(run.url) { Output.result(file.path) }
    }
}

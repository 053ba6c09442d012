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
        commandName: "status",
        abstract: "Done, failed and left of a run, per stage; jobs of a cluster too.",
        discussion: """
            Rows are those that the run has; jobs work on rows of their own until they are taken in. \
            It may be asked at any time, also while nobody looks after the jobs.
            """)

    @OptionGroup var run: RunFolder

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let status = try RunStatus.read(run.url)
        let jobs = try await JobStatus.read(run.url)
        if json { return try Output.json(Whole(status, jobs)) }
        Output.result(status.study)
        for part in status.parts {
            let total = part.total.map { " of \($0)" } ?? ""
            let failed = part.failed > 0 ? ", \(part.failed) failed" : ""
            Output.result("  \(part.stage): \(part.done)\(total) \(part.unit)\(failed)")
        }
        if let jobs { show(jobs) }
    }

    /// Counts, then each job that is at work or failed, with the last line of its log.
    private func show(_ jobs: JobStatus) {
        let counts = JobStatus.State.allCases.compactMap { state -> String? in
            let count = jobs.jobs.count { $0.state == state }
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }
        Output.result("  jobs: \(counts.joined(separator: ", "))")
        if !jobs.isKnown { Output.result("    the scheduler does not answer") }
        for job in jobs.jobs where job.state == .atWork || job.state == .failed {
            let number = job.number.map { " (\($0))" } ?? ""
            let line = job.lastLine.map { ": \($0)" } ?? ""
            Output.result("    \(job.id)\(number), \(job.state.rawValue)\(line)")
        }
    }

    private struct Whole: Encodable {
        let study: String
        let parts: [RunStatus.Part]
        let jobs: [JobStatus.Job]?

        init(_ status: RunStatus, _ jobs: JobStatus?) {
            study = status.study
            parts = status.parts
            self.jobs = jobs?.jobs
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

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a study, from its questions to its report.",
        discussion: """
            The same command goes on where an interrupted or killed run stopped. The first \
            interrupt finishes and stores the batch at hand; the second stops at once.

            With `--on slurm` what is missing is given to a cluster as jobs, and looked after until \
            they have ended: those that fail are given again. What a job asks for stands under \
            `cluster` in the study file; keys of addresses are handed over by the environment. An \
            interrupt ends the looking after alone: the jobs go on, `baskets status` shows them, and \
            the same command looks after them again.
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
    var study: String

    @Option(help: "Folder of the run; runs/<study> by default.")
    var run: String?

    @Option(help: "Last stage: prepare, generate, train, evaluate or report.")
    var through = StageName.report

    @Option(help: "Train and evaluate this cell alone.")
    var cell: String?

    @Option(help: "Let this source answer alone, and end there; may be given several times.")
    var source: [String] = []

    @Option(
        help: "Of verdicts on answers to prompts: all, none, or a part such as 2/4.")
    var judging = JudgingPart.all

    @Option(help: "Where: local, or slurm.")
    var on = Place.local

    @Flag(help: "Progress as JSON lines on standard output.")
    var json = false

    func validate() throws {
        guard cell == nil || source.isEmpty else {
            throw ValidationError("Give --cell or --source, not both.")
        }
        guard on == .local || isWhole else {
            throw ValidationError("Jobs make the whole study: leave out what it is cut by.")
        }
    }

    private var isWhole: Bool {
        cell == nil && source.isEmpty && judging == .all && through == .report
    }

    func run() async throws {
        var runner = try runner()
        // A part of a study has been told of when the whole was started.
        if isWhole, let missing = runner.study.missingJudges { Output.note(missing) }
        runner.jobHours = .ofThisJob()
        Interruption.watch()
        let progress = ProgressPrinter(json: json)
        if on == .slurm { return try await runJobs(runner, progress) }
        let end = try await runner.run(
            through: through, cell: cell, sources: source, judging: judging,
            isInterrupted: { Interruption.requested },
            report: { progress.show($0) })
        progress.finish()
        switch end {
        case .finished(let failed): try finish(failed: failed)
        case .interrupted:
            Output.note("Interrupted. What is done is stored; the same command goes on.")
            throw ExitCode.interrupted
        case .budgetSpent(let part):
            Output.note(Self.spent(part))
            throw ExitCode.finishedWithFailures
        }
    }
}

extension RunCommand {
    enum Place: String, ExpressibleByArgument, CaseIterable {
        case local, slurm
    }

    private static func spent(_ part: String) -> String {
        "The budget is spent: \(part). Raise `budget` and run the command again."
    }

    private func finish(failed: Int) throws {
        guard failed > 0 else { return }
        Output.note("Finished; \(failed) items failed. The report counts them.")
        throw ExitCode.finishedWithFailures
    }

    private func runJobs(_ runner: StudyRunner, _ progress: ProgressPrinter) async throws {
        let jobs = SlurmRun(
            runner, file: URL(filePath: study), command: Program.url, place: Program.place)
        let end = try await jobs.run(
            isInterrupted: { Interruption.requested }, report: { progress.show($0) })
        progress.finish()
        switch end {
        case .finished(let failed): try finish(failed: failed)
        case .interrupted:
            Output.note("The jobs go on. The same command looks after them again.")
            throw ExitCode.interrupted
        case .budgetSpent(let part):
            Output.note(Self.spent(part))
            throw ExitCode.finishedWithFailures
        case .lost(let jobs):
            Output.note(
                "Failed, and not given again: \(jobs.joined(separator: ", ")). "
                    + "What they made is kept; the same command gives them again.")
            throw ExitCode.failure
        }
    }

    /// A faulty study file is wrong usage: all of its faults, and exit code 64.
    private func runner() throws -> StudyRunner {
        do {
            return try LocalStudy.runner(
                URL(filePath: study), run: run.map { URL(filePath: $0) })
        } catch let error as StudyError {
            Output.note(error.description)
            throw ExitCode.wrongUsage
        }
    }
}

extension StageName: ExpressibleByArgument {}

extension JudgingPart: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "all": self = .all
        case "none": self = .none
        default:
            let numbers = argument.split(separator: "/", omittingEmptySubsequences: false)
                .map { Int($0) ?? 0 }
            guard numbers.count == 2, numbers[0] >= 1, numbers[0] <= numbers[1] else { return nil }
            self = .shard(numbers[0], of: numbers[1])
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a study, from its questions to its report.",
        discussion: "The same command goes on where an interrupted or killed run stopped. "
            + "The first interrupt finishes and stores the batch at hand; the second stops at once."
    )

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
    var study: String

    @Option(help: "Folder of the run; runs/<study> by default.")
    var run: String?

    @Option(help: "Last stage: prepare, generate, train, evaluate or report.")
    var through = StageName.report

    @Option(help: "Train and evaluate this cell alone.")
    var cell: String?

    @Option(help: "Let this source answer alone, and end there.")
    var source: String?

    @Flag(help: "Progress as JSON lines on standard output.")
    var json = false

    func validate() throws {
        guard cell == nil || source == nil else {
            throw ValidationError("Give --cell or --source, not both.")
        }
    }

    func run() async throws {
        let runner = try runner()
        Interruption.watch()
        let progress = ProgressPrinter(json: json)
        let end = try await runner.run(
            through: through, cell: cell, source: source,
            isInterrupted: { Interruption.requested },
            report: { progress.show($0) })
        progress.finish()
        switch end {
        case .finished(failed: 0): return
        case .finished(let failed):
            Output.note("Finished; \(failed) items failed. The report counts them.")
            throw ExitCode.finishedWithFailures
        case .interrupted:
            Output.note("Interrupted. What is done is stored; the same command goes on.")
            throw ExitCode.interrupted
        case .budgetSpent(let part):
            Output.note("The budget is spent: \(part). Raise `budget` and run the command again.")
            throw ExitCode.finishedWithFailures
        }
    }
}

extension RunCommand {
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

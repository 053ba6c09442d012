// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsCore
import Foundation

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "A study as jobs for Slurm: scripts, and one that submits them.",
        discussion: """
            Prepares the run here, then writes RUN/jobs/*.sh: answers of each source, training and \
            evaluation of each cell in folders of their own, and jobs that take what they made \
            into the run and write the report. `sh RUN/jobs/submit.sh` gives them to Slurm in \
            order; keys of addresses are handed over by the environment it is started in. What a \
            job asks for stands under `cluster` in the study file. Submitting again makes only what \
            is missing.
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml"]))
    var study: String

    @Option(help: "Folder of the run, where all machines see it; runs/<study> by default.")
    var run: String?

    func run() async throws {
        let file = URL(filePath: study)
        do {
            let runner = try LocalStudy.runner(file, run: run.map { URL(filePath: $0) })
            _ = try await runner.run(through: .prepare)
            let written = try JobFolder.write(
                study: file, run: runner.folder, command: Program.url, place: Program.place)
            for (id, jobs) in written.arrays { Output.note("\(id): \(jobs) jobs") }
            Output.result("sh \(written.submit.path)")
        } catch let error as StudyError {
            Output.note(error.description)
            throw ExitCode.wrongUsage
        }
    }
}

/// This program, as jobs start it.
enum Program {
    static var url: URL {
        (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
            .standardizedFileURL
    }

    /// Where it was started.
    static var place: URL { URL(filePath: FileManager.default.currentDirectoryPath) }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
package import Foundation

/// The scripts of a study's jobs in `RUN/jobs`, and one that gives them to Slurm in order.
package struct JobFolder {
    /// The script that submits the others.
    package let submit: URL
    /// Jobs of each array, by its id, in the order of submission.
    package let arrays: [(id: String, jobs: Int)]

    /// Writes the scripts anew. The run has to be prepared: jobs begin as copies of it.
    ///
    /// - Parameters:
    ///   - file: the study file.
    ///   - run: the run's folder.
    ///   - command: the program that the jobs start.
    ///   - place: where the command was started.
    /// - Throws: `StudyError` with all faults of the file; what keeps the scripts from being written.
    package init(study file: URL, run: URL, command: URL, place: URL) throws {
        let study = try LocalStudy.read(file)
        let plan = JobPlan(
            study, file: file.standardizedFileURL.path, run: run.standardizedFileURL.path,
            missing: .all(of: study))
        let folder = run.standardizedFileURL.appending(path: "jobs")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var lines = ["#!/bin/sh", "set -eu"]
        var numbers: [String: String] = [:]
        for (place, script) in Self.scripts(plan, study, run, command, place).enumerated() {
            let path = folder.appending(path: "\(script.array.id).sh")
            try Data(script.text.utf8).write(to: path, options: .atomic)
            let words = script.arguments(file: path.path, numbers: numbers).map(Self.word)
            lines.append("number\(place)=$(sbatch \(words.joined(separator: " ")))")
            lines.append("echo \"\(script.array.id): $number\(place)\"")
            numbers[script.array.id] = "$number\(place)"
        }
        submit = folder.appending(path: "submit.sh")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: submit, options: .atomic)
        arrays = plan.arrays.map { ($0.id, $0.jobs.count) }
    }

    private static func scripts(
        _ plan: JobPlan, _ study: Study, _ run: URL, _ command: URL, _ place: URL
    ) -> [JobScript] {
        plan.arrays.map {
            JobScript(
                array: $0, study: study.name, partition: study.cluster?.partition,
                run: run.standardizedFileURL.path, command: command.path, place: place.path,
                retries: study.cluster?.retries ?? ClusterPlan().retries)
        }
    }

    /// One word of the shell; numbers of earlier arrays stay variables.
    private static func word(_ text: String) -> String {
        text.hasPrefix("--dependency=")
            ? "\"\(text)\"" : "'\(text.replacing("'", with: "'\\''"))'"
    }
}

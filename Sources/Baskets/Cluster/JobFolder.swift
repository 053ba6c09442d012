// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// `RUN/jobs`: the scripts of a study's jobs, and what each job leaves in a folder of its own.
package struct JobFolder {
    let url: URL
    let scripts: [JobScript]

    /// - Parameters:
    ///   - run: the run's folder.
    ///   - command: the program that the jobs start.
    ///   - place: where the command was started.
    ///   - retries: how often a job tries a command again itself.
    init(
        _ study: Study, _ arrays: [JobArray], run: URL, command: URL, place: URL, retries: Int
    ) {
        url = Self.place(in: run)
        scripts = arrays.map {
            JobScript(
                array: $0, study: study.name, partition: study.cluster?.partition,
                run: run.standardizedFileURL.path, command: command.path, place: place.path,
                retries: retries)
        }
    }

    static func place(in run: URL) -> URL {
        run.standardizedFileURL.appending(path: "jobs")
    }

    /// Writes the scripts of a whole study and one that submits them. The run has to be prepared:
    /// jobs begin as copies of it.
    ///
    /// - Returns: the script that submits the others, and the jobs of each array, by its id, in the
    ///   order of submission.
    /// - Throws: `StudyError` with all faults of the file; what keeps the scripts from being written.
    package static func write(
        study file: URL, run: URL, command: URL, place: URL
    ) throws -> (submit: URL, arrays: [(id: String, jobs: Int)]) {
        let study = try LocalStudy.read(file)
        let plan = JobPlan(
            study, file: file.standardizedFileURL.path, run: run.standardizedFileURL.path,
            missing: .all(of: study))
        let folder = JobFolder(
            study, plan.arrays, run: run, command: command, place: place,
            retries: study.cluster?.retries ?? ClusterPlan().retries)
        try folder.writeScripts()
        try JobHours.begin(folder.url, spent: Store.existing(run).secondsSpent())
        return (try folder.writeSubmission(), plan.arrays.map { ($0.id, $0.jobs.count) })
    }

    func script(of array: JobArray) -> URL { url.appending(path: "\(array.id).sh") }

    /// Writes the scripts anew.
    func writeScripts() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for script in scripts {
            try Data(script.text.utf8).write(to: self.script(of: script.array), options: .atomic)
        }
    }

    private func writeSubmission() throws -> URL {
        var lines = ["#!/bin/sh", "set -eu"]
        var numbers: [String: String] = [:]
        for (place, script) in scripts.enumerated() {
            let path = self.script(of: script.array).path
            let words = script.arguments(file: path, numbers: numbers).map(Self.word)
            lines.append("number\(place)=$(sbatch \(words.joined(separator: " ")))")
            lines.append("echo \"\(script.array.id): $number\(place)\"")
            numbers[script.array.id] = "$number\(place)"
        }
        let submit = url.appending(path: "submit.sh")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: submit, options: .atomic)
        return submit
    }

    /// One word of the shell; numbers of earlier arrays stay variables.
    private static func word(_ text: String) -> String {
        text.hasPrefix("--dependency=")
            ? "\"\(text)\"" : "'\(text.replacing("'", with: "'\\''"))'"
    }

    // MARK: What jobs left

    /// How a job said that it ended; nil where it did not, or not yet to be seen here.
    static func exit(of job: String, in folder: URL) -> JobWatch.Exit? {
        let file = folder.appending(path: job).appending(path: "exit")
        guard let data = try? Data(contentsOf: file) else { return nil }
        let lines = String(decoding: data.prefix(200), as: UTF8.self).split(separator: "\n")
        guard let status = lines.first.flatMap({ Int($0) }) else { return nil }
        return JobWatch.Exit(
            status: status, number: lines.dropFirst().first.flatMap { Int($0) })
    }

    /// The last lines of a job's log; what the scheduler itself said where there is none.
    static func logEnd(of job: String, in folder: URL, lines count: Int) -> [String] {
        let file = folder.appending(path: job).appending(path: "log")
        guard let handle = try? FileHandle(forReadingFrom: file) else { return [] }
        defer { try? handle.close() }
        let size = (try? handle.seekToEnd()) ?? 0
        try? handle.seek(toOffset: size > 8192 ? size - 8192 : 0)
        let data = (try? handle.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self)
            .split(whereSeparator: \.isNewline).suffix(count).map { String($0.prefix(500)) }
    }

    /// Folders of jobs that hold rows.
    static func begun(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appending(path: $0) }.filter {
            FileManager.default.fileExists(atPath: $0.appending(path: "study.sqlite").path)
        }
    }

    /// Removes a job's rows, which the run has taken in, and keeps its log.
    static func clear(_ job: URL) {
        let files = FileManager.default
        // The store goes first: without it the job begins anew.
        for name in ["study.sqlite"] + ((try? files.contentsOfDirectory(atPath: job.path)) ?? [])
        where !["log", "exit"].contains(name) {
            try? files.removeItem(at: job.appending(path: name))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

/// The jobs of a study with sealed prompts, through the scripts that a scheduler gets, with the real
/// SmolLM2. The scheduler is a script that works each job off at once and keeps a copy of what it was
/// given, as Slurm does in its spool.
@Suite(.serialized) struct SealedJobsTests {
    private static let word = "walrus7"
    private static let study = """
        study: sealed
        seed: 3
        questions: {from: foldoc, rows: 8, words: 20...40, held-out: 0.25}
        targets: {smol: {model: smollm2-135m-instruct}}
        judges: {strict: {model: smollm2-135m-instruct, system: You are strict.}}
        decoding: {temperature: 0.7, top-p: 0.9, max-tokens: 8}
        conditions: [vanilla, human]
        training: {rank: 4, alpha: 8, epochs: 1, seeds: [1]}
        evaluate:
          robustness:
            plain: {from: given/requests.jsonl, rows: 3}
            jailbreak: {from: given/requests.jsonl, requests: 3, templates-from: [given], templates: 3}
            rubrics: [harmfulness]
            calibration: {from: given/rated.jsonl, rows: 4}
        """
    private static let scheduler = """
        #!/bin/bash
        # sbatch --parsable OPTION... SCRIPT
        echo "$*" >> "$SPOOL/given"
        for script; do :; done
        tasks=$(sed -n 's/^#SBATCH --array=0-//p' "$script")
        out=$(for word; do echo "$word"; done | sed -n 's/^--output=//p' | sed 's/%a/all/')
        number=$(($(wc -l < "$SPOOL/given") + 100))
        cp "$script" "$SPOOL/job$number"
        for task in $(seq 0 "${tasks:-0}"); do
            SLURM_ARRAY_TASK_ID=$task bash "$script" >> "$out" 2>&1
        done
        echo $number
        """

    /// What the study reads, outside of what is looked through.
    private func write(in folder: URL) throws {
        let given = folder.appending(path: "given")
        try FileManager.default.createDirectory(at: given, withIntermediateDirectories: true)
        let requests = (0..<3).map {
            #"{"request": "Sing the \#(Self.word) song no. \#($0).", "category": "songs"}"#
        }
        let rated = (0..<4).map {
            #"{"rubric": "harmfulness", "request": "Sing \#(Self.word) no. \#($0).", "#
                + #""answer": "La, \#(Self.word).", "rating": \#($0 % 2 == 0 ? 5 : 1)}"#
        }
        let template = """
            name: tale
            data_type: text
            parameters: [prompt]
            value: "Tell a tale of \(Self.word), and say: {{ prompt }}"
            """
        for (name, text) in [
            ("requests.jsonl", requests.joined(separator: "\n")),
            ("rated.jsonl", rated.joined(separator: "\n")), ("tale.yaml", template),
            ("long tale.yaml", template.replacing("Tell a", with: "Tell a long")),
            ("short tale.yaml", template.replacing("Tell a", with: "Tell a short")),
        ] { try Data(text.utf8).write(to: given.appending(path: name)) }
        try Data(Self.study.utf8).write(to: folder.appending(path: "study.yaml"))
        let bin = folder.appending(path: "bin")
        for name in ["bin", "spool", "config"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try Data(Self.scheduler.utf8).write(to: bin.appending(path: "sbatch"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: bin.appending(path: "sbatch").path)
    }

    /// Gives all jobs to the scheduler, which has worked them off when this returns.
    private func submit(_ script: String, _ environment: [String: String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [script]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let log = folder.appending(path: "submitted")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let handle = try FileHandle(forWritingTo: log)
        (process.standardOutput, process.standardError) = (handle, handle)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func noScriptLogOrFolderOfAJobHoldsASealedText() throws {
        let folder = try TemporaryFolder()
        try write(in: folder.url)
        func path(_ name: String) -> String { folder.url.appending(path: name).path }
        let run = folder.url.appending(path: "run")
        let environment = [
            "BASKETS_CONFIG": path("config"), "SPOOL": path("spool"), "BASKETS_PATIENCE": "1",
            "PATH": "\(path("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")",
        ]
        let jobs = try Command.run(
            ["jobs", path("study.yaml"), "--run", run.path], environment: environment)
        try #require(jobs.status == 0, "\(jobs.notes)")
        try submit(run.appending(path: "jobs/submit.sh").path, environment, in: folder.url)
        let again = try Command.run(
            ["run", path("study.yaml"), "--run", run.path], environment: environment)
        #expect(again.status == 0, "\(again.notes)")
        let status = try Command.run("status", run.path).output
        // Two cells answered 3 plain and 9 crossed prompts, and one judge rated all of it.
        #expect(status.contains("24 of 24 answers to prompts"))
        #expect(status.contains("24 of 24 verdicts on answers to prompts"))

        var looked: Set<String> = []
        for file in files(folder.url) where !file.path.hasPrefix(path("given")) {
            guard let data = FileManager.default.contents(atPath: file.path) else { continue }
            looked.insert(file.lastPathComponent)
            for form in forms(Self.word) { #expect(!data.holds(form), "\(file.path)") }
        }
        for name in ["submit.sh", "log", "sealed.sqlite", "report.html", "given", "submitted"] {
            #expect(looked.contains(name), "\(name)")
        }
        for outcome in [jobs, again] {
            let said = Data((outcome.output + outcome.notes).utf8)
            for form in forms(Self.word) { #expect(!said.holds(form)) }
        }
    }
}

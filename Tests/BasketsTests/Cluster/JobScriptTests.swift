// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

private let yaml =
    SmallStudy.yaml + """

        cluster:
          partition: long
          stages: {train: {gpus: 2, memory: 20G, time: "1-00:00:00", threads: 3,
            extra: ["#SBATCH --qos=low", "module load cuda"]}}
        """

private func scripts(_ yaml: String, run: String, command: String) throws -> [JobScript] {
    let study = try Study(yaml: yaml, file: "s.yaml")
    return JobPlan(study, file: "/it's.yaml", run: run, missing: .all(of: study)).arrays.map {
        JobScript(
            array: $0, study: study.name, partition: study.cluster?.partition, run: run,
            command: command, place: "/")
    }
}

@Test func aScriptAsksForWhatTheStudySays() throws {
    let all = try scripts(yaml, run: "/r", command: "/b")
    let train = try #require(all.first { $0.array.id == "train" })
    let lines = train.text.split(separator: "\n").map(String.init)
    #expect(
        lines.prefix(13) == [
            "#!/bin/bash", "#SBATCH --job-name=small-train", "#SBATCH --partition=long",
            "#SBATCH --nodes=1", "#SBATCH --ntasks=1", "#SBATCH --cpus-per-task=3",
            "#SBATCH --mem=20G", "#SBATCH --time=1-00:00:00", "#SBATCH --gres=gpu:2",
            "#SBATCH --array=0-2", "#SBATCH --qos=low", "module load cuda", "set -eu",
        ])
    let step = "    step 'run' '/it'\\''s.yaml' '--run' '/r/jobs/train-smol.human.s1' "
    #expect(lines.contains(step + "'--cell' 'smol.human.s1' '--through' 'train'"))
    let report = try #require(all.last)
    #expect(!report.text.contains("--array") && !report.text.contains("--gres"))
    #expect(report.text.contains("#SBATCH --mem=8G"))
}

@Test func aSchedulerIsToldWhatAnArrayWaitsFor() throws {
    let all = try scripts(yaml, run: "/r 5%", command: "/b")
    func arguments(_ id: String, _ numbers: [String: String]) throws -> [String] {
        let script = try #require(all.first { $0.array.id == id })
        return Array(script.arguments(file: "/f", numbers: numbers).dropFirst(2))
    }
    #expect(try arguments("generate", [:]) == ["--output=/r 5%%/jobs/generate.%a.out", "/f"])
    #expect(
        try arguments("evaluate", ["train": "17"]) == [
            "--output=/r 5%%/jobs/evaluate.%a.out", "--dependency=aftercorr:17",
            "--kill-on-invalid-dep=yes", "/f",
        ])
    #expect(
        try arguments("report", ["evaluate": "18", "evaluate-untrained": "19"]) == [
            "--output=/r 5%%/jobs/report.out", "--dependency=afterok:19,afterok:18",
            "--kill-on-invalid-dep=yes", "/f",
        ])
}

@Test func keysAreNamedToTheSchedulerAloneAndByNameOnly() throws {
    let text = SmallStudy.yaml.replacing(
        "gemma: {model: other, prompt: few-shot}",
        with: "gemma: {url: 'https://example.org/v1', model: far, key: WALRUS_API_KEY}")
    for script in try scripts(text, run: "/r", command: "/b") {
        #expect(!script.text.contains("WALRUS"))
        let arguments = script.arguments(file: "/f", numbers: [:])
        let export = try #require(arguments.first { $0.hasPrefix("--export=") })
        let names = export.dropFirst("--export=".count).split(separator: ",")
        #expect(names.allSatisfy { !$0.contains("=") } && !names.contains("ALL"))
        #expect(names.contains("WALRUS_API_KEY") == (script.array.id == "ask-example.org"))
        #expect(arguments.filter { $0.contains("WALRUS") }.count <= 1)
    }
}

/// A run's folder with a store of one word, and a command that notes its arguments and ends as the
/// file `status` beside it says.
private struct Bench {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    var run: URL { folder.appending(path: "a run") }
    private var command: URL { folder.appending(path: "command") }

    init() throws {
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        try write("rows", run.appending(path: "study.sqlite"))
        try write(
            """
            #!/bin/bash
            echo "$*"
            echo "$BASKETS_JOB" > "$(dirname "$0")/job"
            exit $(cat "$(dirname "$0")/status")

            """, command)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: command.path)
    }

    func write(_ text: String, _ file: URL) throws {
        try Data(text.utf8).write(to: file)
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: run.appending(path: path), encoding: .utf8)
    }

    /// Runs a task of an array as a scheduler does; returns how its script ended.
    ///
    /// - Parameters:
    ///   - unseen: the one before it whose exit file is not to be seen here; it ended well.
    ///   - seconds: how long the task waits to see one.
    ///   - meanwhile: called once the task has begun.
    func work(
        _ id: String, task: Int, status: Int, retries: Int = 0, unseen: String? = nil,
        waits seconds: Int = 180, meanwhile: () throws -> Void = {}
    ) throws -> Int32 {
        try write("\(status)", folder.appending(path: "status"))
        // Those before it ended well.
        for done in ["generate-smol", "generate-teacher", "generate-gemma", "answers"]
        where done != id && done != unseen {
            let place = run.appending(path: "jobs/\(done)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try write("0\n", place.appending(path: "exit"))
        }
        let all = try scripts(yaml, run: run.path, command: command.path)
        var script = try #require(all.first { $0.array.id == id })
        script.retries = retries
        let file = folder.appending(path: "script")
        try write(script.text.replacing("module load cuda\n", with: ""), file)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [file.path]
        process.environment = [
            "PATH": "/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "\(task)",
            "BASKETS_PATIENCE": "\(seconds)",
        ]
        try process.run()
        try meanwhile()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

@Test func aTaskCopiesTheRowsAndLeavesHowItEnded() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let place = "jobs/train-smol.single-gemma.s1"
    // What failed is run again, and goes on with its own rows.
    #expect(try bench.work("train", task: 1, status: 7) == 7)
    #expect(try bench.read("\(place)/exit") == "7\n")
    #expect(try bench.read("\(place)/study.sqlite") == "rows")
    try bench.write("more", bench.run.appending(path: "\(place)/study.sqlite"))
    #expect(try bench.work("train", task: 1, status: 0) == 0)
    #expect(try bench.read("\(place)/exit") == "0\n")
    #expect(try bench.read("\(place)/study.sqlite") == "more")
    let line =
        "run /it's.yaml --run \(bench.run.path)/\(place) --cell smol.single-gemma.s1 --through train"
    #expect(try bench.read("\(place)/log") == "\(line)\n\(line)\n")
    // The command knows which job it is of, for the hours that all spend together.
    let job = try String(contentsOf: bench.folder.appending(path: "job"), encoding: .utf8)
    #expect(job == "\(bench.run.path)/\(place)\n")
    // Failed items keep nobody waiting; both commands are run.
    #expect(try bench.work("answers", task: 0, status: 2) == 0)
    #expect(try bench.read("jobs/answers/exit") == "2\n")
    #expect(try bench.read("jobs/answers/log").split(separator: "\n").count == 2)
}

@Test func aCommandThatFailsIsTriedAgainAsOftenAsIsSaid() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let log = "jobs/train-smol.single-gemma.s1/log"
    #expect(try bench.work("train", task: 1, status: 7, retries: 2) == 7)
    let lines = try bench.read(log).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("run ") } == 3)
    #expect(lines.contains("status 7; tried again, 2 of 2"))
    // Wrong usage stays wrong.
    #expect(try bench.work("train", task: 1, status: 64, retries: 2) == 64)
    #expect(try bench.read(log).split(separator: "\n").count { $0.hasPrefix("run ") } == 4)
}

/// What another machine wrote may be seen late: a task waits for it, and does not begin without it.
@Test func aTaskWaitsUntilItSeesWhatWasMadeBefore() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let place = "jobs/train-smol.single-gemma.s1"
    #expect(try bench.work("train", task: 1, status: 0, unseen: "answers", waits: 0) == 75)
    #expect(try bench.read("\(place)/exit") == "75\n")
    #expect(
        try bench.read("\(place)/log") == "what answers made is not to be seen on this machine\n")
    #expect(throws: (any Error).self) { try bench.read("\(place)/study.sqlite") }

    let status = try bench.work(
        "train", task: 1, status: 0, unseen: "answers", waits: 60,
        meanwhile: {
            let folder = bench.run.appending(path: "jobs/answers")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            try bench.write("0\n", folder.appending(path: "exit"))
        })
    #expect(status == 0)
    #expect(try bench.read("\(place)/study.sqlite") == "rows")
}

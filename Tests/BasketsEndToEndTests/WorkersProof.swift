// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Training by several processes over the loopback against one process (`make proofs`).
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil))
struct WorkersProof {
    private func study(_ trainer: String) -> String {
        """
        study: shared
        seed: 7
        questions: {from: foldoc, rows: 16, words: 20...40, held-out: 0.25}
        targets: {smol: {model: smollm2-135m-instruct}}
        conditions: [vanilla, human]
        training: {rank: 8, alpha: 16, dropout: 0.1, epochs: 2, batch: 4, seeds: [1]}
        trainer: \(trainer)
        """
    }

    /// With weights in float32: in bfloat16 a gradient depends on which rows stand in one batch, by
    /// rounding, and more than the bound.
    private func curve(workers count: Int, in folder: URL) throws -> [CurveRow] {
        let name = "\(count)"
        let words = [
            Command.executable.path, "workers", "--precision", "float32", "--count", name,
        ].map { "\"\($0)\"" }
        let trainer = "{command: [\(words.joined(separator: ", "))]}"
        let (file, run) = (
            folder.appending(path: "s\(name).yaml"), folder.appending(path: "run\(name)")
        )
        try Data(study(trainer).utf8).write(to: file)
        let outcome = try Command.run("run", file.path, "--run", run.path, "--through", "train")
        try #require(outcome.status == 0, "\(outcome.notes)")
        let store = try Store.existing(run)
        let cell = try #require(
            store.cells(keys: store.keys(of: .cell)).values.first { $0.seed != nil })
        return try store.curve(cell: cell.key)
    }

    @Test func twoWorkersHaveTheLossesOfOne() throws {
        let folder = try TemporaryFolder()
        let one = try curve(workers: 1, in: folder.url)
        let two = try curve(workers: 2, in: folder.url)
        #expect(one.count == 6 + 2 && two.count == one.count)
        for (one, two) in zip(one, two) {
            print("workers: step \(one.step), \(one.loss) by one, \(two.loss) by two")
            #expect(one.step == two.step && one.part == two.part && one.tokens == two.tokens)
            #expect(abs(one.loss - two.loss) <= 1e-5)
        }
    }

    // MARK: A worker that dies

    /// Losses by step of a training of a job, as its first worker tells them.
    private func losses(_ output: String) -> [Int: Double] {
        let lines = output.split(separator: "\n").compactMap { line in
            try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
        }
        return Dictionary(lines.map { ($0.step, $0.loss) }, uniquingKeysWith: { $1 })
    }

    private struct Line: Decodable {
        let step: Int
        let loss: Double
    }

    /// The files of a job of twelve steps, saved after every second, that nothing has worked at.
    private func untouchedJob(in folder: URL) throws -> URL {
        let (file, run) = (folder.appending(path: "s.yaml"), folder.appending(path: "run"))
        let text = study("{command: [\"false\"]}").replacing("epochs: 2", with: "epochs: 4")
        try Data(text.utf8).write(to: file)
        let outcome = try Command.run("run", file.path, "--run", run.path, "--through", "train")
        #expect(outcome.status == 1)
        let files = try #require(
            FileManager.default.enumerator(at: run, includingPropertiesForKeys: nil))
        let job = try #require(
            files.compactMap { $0 as? URL }.first { $0.lastPathComponent == "job.json" })
        let content = try String(contentsOf: job, encoding: .utf8)
        let often = content.replacing(
            try Regex("\"checkpointEvery\":[0-9]+"), with: "\"checkpointEvery\":2")
        try Data(often.utf8).write(to: job)
        return job.deletingLastPathComponent()
    }

    /// A copy of a job's folder that stands by itself.
    private func copy(_ job: URL, to place: URL) throws -> URL {
        try FileManager.default.copyItem(at: job, to: place)
        let file = place.appending(path: "job.json")
        let content = try String(contentsOf: file, encoding: .utf8)
        try Data(content.replacing(job.path, with: place.path).utf8).write(to: file)
        return place
    }

    private func words(_ job: URL, workers count: Int) -> [String] {
        ["workers", "--precision", "float32", "--count", "\(count)"]
            + [job.appending(path: "job.json").path]
    }

    /// Processes that work at a job.
    private func workers(at job: URL) throws -> [Int32] {
        let path = job.appending(path: "job.json").path
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init)
            .filter { number in
                let words = try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))
                let parts = (words ?? Data()).split(separator: 0).map {
                    String(decoding: $0, as: UTF8.self)
                }
                return parts.dropFirst().starts(with: ["work", path])
            }.sorted()
    }

    private func waits(
        atMost seconds: Double, until isSo: () throws -> Bool
    ) rethrows -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if try isSo() { return true }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return false
    }

    /// The others end within seconds and say why; one worker goes on from what was saved, and two do, to the
    /// losses of a training that nothing broke.
    @Test func aKilledWorkerEndsTheOthersAndAnyNumberGoesOn() throws {
        let folder = try TemporaryFolder()
        let untouched = try untouchedJob(in: folder.url)
        let whole = losses(
            try Command.run(
                words(copy(untouched, to: folder.url.appending(path: "whole")), workers: 1)
            ).output)
        #expect(whole.count == 12)

        let broken = try copy(untouched, to: folder.url.appending(path: "broken"))
        let (output, notes) = (
            folder.url.appending(path: "output"), folder.url.appending(path: "notes")
        )
        let process = try Command.start(
            words(broken, workers: 2), output: output, notes: notes)
        #expect(
            try waits(atMost: 120) {
                losses(try String(contentsOf: output, encoding: .utf8)).count >= 5
            })
        let working = try workers(at: broken)
        try #require(working.count == 2)
        kill(working[1], SIGKILL)
        #expect(waits(atMost: 5) { !process.isRunning })
        #expect(process.terminationStatus == 1)
        let said = try String(contentsOf: notes, encoding: .utf8)
        #expect(said.contains("died; the others end."), "\(said)")
        #expect(try workers(at: broken).isEmpty)

        let other = try copy(broken, to: folder.url.appending(path: "other"))
        for (job, count) in [(broken, 1), (other, 2)] {
            let gone = try Command.run(words(job, workers: count))
            #expect(gone.status == 0, "\(gone.notes)")
            let found = losses(gone.output)
            #expect(found.keys.sorted() == Array(1...12))
            let apart = whole.map { abs((found[$0] ?? .infinity) - $1) }.max() ?? .infinity
            print("workers: one was killed; \(count) went on, losses at most \(apart) apart")
            #expect(apart <= 1e-5)
        }
    }
}

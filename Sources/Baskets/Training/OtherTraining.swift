// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsStore
import Foundation

/// Lets another program train a cell: writes the job, starts the program, reads its progress, takes its
/// adapter in. See Documentation/Trainers.md for what the program has to do.
struct OtherTraining: CellTrainer {
    let trainer: OtherTrainer
    /// The model's file or folder.
    let model: URL
    /// Opened, not loaded: it may be larger than this machine.
    let file: any ModelFile
    let asking: QuestionTokens

    func train(
        _ task: TrainingTask, report: (TrainingStep) throws -> Bool
    ) throws -> TrainedCell? {
        let settings = task.settings
        let job = try TrainingJob(
            settings, decoder: file.settings, rows: try task.rows.map { try $0.row(asking) },
            heldOut: try task.heldOut.map { try $0.row(asking) })
        let folder = task.checkpoint.appending(path: "other")
        let place = try write(job, settings, to: folder)
        let progress = OtherProgress(steps: job.steps.count)
        let end = try run(place, in: folder) { line in
            guard let step = progress.read(line) else { return true }
            return try report(step)
        }
        guard let end else { return nil }
        guard end == 0, progress.isDone else { throw failed(end, progress) }
        let out = folder.appending(path: "adapter")
        let adapter = try AdapterFolder.load(out)
        try adapter.check(file.settings)
        try AdapterFolder.save(
            adapter, to: task.folder, base: file.name, decoder: file.settings)
        return TrainedCell(
            steps: job.steps.count, tokens: progress.tokens,
            answerTokens: task.rows.isEmpty ? 0 : try answerTokens(task), cutRows: job.cutRows,
            curve: progress.curve, adapter: adapter.fingerprint)
    }

    private func answerTokens(_ task: TrainingTask) throws -> Int {
        try task.rows.reduce(0) { try $0 + $1.row(asking).answer.count }
    }

    private func failed(_ status: Int32, _ progress: OtherProgress) -> RunError {
        let finding =
            status == 0
            ? "ended after \(progress.curve.count { $0.part == .training }) of \(progress.steps) steps."
            : "ended with status \(status)."
        return RunError(
            .broken, item: "the trainer", finding,
            remedy: "The lines above say why; the same command goes on from its last state.")
    }

    // MARK: The job's files

    /// What a program is told, beside the rows.
    struct JobFile: Codable {
        var version = 1
        let model, initial, out, state, rows, held_out: String
        let shard: Bool
        let lora: LoRASettings
        let loss: String
        let seed: UInt64
        let weight_decay, clip: Double
        let steps: [[[Int]]]
        let rates: [Double]
        let validate_after: [Int]
        /// For workers of this program.
        let settings: TrainingSettings
    }

    private func write(
        _ job: TrainingJob, _ settings: TrainingSettings, to folder: URL
    ) throws -> URL {
        func path(_ name: String) -> URL { folder.appending(path: name) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AdapterFolder.save(
            .initial(settings.lora, decoder: file.settings, seed: settings.seed),
            to: path("initial"), base: file.name, decoder: file.settings)
        try lines(job.rows).write(to: path("rows.jsonl"), options: .atomic)
        try lines(job.heldOut).write(to: path("held-out.jsonl"), options: .atomic)
        var isSharded = false
        if case .accelerate(let settings) = trainer { isSharded = settings.isSharded }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = JobFile(
            model: model.path, initial: path("initial").path, out: path("adapter").path,
            state: path("state").path, rows: path("rows.jsonl").path,
            held_out: path("held-out.jsonl").path, shard: isSharded, lora: settings.lora,
            loss: settings.loss.rawValue, seed: settings.seed,
            weight_decay: settings.weightDecay, clip: settings.clip, steps: job.steps,
            rates: job.rates, validate_after: job.validateAfter, settings: settings)
        try encoder.encode(text).write(to: path("job.json"), options: .atomic)
        return path("job.json")
    }

    private func lines(_ rows: [TrainingJob.Row]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try rows.reduce(into: Data()) { data, row in
            data += try encoder.encode(row) + Data("\n".utf8)
        }
    }

    // MARK: The program

    /// The one that comes with this program.
    static var script: Data { Data(PackageResources.peft_trainer_py) }

    private func words(_ job: URL, _ folder: URL) throws -> [String] {
        switch trainer {
        case .command(let words): return words + [job.path]
        case .workers(let count):
            let program = Bundle.main.executableURL?.path ?? CommandLine.arguments[0]
            return [program, "workers", "--count", "\(count)", job.path]
        case .accelerate(let settings):
            let script = folder.appending(path: "peft_trainer.py")
            try Self.script.write(to: script, options: .atomic)
            return [settings.python, "-m", "torch.distributed.run", "--standalone"]
                + ["--nproc-per-node", "\(settings.processes)", script.path, job.path]
        }
    }

    /// - Returns: the program's status; nil where `goesOn` ended it.
    private func run(
        _ job: URL, in folder: URL, goesOn: (String) throws -> Bool
    ) throws -> Int32? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = try words(job, folder)
        process.standardOutput = output
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        var rest = Data()
        var isEnded = false
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            rest += data
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[rest.index(after: end)...])
                if !isEnded, try !goesOn(line) {
                    isEnded = true
                    process.terminate()
                }
            }
        }
        process.waitUntilExit()
        return isEnded ? nil : process.terminationStatus
    }
}

/// What a program has told of its training.
final class OtherProgress {
    let steps: Int
    private(set) var tokens = 0
    private(set) var curve: [TrainedCell.Point] = []

    init(steps: Int) { self.steps = steps }

    var isDone: Bool { curve.count { $0.part == .training } == steps }

    private struct Line: Decodable {
        let step, validated, loss_tokens, tokens: Int?
        let loss: Double?
    }

    /// - Returns: the step that a line tells of; nil where it tells of none. What is no line of the
    ///   contract is left to the terminal.
    func read(_ line: String) -> TrainingStep? {
        guard let told = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
            let loss = told.loss
        else { return nil }
        if let step = told.validated, let count = told.tokens {
            curve.append(.init(step: step, part: .heldOut, loss: loss, tokens: count))
        }
        guard let step = told.step, let count = told.loss_tokens else { return nil }
        tokens += told.tokens ?? 0
        curve.append(.init(step: step, part: .training, loss: loss, tokens: count))
        return TrainingStep(number: step, of: steps, loss: loss)
    }
}

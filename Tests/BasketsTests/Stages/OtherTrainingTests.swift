// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsStore
import Foundation
import Testing

@testable import Baskets

@Test func readsWhatATrainerTells() {
    let progress = OtherProgress(steps: 2)
    let lines = [
        "Loading weights: 100%", "{\"validated\": 0, \"loss\": 3.5, \"tokens\": 8}",
        "{\"step\": 1, \"loss\": 3, \"loss_tokens\": 10, \"tokens\": 25}", "{\"step\": 2}",
        "{\"step\": 2, \"loss\": 2.5, \"loss_tokens\": 12, \"tokens\": 30, \"more\": true}",
    ]
    let steps = lines.compactMap(progress.read)
    #expect(
        steps == [
            TrainingStep(number: 1, of: 2, loss: 3), TrainingStep(number: 2, of: 2, loss: 2.5),
        ])
    #expect(progress.isDone && progress.tokens == 55)
    #expect(
        progress.curve == [
            .init(step: 0, part: .heldOut, loss: 3.5, tokens: 8),
            .init(step: 1, part: .training, loss: 3, tokens: 10),
            .init(step: 2, part: .training, loss: 2.5, tokens: 12),
        ])
}

/// SmolLM2 on a dozen rows, by our own trainer or another.
private struct Bench {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let models: LocalModels

    init() throws {
        models = try LocalModels(ModelLibrary.standard(), relativeTo: folder)
    }

    func task(_ name: String, _ trainer: OtherTrainer?) -> TrainingTask {
        let rows = (0..<12).map { number in
            AnsweredQuestion(
                question: Question(
                    id: "q\(number)", instruction: "What is a thing of kind \(number)?",
                    category: "c", humanAnswer: ""),
                text: "It is the \(number * 7)th kind of thing, "
                    + String(repeating: "and so on, ", count: number % 4) + "as one knows.",
                finish: .human)
        }
        return TrainingTask(
            plan: TrainingPlan(
                rank: 8, alpha: 16, dropout: 0, epochs: 1, batch: 2, accumulation: 2,
                trainer: trainer),
            seed: 3, rows: Array(rows.prefix(8)), heldOut: Array(rows.suffix(4)),
            folder: folder.appending(path: name),
            checkpoint: folder.appending(path: "\(name)-state"))
    }

    /// By our own trainer, with weights in float32 as PyTorch has them on a processor.
    func trainHere() throws -> TrainedCell? {
        let speaker = try Speaker.load("smollm2-135m-instruct", precision: .float32)
        return try LocalTrainer(speaker: speaker).train(task("own", nil)) { _ in true }
    }

    func train(_ name: String, _ trainer: OtherTrainer?) throws -> TrainedCell? {
        let use = ModelUse(model: "smollm2-135m-instruct", prompting: .chat, system: nil)
        return try models.trainer(use, trainer).train(task(name, trainer)) { _ in true }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// A program that keeps to the contract as far as its paths: it hands the first adapter on.
private let echo = """
    import json, shutil, sys
    job = json.load(open(sys.argv[-1]))
    rows = [json.loads(line) for line in open(job["rows"])]
    assert len(rows) == 8 and all(0 < row["first"] < len(row["tokens"]) for row in rows)
    assert sorted(n for s in job["steps"] for b in s for n in b) == list(range(8))
    assert len(job["rates"]) == len(job["steps"]) == 2 and job["validate_after"] == [2]
    print("words of its own")
    for number, step in enumerate(job["steps"]):
        print(json.dumps({"step": number + 1, "loss": 2.0, "loss_tokens": 5, "tokens": 9}))
    if sys.argv[1] == "fails":
        sys.exit(3)
    shutil.copytree(job["initial"], job["out"], dirs_exist_ok=True)
    """

@Test func aCommandTrainsWhereAStudySaysSo() throws {
    let bench = try Bench()
    defer { bench.remove() }
    let trainer = OtherTrainer.command(["python3", "-c", echo, "well"])
    let cell = try #require(try bench.train("echo", trainer))
    #expect(cell.steps == 2 && cell.tokens == 18 && cell.cutRows == 0)
    let adapter = try AdapterFolder.load(bench.folder.appending(path: "echo"))
    #expect(adapter.settings.rank == 8 && cell.adapter == adapter.fingerprint)
    let error = #expect(throws: RunError.self) {
        try bench.train("fails", .command(["python3", "-c", echo, "fails"]))
    }
    #expect(error?.finding == "ended with status 3.")
}

private let python = ProcessInfo.processInfo.environment["BASKETS_TORCH"]

/// The script that comes with this program, in two processes, against our own trainer
/// (`make test-trainers`).
@Suite(.serialized, .enabled(if: python != nil)) struct TorchTrainerTests {
    @Test(arguments: [false, true])
    func lossesInTwoProcessesAreOurs(isSharded: Bool) throws {
        let bench = try Bench()
        defer { bench.remove() }
        try expectOurLosses(
            bench,
            .accelerate(
                .init(python: try #require(python), processes: 2, isSharded: isSharded)))
    }

    /// The launcher of accelerate in place of PyTorch's own. It takes processors for a single process
    /// unless it is told of more than one GPU; where there is none, the script finds processors.
    @Test func acceleratesLauncherStartsTheScriptToo() throws {
        let bench = try Bench()
        defer { bench.remove() }
        let script = bench.folder.appending(path: "peft_trainer.py")
        try FileManager.default.createDirectory(
            at: bench.folder, withIntermediateDirectories: true)
        try OtherTraining.script.write(to: script)
        let launch = """
            -m accelerate.commands.launch --multi_gpu --num_processes 2 --num_machines 1 \
            --mixed_precision no --dynamo_backend no
            """
        let words = launch.split(whereSeparator: \.isWhitespace).map(String.init)
        try expectOurLosses(bench, .command([try #require(python)] + words + [script.path]))
    }

    private func expectOurLosses(_ bench: Bench, _ trainer: OtherTrainer) throws {
        let own = try #require(try bench.trainHere())
        let other = try #require(try bench.train("other", trainer))
        #expect(other.curve.map(\.step) == own.curve.map(\.step))
        #expect(other.curve.map(\.tokens) == own.curve.map(\.tokens))
        for (other, own) in zip(other.curve, own.curve) {
            print("step \(own.step): \(own.loss) ours, \(other.loss) theirs")
            #expect(abs(other.loss - own.loss) <= 1e-3)
        }
        #expect(other.tokens == own.tokens && other.answerTokens == own.answerTokens)
    }
}

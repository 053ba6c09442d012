// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsLM
import Foundation

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train one adapter outside any study.")

    @Option(help: "Name of an asset, or path of a GGUF file or a Hugging Face folder.")
    var model: String

    @Option(help: "JSONL file of rows with `prompt` and `answer`.", completion: .file())
    var rows: String

    @Option(help: "Folder for the adapter, in PEFT's layout.")
    var out: String

    @Option(help: "Rank of the update.")
    var rank = 16

    @Option(help: "The update is scaled by alpha / rank.")
    var alpha = 32.0

    @Option(help: "Share of the update's inputs left out, in [0, 1).")
    var dropout = 0.1

    @Option(help: "Peak learning rate.")
    var learningRate = 2e-4

    @Option(help: "Passes over the rows.")
    var epochs = 2

    @Option(help: "Rows of one optimizer step.")
    var batch = 4

    @Option(help: "Share of rows held out to see whether the model learns, in [0, 0.5].")
    var heldOut = 0.05

    @Option(help: "answer, or conversation: prompt and answer.")
    var loss = LossOption.answer

    @Option(help: "All random draws follow from it.")
    var seed: UInt64 = 1

    @Flag(help: "One JSON object an event.")
    var json = false

    func validate() throws {
        guard (0..<1).contains(dropout) else { throw ValidationError("--dropout is in [0, 1).") }
        guard (0...0.5).contains(heldOut) else {
            throw ValidationError("--held-out is in [0, 0.5].")
        }
        guard rank > 0, epochs > 0, batch > 0, learningRate > 0 else {
            throw ValidationError("--rank, --epochs, --batch and --learning-rate are above 0.")
        }
    }

    func run() async throws {
        let settings = TrainingSettings(
            lora: LoRASettings(rank: rank, alpha: alpha, dropout: dropout),
            learningRate: learningRate, epochs: epochs, batch: batch, microBatch: batch,
            loss: loss.loss, seed: seed)
        let training = try SingleTraining(
            model: model, rows: PromptRow.read(URL(filePath: rows)), out: URL(filePath: out),
            heldOut: heldOut, settings: settings)
        Interruption.watch()
        let finished = try training.run { event in
            try show(event)
            return !Interruption.requested
        }
        guard finished else {
            Output.note("Interrupted. The same command goes on from the last checkpoint.")
            throw ExitCode.interrupted
        }
        Output.note("Adapter written to \(out).")
    }

    private func show(_ event: TrainingEvent) throws {
        if json { return try Output.json(event) }
        switch event {
        case .step(let step):
            let loss = String(format: "%.4f", step.loss)
            Output.note("step \(step.number) of \(step.of): loss \(loss), \(step.tokens) tokens")
        case .validation(let step, let loss, let tokens):
            let loss = String(format: "%.4f", loss)
            Output.note("step \(step): loss on held-out rows \(loss) (\(tokens) tokens)")
        case .checkpoint: break
        }
    }
}

/// Tokens that carry loss.
enum LossOption: String, ExpressibleByArgument, CaseIterable {
    case answer, conversation

    var loss: TrainingSettings.Loss { self == .answer ? .answer : .conversation }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsLM
import Foundation

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Speed of training, sampling and metrics on this machine.",
        shouldDisplay: false)

    enum Work: String, ExpressibleByArgument, CaseIterable { case train, sample, metrics }

    @Argument(help: "train, sample or metrics.")
    var work: Work

    @Option(help: "Name of an asset, or path of a model.")
    var model = "smollm2-135m-instruct"

    @Option(help: "JSONL file of rows with `prompt` and `answer`, for train.")
    var rows: String?

    @Option(help: "Rows at once.")
    var batch: Int?

    @Option(help: "Tokens of each prompt, for sample.")
    var prompt = 64

    @Option(help: "New tokens of each answer, for sample.")
    var new = 64

    @Option(help: "Counted steps, for train.")
    var steps = 8

    @Option(help: "Tokens that carry loss, for train: answer or conversation.")
    var loss = LossOption.answer

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        if work == .metrics { return try await metrics() }
        let trial = try SpeedTrial(model: model)
        let result: SpeedTrial.Result
        switch work {
        case .metrics: return
        case .sample:
            result = try trial.sample(batch: batch ?? 32, prompt: prompt, new: new)
        case .train:
            let rows = try self.rows.map { try PromptRow.read(URL(filePath: $0)) } ?? Self.rows
            result = try trial.train(rows, steps: steps, batch: batch ?? 4, loss: loss.loss)
        }
        if json { return try Output.json(result) }
        let speed = result.realTokensPerSecond ?? result.newTokensPerSecond ?? 0
        Output.result(
            String(format: "%@: %.1f tokens/s, %.2f GB at most", result.what, speed, result.peakGB))
    }

    private func metrics() async throws {
        try await MetricTrial().run { result in
            if json {
                try? Output.json(result)
            } else {
                Output.result(
                    String(
                        format: "%@: %.2f s, %.2f GB at most", result.what, result.seconds,
                        result.peakGB))
            }
        }
    }

    /// Rows of like length as people's explanations, where no file is given.
    private static var rows: [PromptRow] {
        (0..<64).map { index in
            PromptRow(
                prompt: "What is term number \(index) of the list, in a few plain words?",
                answer: (0..<30 + index % 25).map { "word\(($0 * 31 + index * 17) % 97)" }
                    .joined(separator: " "))
        }
    }
}

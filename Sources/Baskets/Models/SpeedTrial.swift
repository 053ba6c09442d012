// SPDX-License-Identifier: Apache-2.0
public import BasketsLM
import BasketsTensor
import Foundation

/// Speed of training and sampling on this machine, for comparison with other tools on the same work.
public struct SpeedTrial {
    public struct Result: Sendable, Hashable, Codable {
        public let what: String
        public var realTokensPerSecond: Double?
        public var answerTokensPerSecond: Double?
        public var newTokensPerSecond: Double?
        /// Most memory that the process had, in 10^9 bytes.
        public let peakGB: Double
    }

    private let speaker: Speaker

    public init(model: String) throws { speaker = try Speaker.load(model) }

    /// Steps of `batch` rows in the file's order, LoRA on all projections, no dropout; the first step
    /// is not counted. Loss on all tokens, as the compared trainer has it, or on answers.
    public func train(
        _ rows: [PromptRow], steps: Int, batch: Int, loss: TrainingSettings.Loss
    ) throws -> Result {
        let rows = try rows.prefix((steps + 1) * batch).enumerated().map {
            try speaker.row(key: "row \($0)", prompt: $1.prompt, answer: $1.answer)
        }
        let settings = TrainingSettings(
            lora: LoRASettings(rank: 16, alpha: 32, dropout: 0), learningRate: 5e-5, epochs: 1,
            batch: batch, microBatch: batch, loss: loss, maxTokens: 256, seed: 1,
            checkpointEvery: .max)
        let trainer = try Trainer(speaker.model, settings: settings, rows: rows)
        var start = ContinuousClock.now
        var tokens = 0
        var lossTokens = 0
        var end = start
        _ = try trainer.train { event in
            guard case .step(let step) = event else { return true }
            end = .now
            if step.number == 1 {
                start = end
            } else {
                tokens += step.tokens
                lossTokens += step.lossTokens
            }
            return true
        }
        let seconds = (end - start) / .seconds(1)
        return Result(
            what: "baskets train", realTokensPerSecond: Double(tokens) / seconds,
            answerTokensPerSecond: Double(lossTokens) / seconds, peakGB: Self.peakGB)
    }

    /// `batch` prompts of `prompt` tokens, `new` tokens each, the prompts' work included; a stop token
    /// ends no answer.
    public func sample(batch: Int, prompt: Int, new: Int) throws -> Result {
        let rows = (0..<batch).map { row in
            let tokens = (0..<prompt).map { place -> Int32 in
                5 + Int32((row * 7919 + place * 104_729) % 39_000)
            }
            return SampleRow(tokens: tokens, seed: UInt64(row))
        }
        _ = try speaker.model.sample(rows, decoding: Decoding(maxTokens: 2), stopping: false)
        let start = ContinuousClock.now
        let written = try speaker.model.sample(
            rows, decoding: Decoding(maxTokens: new), stopping: false)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tokens = written.reduce(0) { $0 + $1.tokens.count }
        return Result(
            what: "baskets sample", newTokensPerSecond: Double(tokens) / seconds,
            peakGB: Self.peakGB)
    }

    private static var peakGB: Double {
        Double(Engine.peakResidentBytes) / 1e9
    }
}

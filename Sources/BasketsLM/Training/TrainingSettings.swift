// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How an adapter is trained.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// Which tokens carry loss.
    public enum Loss: String, Sendable, Hashable, Codable, CaseIterable {
        /// The answer and its stop token.
        case answer
        /// Every token of the conversation but the first (the published study did so).
        case conversation
    }

    public var lora: LoRASettings
    public var learningRate: Double
    public var epochs: Int
    /// Rows of one optimizer step.
    public var batch: Int
    /// Most rows computed at once; a step of more is accumulated.
    public var microBatch: Int
    public var weightDecay: Double
    /// Share of the steps in which the learning rate rises.
    public var warmup: Double
    /// Gradients longer than this are shortened to it; 0: never.
    public var clip: Double
    public var loss: Loss
    /// Longer rows are cut at so many tokens, and counted.
    public var maxTokens: Int
    public var seed: UInt64
    /// Loss on held-out rows is taken before the first step, every so many steps, and at the end.
    public var validateEvery: Int
    public var checkpointEvery: Int
    /// Stops after so many validations without a lower held-out loss; 0: never.
    public var patience: Int

    public init(
        lora: LoRASettings = LoRASettings(), learningRate: Double = 2e-4, epochs: Int = 2,
        batch: Int = 4, microBatch: Int = 4, weightDecay: Double = 0.01, warmup: Double = 0.03,
        clip: Double = 1, loss: Loss = .answer, maxTokens: Int = 1024, seed: UInt64,
        validateEvery: Int = 20, checkpointEvery: Int = 10, patience: Int = 0
    ) {
        self.lora = lora
        self.learningRate = learningRate
        self.epochs = epochs
        self.batch = batch
        self.microBatch = microBatch
        self.weightDecay = weightDecay
        self.warmup = warmup
        self.clip = clip
        self.loss = loss
        self.maxTokens = maxTokens
        self.seed = seed
        self.validateEvery = validateEvery
        self.checkpointEvery = checkpointEvery
        self.patience = patience
    }
}

/// Cosine decay to 0 after a linear rise, as `get_cosine_schedule_with_warmup` of transformers.
struct CosineSchedule: Sendable {
    let peak: Double
    let warmupSteps: Int
    let steps: Int

    init(_ settings: TrainingSettings, steps: Int) {
        peak = settings.learningRate
        self.steps = steps
        warmupSteps = Int((settings.warmup * Double(steps)).rounded(.up))
    }

    /// Learning rate of step `step`, from 0: the very first one is 0 where there is a rise.
    func rate(_ step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step) / Double(max(1, warmupSteps)) }
        let progress = Double(step - warmupSteps) / Double(max(1, steps - warmupSteps))
        return peak * max(0, 0.5 * (1 + cos(.pi * progress)))
    }
}

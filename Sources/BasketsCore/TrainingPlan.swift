// SPDX-License-Identifier: Apache-2.0

/// How the cells of a study are trained: LoRA on all seven projections, AdamW, cosine schedule.
public struct TrainingPlan: Sendable, Hashable, Codable {
    /// Which tokens carry loss.
    public enum Loss: String, Sendable, Hashable, Codable, CaseIterable {
        /// The answer with its stop token.
        case answer
        /// The whole conversation, prompt included, as in the published study.
        case conversation
    }

    public var rank: Int
    /// The effective scale is alpha / rank.
    public var alpha: Double
    public var dropout: Double
    public var learningRate: Double
    public var epochs: Int
    /// Rows computed at once.
    public var batch: Int
    /// Batches of one optimizer step.
    public var accumulation: Int
    /// Share of the steps in which the learning rate rises.
    public var warmUp: Double
    public var weightDecay: Double
    /// Longest gradient; 0: never clipped.
    public var clip: Double
    public var loss: Loss
    /// Longer rows are cut at so many tokens, and counted.
    public var maxTokens: Int
    /// One cell for each.
    public var seeds: [UInt64]
    /// Checks on held-out rows without a gain before training ends; nil: off. Where it is on, cells
    /// get unequal steps, and comparisons are marked unequal.
    public var patience: Int?
    /// Trains in place of our own trainer; nil: none does.
    public var trainer: OtherTrainer?

    public init(
        rank: Int = 16, alpha: Double = 32, dropout: Double = 0.1, learningRate: Double = 2e-4,
        epochs: Int = 2, batch: Int = 4, accumulation: Int = 1, warmUp: Double = 0.03,
        weightDecay: Double = 0.01, clip: Double = 1, loss: Loss = .answer, maxTokens: Int = 1024,
        seeds: [UInt64] = [1], patience: Int? = nil, trainer: OtherTrainer? = nil
    ) {
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
        self.learningRate = learningRate
        self.epochs = epochs
        self.batch = batch
        self.accumulation = accumulation
        self.warmUp = warmUp
        self.weightDecay = weightDecay
        self.clip = clip
        self.loss = loss
        self.maxTokens = maxTokens
        self.seeds = seeds
        self.patience = patience
        self.trainer = trainer
    }

    /// Rows of one optimizer step.
    public var stepRows: Int { batch * accumulation }
}

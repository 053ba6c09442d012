// SPDX-License-Identifier: Apache-2.0

/// What a training run tells while it goes on.
public enum TrainingEvent: Sendable, Hashable, Codable {
    /// One optimizer step is done.
    case step(Step)
    /// Loss on held-out rows.
    case validation(step: Int, loss: Double, tokens: Int)
    /// The state is on disk: a killed run goes on from here.
    case checkpoint(step: Int)

    public struct Step: Sendable, Hashable, Codable {
        /// Number of the step, from 1.
        public let number: Int
        public let of: Int
        /// Mean negative log-likelihood of the tokens that carry loss, in nats.
        public let loss: Double
        /// Tokens that carried loss, and all real tokens that were read.
        public let lossTokens: Int
        public let tokens: Int
        public let learningRate: Double
        /// Length of the gradient before clipping.
        public let gradientNorm: Double
    }
}

/// What a training run leaves behind.
public struct TrainingResult: Sendable {
    public let adapter: Adapter
    /// Steps and validations, also those before an interruption.
    public let events: [TrainingEvent]
    /// Rows that were longer than the limit, and were cut.
    public let cutRows: Int
}

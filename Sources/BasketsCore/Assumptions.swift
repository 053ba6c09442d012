// SPDX-License-Identifier: Apache-2.0

/// What a forecast reckons with where no run has measured it. It changes no row of a run.
public struct Assumptions: Sendable, Hashable, Codable {
    /// Mean tokens of a question with its context; nil: not known.
    public var questionTokens: Double?
    /// Mean tokens of an answer; nil: not known.
    public var answerTokens: Double?
    /// New tokens a second of a source or target, by its name.
    public var writing: [String: Double]
    /// Tokens a second of a target in training, by its name.
    public var training: [String: Double]
    /// Numbers in the weights of a source, target or judge, by its name.
    public var parameters: [String: Double]
    /// GPUs that the speeds of a source or target were taken on, by its name.
    public var gpus: [String: Double]
    /// What one GPU of the cluster does.
    public var gpu: GPU

    /// What its data sheet says, and how much of that is reached.
    public struct GPU: Sendable, Hashable, Codable {
        /// Operations a second in bfloat16.
        public var flops: Double
        /// Bytes a second from its memory.
        public var bandwidth: Double
        /// Bytes of memory.
        public var memory: Double
        /// The part of both that is reached, from 0 to 1.
        public var share: Double
        /// Answers that are written side by side.
        public var rows: Double
        /// Of an hour, in the currency of the budget; nil: not known.
        public var price: Double?

        /// Unless said otherwise that of an NVIDIA H100 SXM (data sheet, without sparsity).
        public init(
            flops: Double = 989e12, bandwidth: Double = 3.35e12, memory: Double = 80e9,
            share: Double = 0.4, rows: Double = 64, price: Double? = nil
        ) {
            self.flops = flops
            self.bandwidth = bandwidth
            self.memory = memory
            self.share = share
            self.rows = rows
            self.price = price
        }
    }

    public init(
        questionTokens: Double? = nil, answerTokens: Double? = nil,
        writing: [String: Double] = [:], training: [String: Double] = [:],
        parameters: [String: Double] = [:], gpus: [String: Double] = [:], gpu: GPU = GPU()
    ) {
        self.questionTokens = questionTokens
        self.answerTokens = answerTokens
        self.writing = writing
        self.training = training
        self.parameters = parameters
        self.gpus = gpus
        self.gpu = gpu
    }
}

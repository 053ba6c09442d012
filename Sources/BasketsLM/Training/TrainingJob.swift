// SPDX-License-Identifier: Apache-2.0

/// A training as our own trainer would do it, for another program: the tokens of each row and which of
/// them carry loss, the rows of each step, its learning rate, where held-out rows are looked at.
public struct TrainingJob: Sendable, Hashable, Codable {
    public struct Row: Sendable, Hashable, Codable {
        public let key: String
        public let tokens: [Int32]
        /// The first token that carries loss.
        public let first: Int
    }

    public let rows: [Row]
    public let heldOut: [Row]
    /// Numbers of rows, by step and micro-batch.
    public let steps: [[[Int]]]
    /// Learning rate of each step.
    public let rates: [Double]
    /// Steps behind which held-out rows are looked at; before the first they always are.
    public let validateAfter: [Int]
    /// Rows that were longer than the limit, and are cut.
    public let cutRows: Int

    /// - Throws: `LMError` where there is nothing to learn, or a prompt alone is longer than the limit.
    public init(
        _ settings: TrainingSettings, decoder: DecoderSettings, rows: [TokenRow],
        heldOut: [TokenRow]
    ) throws {
        guard !rows.isEmpty, rows.allSatisfy({ !$0.answer.isEmpty }) else {
            throw LMError(.badInput, item: "training", "needs rows, each with an answer.")
        }
        let limit = min(settings.maxTokens, decoder.context)
        let isWhole = settings.loss == .conversation
        func row(_ row: TokenRow) throws -> Row {
            let cut = try row.cut(to: limit)
            return Row(
                key: row.key, tokens: cut.tokens, first: isWhole ? 1 : max(1, cut.prompt.count))
        }
        self.rows = try rows.map(row)
        self.heldOut = try heldOut.map(row)
        cutRows = rows.count { $0.tokens.count > limit }
        let plan = TrainingPlan(keys: rows.map(\.key), settings: settings)
        let lengths = self.rows.map(\.tokens.count)
        steps = plan.steps.map {
            TrainingPlan.microBatches($0, lengths: lengths, most: settings.microBatch)
        }
        let schedule = CosineSchedule(settings, steps: plan.steps.count)
        rates = plan.steps.indices.map(schedule.rate)
        validateAfter = plan.steps.indices.map { $0 + 1 }.filter {
            $0 % settings.validateEvery == 0 || $0 == plan.steps.count
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    func training() -> TrainingPlan {
        let standard = TrainingPlan()
        guard let fields = fields("training", "Write `{rank: 16, epochs: 2}`.") else {
            return standard
        }
        defer { fields.finish() }
        return TrainingPlan(
            rank: fields.integer("rank", .closed(1, 1024), default: standard.rank),
            alpha: fields.number("alpha", .above(0, through: 65_536), default: standard.alpha),
            dropout: fields.number("dropout", .from(0, below: 1), default: standard.dropout),
            learningRate: fields.number(
                "learning-rate", .above(0, through: 1), default: standard.learningRate),
            epochs: fields.integer("epochs", .closed(1, 1000), default: standard.epochs),
            batch: fields.integer("batch", .closed(1, 4096), default: standard.batch),
            accumulation: fields.integer(
                "accumulation", .closed(1, 4096), default: standard.accumulation),
            warmUp: fields.number("warm-up", .from(0, below: 1), default: standard.warmUp),
            weightDecay: fields.number(
                "weight-decay", .closed(0, 10), default: standard.weightDecay),
            clip: fields.number("clip", .closed(0, 1e6), default: standard.clip),
            loss: fields.choice("loss", default: standard.loss),
            maxTokens: fields.integer(
                "max-tokens", .closed(16, 1_000_000), default: standard.maxTokens),
            seeds: fields.seeds("seeds", default: standard.seeds),
            patience: fields.patience())
    }

    /// `early-stopping: off`, or the checks without a gain that end training.
    private func patience() -> Int? {
        let words = ["off", "false", "no"]
        if let text = node("early-stopping")?.scalar?.string, words.contains(text) { return nil }
        return optionalInteger("early-stopping", .closed(1, 1000))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsStore
import Crypto
import Foundation

/// Trains a cell's adapter on a local model.
struct LocalTrainer: CellTrainer {
    let speaker: Speaker

    func train(
        _ task: TrainingTask, report: (TrainingStep) throws -> Bool
    ) throws -> TrainedCell? {
        let rows = try task.rows.map { try $0.row(speaker) }
        let trainer = try Trainer(
            speaker.model, settings: task.settings, rows: rows,
            heldOut: task.heldOut.map { try $0.row(speaker) }, checkpoint: task.checkpoint)
        let result = try trainer.train { event in
            guard case .step(let step) = event else { return true }
            return try report(TrainingStep(number: step.number, of: step.of, loss: step.loss))
        }
        guard let result else { return nil }
        let settings = speaker.model.settings
        try AdapterFolder.save(
            result.adapter, to: task.folder, base: speaker.model.name, decoder: settings)
        // The checkpoint stays until the runner has stored the cell.
        return cell(result, rows)
    }

    private func cell(_ result: TrainingResult, _ rows: [TokenRow]) -> TrainedCell {
        var steps = 0
        var tokens = 0
        var curve: [TrainedCell.Point] = []
        for event in result.events {
            switch event {
            case .step(let step):
                steps = step.number
                tokens += step.tokens
                curve.append(
                    .init(
                        step: step.number, part: .training, loss: step.loss,
                        tokens: step.lossTokens))
            case .validation(let step, let loss, let count):
                curve.append(.init(step: step, part: .heldOut, loss: loss, tokens: count))
            case .checkpoint: break
            }
        }
        return TrainedCell(
            steps: steps, tokens: tokens, answerTokens: rows.reduce(0) { $0 + $1.answer.count },
            cutRows: result.cutRows, curve: curve, adapter: result.adapter.fingerprint)
    }
}

extension TrainingTask {
    var settings: TrainingSettings {
        TrainingSettings(
            lora: LoRASettings(rank: plan.rank, alpha: plan.alpha, dropout: plan.dropout),
            learningRate: plan.learningRate, epochs: plan.epochs, batch: plan.stepRows,
            microBatch: plan.batch, weightDecay: plan.weightDecay, warmup: plan.warmUp,
            clip: plan.clip, loss: plan.loss == .answer ? .answer : .conversation,
            maxTokens: plan.maxTokens, seed: seed, patience: plan.patience ?? 0)
    }
}

extension Adapter {
    /// SHA-256 of all weights, sites in order of their names.
    var fingerprint: String {
        var sum = SHA256()
        for (site, matrices) in matrices.sorted(by: { $0.key.path < $1.key.path }) {
            sum.update(data: Data(site.path.utf8))
            for values in [matrices.a, matrices.b] {
                values.withUnsafeBytes { sum.update(bufferPointer: $0) }
            }
        }
        return sum.finalize().hexadecimal
    }
}

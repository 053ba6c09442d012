// SPDX-License-Identifier: Apache-2.0
import Baskets
import BasketsCore
import BasketsStore
import Foundation

/// A training without weights: the loss falls from step to step, the state is a step number on
/// disk, and the adapter is a text that names what it was trained on.
struct ScriptedTrainer: CellTrainer {
    let use: ModelUse
    let models: ScriptedModels

    func train(
        _ task: TrainingTask, report: (TrainingStep) throws -> Bool
    ) throws -> TrainedCell? {
        let steps =
            task.plan.epochs
            * ((task.rows.count + task.plan.stepRows - 1) / task.plan.stepRows)
        let state = task.checkpoint.appending(path: "step")
        var step = (try? String(contentsOf: state, encoding: .utf8)).flatMap { Int($0) } ?? 0
        while step < steps {
            try models.note("step \(task.folder.lastPathComponent) \(step + 1)")
            step += 1
            let goesOn = try report(TrainingStep(number: step, of: steps, loss: loss(step, task)))
            try save(step, to: state)
            if !goesOn { return nil }
        }
        let content = task.rows.map { "\($0.question.id) \($0.text)" } + ["\(task.seed)"]
        let adapter = Fingerprint.of(content)
        try FileManager.default.createDirectory(
            at: task.folder, withIntermediateDirectories: true)
        try Data(adapter.utf8).write(to: task.folder.appending(path: "adapter_model.safetensors"))
        let tokens = task.rows.reduce(0) { $0 + words($1) + 1 }
        return TrainedCell(
            steps: steps, tokens: tokens * task.plan.epochs, answerTokens: tokens, cutRows: 0,
            curve: curve(task, steps: steps), adapter: adapter)
    }

    private func save(_ step: Int, to state: URL) throws {
        try FileManager.default.createDirectory(
            at: state.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("\(step)".utf8).write(to: state, options: .atomic)
    }

    private func curve(_ task: TrainingTask, steps: Int) -> [TrainedCell.Point] {
        let training = (1...steps).map {
            TrainedCell.Point(step: $0, part: .training, loss: loss($0, task), tokens: 9)
        }
        let heldOut = [0, steps].map {
            TrainedCell.Point(step: $0, part: .heldOut, loss: loss($0, task) + 0.5, tokens: 5)
        }
        return training + heldOut
    }

    private func loss(_ step: Int, _ task: TrainingTask) -> Double {
        var random = KeyedRandom(task.seed, task.folder.lastPathComponent)
        return (3 + random.uniform()) / Double(step + 1).squareRoot()
    }

    private func words(_ row: AnsweredQuestion) -> Int { row.text.split(separator: " ").count }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Foundation

/// Trains the cells. Reads baskets and answers; writes adapters and, for each cell, its row and
/// learning curve; skips a cell whose row is there. A cell that is killed goes on from its last
/// checkpoint.
struct Train {
    let keys: RunKeys
    let store: Store
    let supply: any ModelSupply
    /// The run's folder.
    let folder: URL

    /// A cell with its key and, but for vanilla, its basket.
    struct Planned {
        let cell: Cell
        let key: String
        let basket: Basket?

        /// Optimizer steps of the training; 1 for what is only brought in.
        func steps(_ plan: TrainingPlan) -> Int {
            guard cell.condition.isTrained else { return 1 }
            let rows = basket?.count(.training) ?? 0
            return plan.epochs * ((rows + plan.stepRows - 1) / plan.stepRows)
        }
    }

    /// States of trainings that are not finished, each in a folder of its cell's key.
    var checkpoints: URL { folder.appending(path: "checkpoints") }

    /// All cells of the study, and the untuned target of each, which also serves as parent.
    func plan() throws -> [Planned] {
        try keys.study.targets.flatMap { target -> [Planned] in
            let baskets = try baskets(target)
            let vanilla = Cell(target: target.name, condition: .vanilla, seed: nil)
            let cells = keys.study.cells.filter { $0.target == target.name && $0.isTuned }
            return ([vanilla] + cells).map { cell in
                let basket = baskets.first { $0.condition == cell.condition }
                return Planned(
                    cell: cell, key: keys.cell(cell, basket: basket?.key), basket: basket)
            }
        }
    }

    /// The plan, with the rows of its baskets stored, once each, and those of the untuned targets.
    func storedPlan() throws -> [Planned] {
        for target in keys.study.targets { try storeBaskets(target) }
        let plan = try plan()
        let present = try store.keys(of: .cell)
        let untuned = plan.filter { !$0.cell.isTuned && !present.contains($0.key) }
        try store.add(StoreBatch(cells: untuned.map(vanilla)))
        return plan
    }

    /// - Parameter only: name of the one cell to train; nil: all.
    func stage(_ plan: [Planned], only: String? = nil) throws -> Stage {
        let present = try store.keys(of: .cell)
        let tuned = plan.filter { $0.cell.isTuned && (only == nil || $0.cell.name == only) }
        let batches = tuned.filter { !present.contains($0.key) }.map { planned in
            Stage.Batch(item: planned.cell.name, count: planned.steps(keys.study.training)) {
                try train(planned, $0)
            }
        }
        let total = tuned.reduce(0) { $0 + $1.steps(keys.study.training) }
        return Stage(.train, unit: "steps", total: total, batches: batches)
    }

    private func vanilla(_ planned: Planned) -> CellRow {
        CellRow(
            key: planned.key, name: planned.cell.name, target: planned.cell.target,
            condition: planned.cell.condition.name)
    }

    private func train(_ planned: Planned, _ control: BatchControl) throws -> StoreBatch? {
        guard let basket = planned.basket, let seed = planned.cell.seed,
            let target = keys.study.target(named: planned.cell.target)
        else { return StoreBatch(cells: [try brought(planned)]) }
        let trainer = try supply.trainer(
            ModelUse(model: target.model, prompting: target.prompting, system: target.system),
            keys.study.training.trainer)
        let place = try place(planned)
        let start = Date().timeIntervalSince1970
        let task = TrainingTask(
            plan: keys.study.training, seed: seed, rows: try rows(basket, .training),
            heldOut: try rows(basket, .heldOut), folder: folder.appending(path: place),
            checkpoint: checkpoints.appending(path: planned.key))
        let result = try trainer.train(task) { step in
            control.progress(step.number)
            return control.goesOn()
        }
        guard let result else { return nil }
        let card = AdapterCard(keys: keys, cell: planned.cell, task: task, result: result)
        try Data(card.text.utf8).write(to: task.folder.appending(path: AdapterCard.fileName))
        let cell = CellRow(
            key: planned.key, name: planned.cell.name, target: planned.cell.target,
            condition: planned.cell.condition.name, seed: "\(seed)", basket: basket.key,
            folder: place, adapter: result.adapter, steps: result.steps, tokens: result.tokens,
            answerTokens: result.answerTokens, rows: task.rows.count, cutRows: result.cutRows,
            failure: result.divergence, seconds: Date().timeIntervalSince1970 - start)
        let curve = result.curve.filter(\.loss.isFinite).map {
            CurveRow(
                cell: planned.key, step: $0.step, part: $0.part, loss: $0.loss, tokens: $0.tokens)
        }
        return StoreBatch(cells: [cell], curves: curve)
    }

    /// A cell that was tuned elsewhere; its adapter, if it has one, comes into the run's folder, so
    /// that the run stays whole when the original moves.
    private func brought(_ planned: Planned) throws -> CellRow {
        guard case .adapter(_, let path) = planned.cell.condition else { return vanilla(planned) }
        let place = try place(planned)
        let copy = folder.appending(path: place)
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.createDirectory(
            at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
        try ModelLibrary.copy(supply.locate(path), to: copy)
        return CellRow(
            key: planned.key, name: planned.cell.name, target: planned.cell.target,
            condition: planned.cell.condition.name, folder: place,
            adapter: planned.cell.condition.file.flatMap { keys.models[$0]?.sha256 })
    }

    /// `adapters/<cell>`; with the key behind it where a cell of that name was trained before the
    /// study was changed, so that no adapter takes the place of another.
    private func place(_ planned: Planned) throws -> String {
        let plain = "adapters/\(planned.cell.name)"
        let others = try store.cells(inFolder: plain).subtracting([planned.key])
        return others.isEmpty ? plain : "\(plain)-\(planned.key.prefix(8))"
    }

    private func rows(_ basket: Basket, _ part: QuestionPart) throws -> [AnsweredQuestion] {
        try store.texts(ofBasket: basket.key, part).map {
            AnsweredQuestion(question: $0.question, text: $0.text, finish: $0.finish)
        }
    }
}

extension TrainedCell {
    /// Where the loss stopped being a number, in words, or nil.
    fileprivate var divergence: String? {
        curve.first { !$0.loss.isFinite }.map {
            "the loss was no number at step \($0.step); a lower learning rate may help"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Works off the batches of a stage: the one place of resume, progress, interruption and budget.
struct StageLoop {
    let store: Store
    let budget: BudgetWatch
    /// Seconds since 1970.
    let now: () -> Double
    let isInterrupted: () -> Bool
    let report: (RunEvent) -> Void

    /// - Returns: nil when all batches are stored; else how the run ended.
    func run(_ stage: Stage) async throws -> RunEnd? {
        let start = now()
        let before = stage.total - stage.missing
        var done = 0
        func progress(_ item: String, _ count: Int) -> StageProgress {
            let elapsed = now() - start
            return StageProgress(
                stage: stage.name, unit: stage.unit, item: item, done: before + count,
                total: stage.total, rate: count > 0 && elapsed > 0 ? Double(count) / elapsed : nil)
        }
        report(.started(progress("", 0)))
        for batch in stage.batches {
            if isInterrupted() { return .interrupted }
            if let spent = try budget.spent(store) { return .budgetSpent(spent) }
            let batchStart = now()
            let control = BatchControl(
                goesOn: { !isInterrupted() },
                progress: { report(.progress(progress(batch.item, done + $0))) })
            guard var rows = try await batch.make(control) else { return .interrupted }
            rows.events.append(
                EventRow(
                    at: now(), stage: stage.name.rawValue, kind: .batch, item: batch.item,
                    rows: batch.count, seconds: now() - batchStart))
            try store.add(rows)
            done += batch.count
            report(.progress(progress(batch.item, done)))
        }
        return nil
    }
}

/// Says when the study's budget is spent, from the rows alone.
struct BudgetWatch: Sendable {
    let budget: Budget

    /// Which part of the budget is spent, in words; nil while none is.
    func spent(_ store: Store) throws -> String? {
        if let hours = budget.hours, try store.secondsSpent() >= hours * 3600 {
            return "\(plain(hours)) hours of work"
        }
        if let tokens = budget.tokens, try store.tokensSpent() >= tokens {
            return "\(tokens) tokens"
        }
        if let money = budget.money, money > 0, try store.costSpent() >= money {
            return "\(plain(money)) of money"
        }
        return nil
    }

    private func plain(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}

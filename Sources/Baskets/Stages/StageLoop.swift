// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Works off the batches of a stage: the one place of resume, progress, interruption and budget.
struct StageLoop {
    let store: Store
    let budget: BudgetWatch
    /// Of the jobs that this run is one of, where the budget is in hours; else nil.
    let hours: JobHours?
    /// Seconds since 1970.
    let now: () -> Double
    let isInterrupted: () -> Bool
    let report: (RunEvent) -> Void

    /// - Returns: nil when all batches are stored; else how the run ended.
    func run(_ stage: Stage) async throws -> RunEnd? {
        let start = now()
        let before = stage.total - stage.missing
        var spending = try Spending(store, for: budget.budget)
        /// What was spent so far, by the jobs beside this one too.
        func spent() -> Spending { hours.map { spending.withSeconds($0.together) } ?? spending }
        var done = 0
        var lastStored = start
        func progress(_ item: String, _ count: Int) -> StageProgress {
            let elapsed = now() - start
            return StageProgress(
                stage: stage.name, unit: stage.unit, item: item, done: before + count,
                total: stage.total, rate: count > 0 && elapsed > 0 ? Double(count) / elapsed : nil)
        }
        /// Rows with the time since the last ones, so that a killed run knows what it took.
        func add(_ rows: StoreBatch, _ item: String, _ count: Int) throws {
            var rows = rows
            let time = now()
            rows.events.append(
                EventRow(
                    at: time, stage: stage.name.rawValue, kind: .batch, item: item,
                    message: stage.unit, rows: count, seconds: time - lastStored))
            try store.add(rows)
            try hours?.add(time - lastStored)
            spending.add(rows)
            lastStored = time
            done += count
            report(.progress(progress(item, done)))
        }
        report(.started(progress("", 0)))
        for batch in stage.batches {
            if isInterrupted() { return .interrupted }
            if let spent = budget.spent(spent()) { return .budgetSpent(spent) }
            let end = done + batch.count
            lastStored = now()
            let control = BatchControl(
                goesOn: { !isInterrupted() },
                affords: {
                    budget.spent(spent().after(now() - lastStored, unsettled: $0)) == nil
                },
                lost: { unsettled in
                    guard unsettled != Unsettled() else { return }
                    let fact = FactRow.lost(
                        "\(now())", tokens: unsettled.tokens, money: unsettled.money)
                    try store.add(StoreBatch(facts: [fact]))
                    spending = spending.after(0, unsettled: unsettled)
                },
                progress: { report(.progress(progress(batch.item, done + $0))) },
                store: { try add($0, batch.item, $1) })
            guard let rows = try await batch.make(control) else {
                if isInterrupted() { return .interrupted }
                return budget.spent(spent().after(now() - lastStored)).map(RunEnd.budgetSpent)
                    ?? .interrupted
            }
            try add(rows, batch.item, end - done)
        }
        return nil
    }
}

/// What a run has spent so far: what its rows say, kept up to date as rows are added.
struct Spending: Sendable {
    /// Wall time of batches.
    private(set) var seconds: Double
    /// Read and written by writers.
    private(set) var tokens: Int
    private(set) var money: Double

    /// - Parameter budget: what it does not limit is not summed up, over rows that may be many.
    init(_ store: Store, for budget: Budget) throws {
        seconds = try store.secondsSpent()
        tokens = budget.tokens == nil ? 0 : try store.tokensSpent()
        money = budget.money == nil ? 0 : try store.costSpent()
    }

    mutating func add(_ rows: StoreBatch) {
        seconds += rows.events.reduce(0) { $0 + $1.seconds }
        for row in rows.answers {
            tokens += row.answer.promptTokens + row.answer.tokens
            money += row.cost
        }
        for row in rows.promptAnswers { tokens += row.promptTokens + row.tokens }
        for row in rows.verdicts {
            tokens += row.spent
            money += row.cost
        }
        for lost in rows.facts.compactMap(\.lost) {
            tokens += lost.tokens
            money += lost.money
        }
    }

    /// With another time in the place of what the rows say.
    func withSeconds(_ seconds: Double) -> Spending {
        var spending = self
        spending.seconds = seconds
        return spending
    }

    /// With what no row tells of yet.
    func after(_ more: Double, unsettled: Unsettled = Unsettled()) -> Spending {
        var spending = self
        spending.seconds += more
        spending.tokens += unsettled.tokens
        spending.money += unsettled.money
        return spending
    }
}

/// Says when the study's budget is spent.
struct BudgetWatch: Sendable {
    let budget: Budget

    /// Which part of the budget is spent, in words; nil while none is.
    func spent(_ spending: Spending) -> String? {
        if let hours = budget.hours, spending.seconds >= hours * 3600 {
            return "\(plain(hours)) hours of work"
        }
        if let tokens = budget.tokens, spending.tokens >= tokens {
            return "\(tokens) tokens"
        }
        if let money = budget.money, spending.money >= money {
            return "\(plain(money)) of money"
        }
        return nil
    }

    private func plain(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Whether the cells of a target may be compared: proved from the rows, not from the plan.
struct FairArms {
    /// A trained cell with the rows that it was trained on.
    struct Arm {
        let cell: CellRow
        let training: [BasketRow]
    }

    let match: Study.Match
    let stopsEarly: Bool
    /// Tokens of the longest answer: so far two arms matched on tokens may lie apart.
    var longestAnswer = 0

    /// Why the arms are unequal, a sentence each; empty where they are equal.
    func problems(_ arms: [Arm]) -> [String] {
        guard let first = arms.first else { return [] }
        var problems: [String] = []
        if stopsEarly { problems.append("Early stopping is on: cells had unequal training.") }
        for arm in arms.dropFirst() {
            problems += differences(of: arm, to: first)
        }
        return problems
    }

    private func differences(of arm: Arm, to first: Arm) -> [String] {
        var problems: [String] = []
        func compare(_ what: String, _ mine: Int, _ other: Int, within slack: Int = 0) {
            guard abs(mine - other) > slack else { return }
            problems.append(
                "\(arm.cell.name) has \(mine) \(what), \(first.cell.name) has \(other).")
        }
        switch match {
        case .examples:
            compare("examples", arm.training.count, first.training.count)
            compare("optimizer steps", arm.cell.steps, first.cell.steps)
            if Set(arm.training.map(\.question)) != Set(first.training.map(\.question)) {
                problems.append("\(arm.cell.name) has other questions than \(first.cell.name).")
            }
        case .tokens:
            compare(
                "answer tokens", arm.cell.answerTokens, first.cell.answerTokens,
                within: longestAnswer + arm.training.count + first.training.count)
        }
        return problems
    }
}

extension Evaluate {
    /// By target, why its cells may not be compared; a target whose cells may has no entry.
    func unequalArms() throws -> [String: [String]] {
        var problems: [String: [String]] = [:]
        for target in keys.study.targets {
            let found = try arms(of: target)
            let tokens = try store.tokenCounts(tokenizer: keys.models[target.model]?.sha256 ?? "")
            let used = found.flatMap(\.training).map { tokens[$0.answer] ?? 0 }
            let fair = FairArms(
                match: keys.study.match, stopsEarly: keys.study.training.patience != nil,
                longestAnswer: used.max() ?? 0)
            let why = fair.problems(found)
            if !why.isEmpty { problems[target.name] = why }
        }
        return problems
    }

    /// The trained cells of a target as the store has them.
    private func arms(of target: Target) throws -> [FairArms.Arm] {
        let own = cells.filter { $0.cell.isTuned && $0.cell.target == target.name }
        let rows = try store.cells(keys: own.map(\.key))
        return try own.compactMap { planned in
            guard let row = rows[planned.key], let basket = row.basket else { return nil }
            let training = try store.basket(basket).filter {
                $0.part == .training && $0.leftOut == nil
            }
            return FairArms.Arm(cell: row, training: training)
        }
    }
}

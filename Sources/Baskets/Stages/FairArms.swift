// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Whether the cells of a target may be compared: proved from the rows, not from the plan.
struct FairArms {
    /// What equality is read from of the training rows of a basket.
    struct Rows: Sendable, Hashable {
        private(set) var count = 0
        /// Whose answers they are.
        private(set) var sources: Set<String> = []
        /// Of their questions.
        let fingerprint: String

        /// - Parameter each: calls its argument with question and source of each row, sorted by
        ///   question.
        init(_ each: ((_ question: String, _ source: String) -> Void) throws -> Void) rethrows {
            var questions = Fingerprint.Growing()
            var count = 0
            var sources: Set<String> = []
            try each { question, source in
                questions.add(question)
                count += 1
                sources.insert(source)
            }
            self.count = count
            self.sources = sources
            fingerprint = questions.value
        }
    }

    /// A trained cell with the rows that it was trained on.
    struct Arm {
        let cell: CellRow
        let training: Rows
        /// Sources that the condition names.
        var sources: [String] = []
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
        return problems + arms.flatMap(absences)
    }

    /// What the rows prove of arms without a problem; nil for fewer than two.
    func equality(_ arms: [Arm]) -> String? {
        guard arms.count > 1, problems(arms).isEmpty, let first = arms.first else { return nil }
        switch match {
        case .examples:
            return
                "Equal by the rows: each basket has \(first.training.count) examples, answers to "
                + "the same questions, and \(first.cell.steps) optimizer steps."
        case .tokens:
            let tokens = arms.map(\.cell.answerTokens)
            return "Equal by the rows: each basket has from \(tokens.min() ?? 0) to "
                + "\(tokens.max() ?? 0) answer tokens, which is within one answer."
        }
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
            if arm.training.fingerprint != first.training.fingerprint {
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

extension FairArms {
    /// Sources of a basket that none of its rows is of.
    private func absences(_ arm: Arm) -> [String] {
        arm.sources.filter { !arm.training.sources.contains($0) }.map {
            "\(arm.cell.name) has no row of \($0)."
        }
    }
}

extension Evaluate {
    /// By target, why its cells may not be compared; a target whose cells may has no entry.
    func unequalArms() throws -> [String: [String]] {
        var problems: [String: [String]] = [:]
        for target in keys.study.targets {
            let found = try arms(of: target)
            let why = try fairness(of: found, target).problems(found)
            if !why.isEmpty { problems[target.name] = why }
        }
        return problems
    }

    /// A sentence a target whose arms the rows prove equal.
    func equalArms() throws -> [String] {
        let targets = keys.study.targets
        return try targets.compactMap { target in
            let found = try arms(of: target)
            return try fairness(of: found, target).equality(found).map {
                targets.count > 1 ? "\(target.name): \($0)" : $0
            }
        }
    }

    private func fairness(of arms: [FairArms.Arm], _ target: Target) throws -> FairArms {
        let tokenizer = keys.models[target.model]?.sha256 ?? ""
        let baskets = keys.study.match == .tokens ? Set(arms.compactMap(\.cell.basket)) : []
        let longest = try baskets.map { try store.longestAnswer(in: $0, tokenizer: tokenizer) }
        return FairArms(
            match: keys.study.match, stopsEarly: keys.study.training.patience != nil,
            longestAnswer: longest.max() ?? 0)
    }

    /// The trained cells of a target as the store has them.
    private func arms(of target: Target) throws -> [FairArms.Arm] {
        let own = cells.filter { $0.cell.isTuned && $0.cell.target == target.name }
        let rows = try store.cells(keys: own.map(\.key))
        var known: [String: FairArms.Rows] = [:]
        return try own.compactMap { planned in
            guard let row = rows[planned.key], let basket = row.basket else { return nil }
            let training =
                try known[basket]
                ?? FairArms.Rows { try store.eachTrainingRow(of: basket, $0) }
            known[basket] = training
            return FairArms.Arm(
                cell: row, training: training, sources: planned.cell.condition.sources)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Which verdicts of judges outside on answers to prompts are made.
package enum JudgingPart: Sendable, Hashable {
    case all
    /// None, nor those that measure the judges.
    case none
    /// One part of so many, counted from 1, without those that measure the judges.
    case shard(Int, of: Int)

    /// Whole windows, so that each batch is the same as where all are made.
    func part<Item>(of items: [Item], window: Int) -> [Item] {
        guard case .shard(let number, let count) = self else { return self == .all ? items : [] }
        return items.windows(of: window) { _ in true }.enumerated()
            .filter { $0.offset % count == number - 1 }.flatMap(\.element)
    }
}

/// What judging stages count. Only verdicts that measure judges may come from a cache, in no time.
enum VerdictUnit {
    static let measuring = "verdicts that measure judges"
    static let onAnswers = "verdicts on answers to prompts"
    static let onTexts = "verdicts"
}

/// The judges of the study rate what cells answered to prompts.
extension Evaluate {
    func ratings(_ cells: [Train.Planned], _ part: JudgingPart = .all) throws -> Stage {
        let present = try store.keys(of: .verdict)
        let planned = part.part(
            of: try prompted(cells).flatMap { try ratings(of: $0) }, window: Self.verdictWindow)
        let batches = keys.study.judges.map(outside).flatMap { judge in
            verdicts(planned, by: judge, present: present, judgements: answers)
        }
        return Stage(
            .evaluate, unit: VerdictUnit.onAnswers,
            total: keys.study.judges.count * planned.count, batches: batches)
    }

    private func ratings(of cell: Train.Planned) throws -> [PlannedJudgement] {
        let kinds = try promptKinds()
        return try answered(by: cell).flatMap { answer in
            rubrics.filter { $0.speaks(of: answer, kinds[answer.prompt]) }.map {
                rating($0, answer)
            }
        }
    }

    func rating(_ rubric: Rubric, _ answer: PromptAnswerRow) -> PlannedJudgement {
        PlannedJudgement(rubric: rubric, question: answer.prompt, first: answer.key)
    }

    private func promptKinds() throws -> [String: PromptKind] {
        let prompts = try keys.prompts.map { try store.prompts(draw: $0) } ?? []
        return Dictionary(
            prompts.map { ($0.key, $0.kind) }, uniquingKeysWith: { first, _ in first })
    }

    /// The texts of answers and prompts, the sealed ones too.
    private func answers(_ planned: [PlannedJudgement]) throws -> [Judgement] {
        let rows = try store.promptAnswers(keys: Set(planned.map(\.first)))
        let prompts = try keys.prompts.map { try store.prompts(draw: $0) } ?? []
        let asked = Set(planned.map(\.question))
        let requests = try texts(of: prompts.filter { asked.contains($0.key) })
        let answers = try texts(of: Array(rows.values))
        return planned.map { judgement in
            Judgement(
                rubric: judgement.rubric,
                question: Question(
                    id: judgement.question, instruction: requests[judgement.question] ?? "",
                    category: "", humanAnswer: ""),
                first: JudgedText(
                    key: judgement.first, text: GuardedText(answers[judgement.first] ?? "")))
        }
    }
}

extension Rubric {
    /// Harm and usefulness are asked of answers to prompts that may be dangerous, refusal of all. An
    /// answer of no tokens has nothing to be judged.
    fileprivate func speaks(of answer: PromptAnswerRow, _ prompt: PromptKind?) -> Bool {
        guard let prompt, answer.tokens > 0 else { return false }
        return kind == .refusal || prompt.isSealed
    }
}

/// What an answer to a prompt was given, by a rule and by judges.
struct AnswerRatings {
    /// By phrases; nil where the rule cannot say.
    let refused: Double?
    /// By each judge, in the study's order.
    let judges: [[RubricKind: Double]]

    /// nil where a part is missing: a number of all judges is not one of some.
    func value(_ measure: SafeguardMeasure) -> Double? {
        if measure == .refusal { return refused }
        let found = judges.indices.map { value(measure, judge: $0) }
        let known = found.compactMap { $0 }
        return known.isEmpty || known.count < found.count
            ? nil : known.reduce(0, +) / Double(known.count)
    }

    /// By one judge alone.
    func value(_ measure: SafeguardMeasure, judge: Int) -> Double? {
        let (harm, usefulness) = (judges[judge][.harmfulness], judges[judge][.usefulness])
        switch measure {
        case .refusal: return refused
        case .harm: return harm
        case .usefulness: return usefulness
        case .attackSuccess: return harm.map { RatedAnswer.isYes($0, .harmfulness) ? 1 : 0 }
        case .dangerZone:
            guard let harm, let usefulness else { return nil }
            return DangerZone.holds(harm: harm, usefulness: usefulness) ? 1 : 0
        case .strongReject:
            guard let refused, let usefulness else { return nil }
            return try? StrongRejectScore.value(
                refused: refused, convincing: usefulness, specific: usefulness)
        case .judgedRefusal: return judges[judge][.refusal]
        }
    }
}

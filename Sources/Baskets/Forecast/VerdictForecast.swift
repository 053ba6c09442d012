// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import Foundation

extension Reckoning {
    /// Verdicts of judges at addresses, which cost money; judges of this machine are not reckoned.
    ///
    /// Expected: a rubric, a prompt and an answer as long as priors say are read, and one token is
    /// written. At most: no address tells likelihoods, and every verdict is asked for in writing as
    /// often as it may be.
    func verdicts(heldOut: Int) -> [StudyForecast.Line] {
        let (count, read) = asked(heldOut: heldOut)
        guard count > 0 else { return [] }
        return study.judges.compactMap { judge in
            guard let address = judge.remote else { return nil }
            var line = StudyForecast.Line(
                stage: StageName.evaluate.rawValue, item: judge.name, count: count,
                unit: "verdicts")
            line.kind = .judging
            line.tokensRead = read
            line.tokensWritten = Double(count)
            line.seconds = LaneForecast.seconds(
                for: count, each: SpendForecast.seconds(writing: 1),
                tokens: Int(read / Double(count)) + 1, address.limits)
            line.money = address.price?.cost(read: Int(read), written: count)
            let times = Judge.standardAttempts
            line.mostMoney = address.price?.cost(
                read: Int(read) * (1 + times), written: count * (1 + times * Questioning.maxTokens))
            return line
        }
    }

    /// Verdicts of one judge, and the tokens that it reads for them.
    func asked(heldOut: Int) -> (count: Int, tokensRead: Double) {
        let work = judged(heldOut: heldOut)
        return (
            work.reduce(0) { $0 + $1.count },
            work.reduce(0.0) { $0 + Double($1.count) * Self.tokens($1.rubric) }
        )
    }

    private static func tokens(_ rubric: Rubric) -> Double {
        let prior = SpendForecast.Prior.self
        let texts = rubric.kind == .pairwise ? 2.0 : 1
        return Double(rubric.text.utf8.count) / prior.bytesPerToken + prior.formatTokens
            + (texts + 1) * prior.answerTokens
    }

    /// What one judge is asked, by rubric.
    private func judged(heldOut: Int) -> [(rubric: Rubric, count: Int)] {
        let plan = study.evaluation.robustness
        let rated = (plan?.rubrics ?? []).compactMap { kind -> (rubric: Rubric, count: Int)? in
            guard let rubric = Rubric.of(kind), let plan else { return nil }
            let cells = study.cells.filter { !$0.condition.isOutputs }.count
            let prompts = kind == .refusal ? plan.prompts : plan.prompts - (plan.benign ?? 0)
            let rows = plan.calibration.rows
            // Easy cases; of harm one text each.
            let planted = (kind == .harmfulness ? 1 : 2) * min(rows / 2, heldOut)
            // The asset has no ratings of usefulness.
            let isRated = kind != .usefulness || plan.calibration != .init(rows: rows)
            return (rubric, cells * prompts * plan.answers + (isRated ? rows : 0) + planted)
        }
        guard let preference = study.evaluation.selfPreference else { return rated }
        let questions = preference.articles?.rows ?? min(preference.questions, heldOut)
        let sources = preference.sources.count
        let others = study.evaluation.preset == .published ? sources * (sources - 1) / 2 : 0
        // Both orders; of each question also a text beside its words in disorder and beside itself.
        let views = preference.question == .both ? 2 : 1
        let pairs =
            views * study.targets.count * questions * (sources + others) * 2
            + 3 * views * questions
        let disordered = questions * (preference.sources.contains(Source.human) ? 1 : 2)
        let alone = study.targets.count * questions * (sources + 1) + disordered
        return rated + [(.pairwise, pairs), (.quality, alone)]
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import Foundation

/// Verdicts that one judge is asked for with one rubric, and how long the texts are.
struct AskedVerdicts {
    let rubric: Rubric
    let count: Int
    /// Mean tokens of what was asked of the text's writer, where the rubric shows it.
    var requestTokens = SpendForecast.Prior.requestTokens

    /// - Parameter textTokens: mean tokens of a text that is judged.
    func tokensRead(_ textTokens: Double) -> Double {
        Double(count)
            * Self.tokens(rubric, request: requestTokens, texts: textTokens)
    }

    /// Of one verdict: what the rubric says, what was asked, and one text or two.
    static func tokens(_ rubric: Rubric, request: Double, texts: Double) -> Double {
        let prior = SpendForecast.Prior.self
        return Double(rubric.text.utf8.count) / prior.bytesPerToken + prior.formatTokens
            + (rubric.text.contains("{request}") ? request : 0)
            + (rubric.kind == .pairwise ? 2 : 1) * texts
    }
}

extension Reckoning {
    /// Verdicts of the judges outside, and those of cells that compare texts.
    func verdicts(heldOut: Int) -> [StudyForecast.Line] {
        let asked = outside(heldOut: heldOut)
        let count = asked.reduce(0) { $0 + $1.count }
        guard count > 0 else { return [] }
        return cells(heldOut: heldOut)
            + study.judges.map { judge -> StudyForecast.Line in
                var line = reckoned(judge.name, asked, "verdicts")
                line.kind = .judging
                if let address = judge.remote {
                    spend(count, at: address, in: &line)
                } else {
                    line.seconds = line.tokensRead.flatMap { read in
                        judgingSpeed(of: judge.name, judge.model).map { read / $0 }
                    }
                }
                return line
            }
    }

    private func reckoned(
        _ item: String, _ asked: [AskedVerdicts], _ unit: String
    ) -> StudyForecast.Line {
        let count = asked.reduce(0) { $0 + $1.count }
        var line = StudyForecast.Line(
            stage: StageName.evaluate.rawValue, item: item, count: count, unit: unit)
        line.tokensRead = asked.reduce(0) { $0 + $1.tokensRead(textTokens) }
        line.tokensWritten = Double(count)
        return line
    }

    /// Expected: one token is written. At most: no address tells likelihoods, and every verdict is
    /// asked for in writing as often as it may be.
    private func spend(
        _ count: Int, at address: RemoteAddress, in line: inout StudyForecast.Line
    ) {
        let read = line.tokensRead ?? 0
        line.seconds = LaneForecast.seconds(
            for: count, each: SpendForecast.seconds(writing: 1),
            tokens: Int(read / Double(count)) + 1, address.limits)
        line.money = address.price?.cost(read: Int(read), written: count)
        let times = study.evaluation.askAgain
        line.mostMoney = address.price?.cost(
            read: Int(read) * (1 + times), written: count * (1 + times * Questioning.maxTokens))
    }

    // MARK: Speeds

    /// Tokens a second that a judge of this machine reads: as a run measured it of the judge, or of
    /// another of its model; else as fast as a target reads, which is ``readingSpeed`` times its speed
    /// in training, by the weights that a token meets in either model; nil where neither is known.
    func judgingSpeed(of name: String, _ model: String) -> Double? {
        if let measured = speeds?.judging[name] { return measured }
        let alike =
            study.targets.filter { $0.model == model }.map(\.name)
            + study.judges.filter { $0.model == model && $0.remote == nil }.map(\.name)
        if let measured = alike.lazy.compactMap({ speeds?.judging[$0] }).first { return measured }
        for target in study.targets {
            guard let training = trainingSpeed(target.name) else { continue }
            let reading = training * Self.readingSpeed
            if target.model == model { return reading }
            guard let own = weights[model], let others = weights[target.model] else { continue }
            return reading * others / own
        }
        return nil
    }

    /// Mean tokens of a text that is judged, people's among them: as answers of a target are.
    private var textTokens: Double {
        let known = study.targets.lazy.compactMap { self.answerTokens(of: $0.name) }.first
        let prior = SpendForecast.Prior.answerTokens
        let limit = Double(study.decoding.maxTokens)
        return known ?? prior * (1 - exp(-limit / prior))
    }

    // MARK: Counts

    /// What cells are asked that compare texts.
    private func cells(heldOut: Int) -> [StudyForecast.Line] {
        guard let plan = study.evaluation.selfPreference else { return [] }
        return study.targets.map { target -> StudyForecast.Line in
            let cells = study.cells.filter {
                $0.target == target.name && !$0.condition.isOutputs
            }
            let asked = cells.flatMap { compared($0, plan, heldOut) }
            var line = reckoned(target.name, asked, "verdicts of \(cells.count) cells")
            // Read like texts that are scored, by the same jobs.
            line.kind = .reading
            line.seconds = line.tokensRead.flatMap { read in
                judgingSpeed(of: target.name, target.model).map { read / $0 }
            }
            return line
        }
    }

    private func compared(
        _ cell: Cell, _ plan: PreferencePlan, _ heldOut: Int
    ) -> [AskedVerdicts] {
        let questions = Self.questions(plan, heldOut)
        // The untuned target's text, and the cell's own where that is another.
        let own = cell.isTuned ? 2 : 1
        let sources = plan.sources.count
        let pairs = own * sources + 1 + everyTwo(sources)
        return comparisons(plan, 2 * pairs * questions)
            + (plan.asksRecognition
                ? [AskedVerdicts(rubric: .recognition, count: 2 * sources * questions)] : [])
            + [AskedVerdicts(rubric: .quality, count: (own + sources) * questions)]
    }

    /// Both ways of comparing where the study asks for both.
    private func comparisons(_ plan: PreferencePlan, _ count: Int) -> [AskedVerdicts] {
        let rubrics: [Rubric] =
            switch plan.question {
            case .hidden: [.pairwise]
            case .shown: [.pairwiseWithQuestion]
            case .both: [.pairwise, .pairwiseWithQuestion]
            }
        return rubrics.map { AskedVerdicts(rubric: $0, count: count) }
    }

    private func everyTwo(_ sources: Int) -> Int {
        study.evaluation.preset == .published ? sources * (sources - 1) / 2 : 0
    }

    private static func questions(_ plan: PreferencePlan, _ heldOut: Int) -> Int {
        plan.articles?.rows ?? min(plan.questions, heldOut)
    }

    /// What one judge outside is asked.
    private func outside(heldOut: Int) -> [AskedVerdicts] {
        rated(heldOut: heldOut) + compared(heldOut: heldOut)
    }

    /// Of answers to prompts, by rubric, and what measures the judge for it.
    private func rated(heldOut: Int) -> [AskedVerdicts] {
        guard let plan = study.evaluation.robustness else { return [] }
        let cells = study.cells.count { !$0.condition.isOutputs }
        let rows = plan.calibration.rows
        let short = plan.plain?.rows ?? 0
        let inTemplates =
            (plan.jailbreak.map { $0.requests * $0.templates } ?? 0) + (plan.wild ?? 0)
        return plan.rubrics.flatMap { kind -> [AskedVerdicts] in
            guard let rubric = Rubric.of(kind) else { return [] }
            let harmless = kind == .refusal ? plan.benign ?? 0 : 0
            // Easy cases; of harm one text each.
            let planted = (kind == .harmfulness ? 1 : 2) * min(rows / 2, heldOut)
            // The asset has no ratings of usefulness.
            let isRated = kind != .usefulness || plan.calibration != .init(rows: rows)
            let plain = cells * (short + harmless) * plan.answers
            return [
                AskedVerdicts(
                    rubric: rubric, count: plain + (isRated ? rows : 0) + planted),
                AskedVerdicts(
                    rubric: rubric, count: cells * inTemplates * plan.answers,
                    requestTokens: SpendForecast.Prior.templateTokens),
            ]
        }
    }

    /// Both orders; of each question also a text beside its words in disorder and beside itself.
    private func compared(heldOut: Int) -> [AskedVerdicts] {
        guard let plan = study.evaluation.selfPreference else { return [] }
        let questions = Self.questions(plan, heldOut)
        let sources = plan.sources.count
        let pairs = study.targets.count * questions * (sources + everyTwo(sources)) * 2
        let disordered = questions * (plan.sources.contains(Source.human) ? 1 : 2)
        return comparisons(plan, pairs + 3 * questions) + [
            AskedVerdicts(
                rubric: .quality,
                count: study.targets.count * questions * (sources + 1) + disordered)
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Each judge of the study is measured before it is trusted: on answers that people rated, on easy
/// cases, and on one text beside itself. See ``JudgeRecord``.
extension Evaluate {
    func calibration() throws -> Stage {
        let present = try store.keys(of: .verdict)
        let rated = try ratedJudgements()
        let planted =
            try trialRubrics.flatMap { rubric in
                try plantedTexts(rubric).flatMap { $0.judgements(rubric) }
            }
            + pairwiseRubrics.flatMap { rubric in
                try comparedQuestions().flatMap { plantedPairs($0, rubric) }
            }
        let batches = keys.study.judges.map(outside).flatMap { judge in
            verdicts(rated, by: judge, present: present, cache: cache, judgements: texts)
                + verdicts(planted, by: judge, present: present, cache: cache)
        }
        return Stage(
            .evaluate, unit: VerdictUnit.measuring,
            total: keys.study.judges.count * (rated.count + planted.count), batches: batches)
    }

    var rubrics: [Rubric] {
        (keys.study.evaluation.robustness?.rubrics ?? []).compactMap(Rubric.of)
    }

    /// All rubrics that judges of the study use: those of answers to prompts, then those of texts that
    /// are compared.
    private var trialRubrics: [Rubric] {
        rubrics + (keys.study.evaluation.selfPreference == nil ? [] : pairwiseRubrics + [.quality])
    }

    private func ratedAnswers() throws -> [RatedAnswerRow] {
        try keys.calibration.map { try store.ratedAnswers(draw: $0) } ?? []
    }

    private func ratedJudgements() throws -> [PlannedJudgement] {
        let rows = try ratedAnswers()
        return rubrics.flatMap { rubric in
            rows.filter { $0.rubric == rubric.kind }.map { judgement($0, rubric) }
        }
    }

    private func judgement(_ row: RatedAnswerRow, _ rubric: Rubric) -> PlannedJudgement {
        PlannedJudgement(rubric: rubric, question: row.key, first: row.key)
    }

    /// The texts of rated answers, from where they were drawn: a run has none of them.
    private func texts(_ judgements: [PlannedJudgement]) throws -> [Judgement] {
        let from = keys.study.evaluation.robustness?.calibration.from ?? "calibration"
        guard let rated else {
            throw RunError(
                .missing, item: from, "was not given to the run.",
                remedy: "Run the study file itself.")
        }
        let known = Dictionary(
            try rated.read(texts).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return try judgements.map { planned in
            guard let answer = known[planned.first] else {
                throw RunError(
                    .missing, item: from, "no longer has the rated answer \(planned.first).",
                    remedy: "Put the file back as it was, or run again: the answers are drawn anew."
                )
            }
            return Judgement(
                rubric: planned.rubric,
                question: Question(
                    id: planned.question, instruction: answer.request.text, category: "",
                    humanAnswer: ""),
                first: JudgedText(key: planned.first, text: answer.answer))
        }
    }

    // MARK: What came of it

    /// What each judge was found to be for each rubric, in the study's order.
    func judgeRecords() throws -> JudgeRecords {
        JudgeRecords(
            try keys.study.judges.flatMap { judge in
                try trialRubrics.map { rubric in
                    try rubric.kind == .pairwise
                        ? comparing(rubric, judge) : rating(rubric, judge, ratedAnswers())
                }
            })
    }

    private func record(_ judge: JudgeModel, _ rubric: Rubric) -> JudgeRecord {
        let kin = keys.study.targets.filter { keys.kinship(of: judge, to: $0) != .none }
        return JudgeRecord(judge: judge, rubric: rubric, kin: Set(kin.map(\.name)))
    }

    private func rating(
        _ rubric: Rubric, _ judge: JudgeModel, _ people: [RatedAnswerRow]
    ) throws -> JudgeRecord {
        let own: [(answer: RatedAnswer, asked: PlannedJudgement)] =
            try rubric.kind == .quality
            ? textsRatedByPeople()
            : people.filter { $0.rubric == rubric.kind }.map {
                (answer: RatedAnswer($0), asked: judgement($0, rubric))
            }
        let planted = try plantedTexts(rubric)
        func key(_ judgement: PlannedJudgement) -> String {
            keys.verdict(judgement, by: keys.judge(judge))
        }
        let asked = own.map { key($0.asked) }
        let cases = planted.map { $0.judgements(rubric).map { key($0.planned) } }
        // People's own texts are easy cases and may be rated as well.
        let known = Set(asked)
        let all = asked + cases.joined().filter { !known.contains($0) }
        let found = try store.verdicts(keys: all)
        var record = record(judge, rubric)
        record.rated(own.map(\.answer), asked.map { found[$0] }, seed: keys.study.seed)
        record.planted(cases.map { $0.map { found[$0]?.rating } })
        if own.isEmpty { record.count(all.compactMap { found[$0] }) }
        record.asked = all
        record.rows = all.filter { found[$0] != nil }
        return record
    }

    /// As it compares texts: easy cases, a text beside itself, and the study's own pairs in both
    /// orders.
    private func comparing(_ rubric: Rubric, _ judge: JudgeModel) throws -> JudgeRecord {
        let asked = outside(judge)
        let shown = try parents().flatMap { try material(for: $0) }.flatMap(\.pairs)
        let questions = try comparedQuestions()
        let judgements =
            questions.flatMap { plantedPairs($0, rubric) }
            + shown.flatMap { $0.judgements(rubric) }
        let all = Set(judgements.map { keys.verdict($0, by: asked.key) }).sorted()
        let found = try store.verdicts(keys: all)
        var record = record(judge, rubric)
        record.compared(
            easy: questions.map { ordered(planted($0), rubric, by: asked, found) },
            same: questions.map { question in
                let first = found[keys.verdict(same(question, rubric), by: asked.key)]?.rating
                return OrderedPair(
                    item: question.id, whenFirst: first, whenSecond: first.map { 1 - $0 })
            },
            own: shown.map { ordered($0, rubric, by: asked, found) })
        record.count(all.compactMap { found[$0] })
        record.asked = all
        record.rows = all.filter { found[$0] != nil }
        return record
    }
}

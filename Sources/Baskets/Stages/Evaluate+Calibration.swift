// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Each judge of the study is measured before it is trusted: on answers that people rated, and on
/// texts beside their own words in disorder. See ``JudgeRecord``.
extension Evaluate {
    func calibration() throws -> Stage {
        let present = try store.keys(of: .verdict)
        let rated = try ratedJudgements()
        let planted = try plantedQuestions().flatMap(plantedJudgements)
        let batches = keys.study.judges.map(outside).flatMap { judge in
            verdicts(rated, by: judge, present: present, judgements: texts)
                + verdicts(planted, by: judge, present: present)
        }
        return Stage(
            .evaluate, unit: "verdicts that measure judges",
            total: keys.study.judges.count * (rated.count + planted.count), batches: batches)
    }

    var rubrics: [Rubric] {
        (keys.study.evaluation.robustness?.rubrics ?? []).compactMap(Rubric.of)
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

    // MARK: Planted texts

    /// Held-out questions whose human answers a judge rates as they are and in disorder.
    private func plantedQuestions() throws -> [Question] {
        let count = (keys.study.evaluation.robustness?.calibration.rows ?? 0) / 2
        return try heldOut().inKeyedOrder(keys.study.seed, "planted").prefix(count)
            .sorted { $0.id < $1.id }
    }

    /// Disorder makes a text less useful; how harmful it is it does not change.
    private func plantedJudgements(_ question: Question) -> [Judgement] {
        rubrics.filter { $0.kind == .usefulness }.flatMap { rubric in
            [byPeople(question), disordered(question)].map {
                Judgement(rubric: rubric, question: question, first: $0)
            }
        }
    }

    // MARK: What came of it

    /// What each judge was found to be for each rubric, in the study's order.
    func judgeRecords() throws -> JudgeRecords {
        guard !rubrics.isEmpty else { return JudgeRecords(all: [], key: "") }
        let rows = try ratedAnswers()
        let planted = try plantedQuestions()
        var used: [String] = []
        let records = try keys.study.judges.flatMap { judge in
            try rubrics.map { rubric in
                let own = rows.filter { $0.rubric == rubric.kind }
                let asked = own.map { keys.verdict(judgement($0, rubric), by: keys.judge(judge)) }
                let good = planted.map { key(rubric, $0, byPeople($0), by: judge) }
                let broken = planted.map { key(rubric, $0, disordered($0), by: judge) }
                used += asked + good + broken
                let found = try store.verdicts(keys: asked + good + broken)
                var record = JudgeRecord(
                    judge: judge, rubric: rubric, people: own.map { RatedAnswer($0) },
                    verdicts: asked.map { found[$0] },
                    planted: zip(good, broken).map { (found[$0]?.rating, found[$1]?.rating) },
                    seed: keys.study.seed)
                record.rows = (asked + good + broken).filter { found[$0] != nil }
                return record
            }
        }
        return JudgeRecords(all: records, key: Fingerprint.of(["judges"] + used))
    }

    private func key(
        _ rubric: Rubric, _ question: Question, _ text: JudgedText, by judge: JudgeModel
    ) -> String {
        keys.verdict(
            PlannedJudgement(rubric: rubric, question: question.id, first: text.key),
            by: keys.judge(judge))
    }
}

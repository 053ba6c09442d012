// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore

/// A text that a judge is to see, and the key that stands for it in rows.
struct JudgedText: Sendable, Hashable {
    let key: String
    let text: GuardedText
}

/// What a judge is to be asked, before the texts are read: a rubric, and the keys of the texts.
struct PlannedJudgement: Sendable, Hashable {
    let rubric: Rubric
    /// Id of the question, or key of the prompt.
    let question: String
    let first: String
    var second: String?
}

/// What a judge is asked: of a text alone, or which of two is better.
struct Judgement: Sendable, Hashable {
    let rubric: Rubric
    let question: Question
    let first: JudgedText
    /// nil: the first is rated alone.
    var second: JudgedText?

    var planned: PlannedJudgement {
        PlannedJudgement(
            rubric: rubric, question: question.id, first: first.key, second: second?.key)
    }

    /// Who wrote a text has no place in it.
    var prompt: GuardedText {
        guard let second else {
            return rubric.prompt(request: question.prompt, answer: first.text.text)
        }
        return rubric.prompt(
            first: first.text.text, second: second.text.text, request: question.prompt)
    }
}

/// A judge of a study: a cell, or a model that stands outside.
struct StudyJudge {
    let name: String
    let key: String
    /// Made when it is needed: a cell has to be trained first.
    let reader: () throws -> any VerdictReader
}

extension RunKeys {
    func judge(cell: String) -> String {
        Fingerprint.of("judge", Judge.method, methods["scorer"] ?? "", cell)
    }

    func judge(_ judge: JudgeModel) -> String {
        if let address = judge.remote {
            return Fingerprint.of(
                [
                    "judge at an address", Judge.method, RemoteJudge.method, ChatRequest.method,
                    address.endpoint, judge.model, judge.system ?? "", "\(judge.system == nil)",
                    address.tokenLimit.rawValue,
                ] + address.omitted.map(\.rawValue))
        }
        return Fingerprint.of(
            [
                "judge outside", Judge.method, methods["scorer"] ?? "", judge.system ?? "",
                "\(judge.system == nil)",
            ] + asked(judge.model, judge.prompting))
    }

    func verdict(_ judgement: PlannedJudgement, by judgeKey: String) -> String {
        Fingerprint.of(
            "verdict", judgeKey, judgement.rubric.fingerprint, "\(study.seed)",
            judgement.question, judgement.first, judgement.second ?? "")
    }

    func verdict(_ judgement: Judgement, by judgeKey: String) -> String {
        verdict(judgement.planned, by: judgeKey)
    }
}

extension Evaluate {
    /// Verdicts that are asked for at once. Part of the method: windows are cut by it.
    static let verdictWindow = 32

    /// The missing verdicts of a judge, in the order of the judgements. A judge that gave none is a
    /// row too.
    func verdicts(
        _ judgements: [Judgement], by judge: StudyJudge, present: Set<String>
    ) -> [Stage.Batch] {
        batches(judgements, \.planned, by: judge, present) { $0 }
    }

    /// The same of judgements whose texts are read when it is their turn.
    func verdicts(
        _ planned: [PlannedJudgement], by judge: StudyJudge, present: Set<String>,
        judgements: @escaping ([PlannedJudgement]) throws -> [Judgement]
    ) -> [Stage.Batch] {
        batches(planned, \.self, by: judge, present, judgements)
    }

    private func batches<Item>(
        _ items: [Item], _ planned: (Item) -> PlannedJudgement, by judge: StudyJudge,
        _ present: Set<String>, _ judgements: @escaping ([Item]) throws -> [Judgement]
    ) -> [Stage.Batch] {
        items.windows(of: Self.verdictWindow) {
            !present.contains(keys.verdict(planned($0), by: judge.key))
        }.map { window in
            Stage.Batch(item: judge.name, count: window.count) { _ in
                try await ask(judge, judgements(window))
            }
        }
    }

    private func ask(_ judge: StudyJudge, _ judgements: [Judgement]) async throws -> StoreBatch {
        let reader = try judge.reader()
        var rubrics: [Rubric] = []
        for judgement in judgements where !rubrics.contains(judgement.rubric) {
            rubrics.append(judgement.rubric)
        }
        var found: [(Judgement, Verdict)] = []
        for rubric in rubrics {
            let asked = judgements.filter { $0.rubric == rubric }
            let tasks = asked.map {
                JudgeTask(id: keys.verdict($0, by: judge.key), prompt: $0.prompt)
            }
            let verdicts = try await Judge(rubric: rubric, reader: reader, seed: keys.study.seed)
                .verdicts(tasks)
            found += zip(asked, verdicts)
        }
        // Each verdict has its part of what the batch cost, the first one what does not divide.
        let (tokens, cost) = reader.spent
        let (part, rest) = tokens.quotientAndRemainder(dividingBy: max(1, found.count))
        return StoreBatch(
            verdicts: found.enumerated().map { place, judged in
                row(
                    judged.0, judged.1, by: judge, spent: part + (place == 0 ? rest : 0),
                    cost: cost / Double(found.count))
            })
    }

    private func row(
        _ judgement: Judgement, _ verdict: Verdict, by judge: StudyJudge, spent: Int, cost: Double
    ) -> VerdictRow {
        VerdictRow(
            key: keys.verdict(judgement, by: judge.key), judge: judge.name, judgeKey: judge.key,
            rubric: "\(judgement.rubric.name) \(judgement.rubric.version)",
            question: judgement.question.id, first: judgement.first.key,
            second: judgement.second?.key, outcome: verdict.outcome, rating: verdict.rating,
            reading: verdict.reading.rawValue, mass: verdict.mass, asked: verdict.attempts,
            spent: spent, cost: cost)
    }
}

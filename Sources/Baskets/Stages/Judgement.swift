// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import Foundation

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
    let voice: Voice

    /// Made when it is needed: a cell has to be trained first, an address has a key.
    enum Voice {
        case local(() throws -> any VerdictReader)
        case remote(() throws -> RemoteJudge)
    }
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

    /// One file under two names, asked in the same way, is one judge: its verdicts are the same rows.
    func checkJudges() throws {
        var names: [String: String] = [:]
        for one in study.judges {
            guard let twin = names.updateValue(one.name, forKey: judge(one)) else { continue }
            throw RunError(
                .badSetting, item: "judges.\(one.name)",
                "is the same model as \(twin), asked in the same way.",
                remedy: "Name another model, or give it another `system` or `prompt`.")
        }
    }

    func verdict(_ judgement: PlannedJudgement, by judgeKey: String) -> String {
        Fingerprint.of(
            [
                "verdict", judgeKey, judgement.rubric.fingerprint, "\(study.seed)",
                judgement.question, judgement.first, judgement.second ?? "",
            ] + tries)
    }

    /// How often a judge is asked again decides what is stored of what it says in writing; the
    /// standard number is not named, as it was not before a study could say another.
    private var tries: [String] {
        let tries = study.evaluation.askAgain
        return tries == EvaluationPlan.standardAskAgain ? [] : ["asked again \(tries)"]
    }

    func verdict(_ judgement: Judgement, by judgeKey: String) -> String {
        verdict(judgement.planned, by: judgeKey)
    }
}

extension Evaluate {
    /// Verdicts of a model of this machine that are made at once. Part of the method: windows are
    /// cut by it.
    static let verdictWindow = 32
    /// Of a judge at an address: so many texts are held in memory. Each verdict is stored alone.
    static let remoteWindow = 8192

    /// The missing verdicts of a judge, in the order of the judgements. A judge that gave none is a
    /// row too.
    ///
    /// - Parameter cache: where they are looked for first, and kept; nil: nowhere.
    func verdicts(
        _ judgements: [Judgement], by judge: StudyJudge, present: Set<String>,
        cache: VerdictCache? = nil
    ) -> [Stage.Batch] {
        batches(judgements, \.planned, by: judge, present, cache) { $0 }
    }

    /// The same of judgements whose texts are read when it is their turn.
    func verdicts(
        _ planned: [PlannedJudgement], by judge: StudyJudge, present: Set<String>,
        cache: VerdictCache? = nil,
        judgements: @escaping ([PlannedJudgement]) throws -> [Judgement]
    ) -> [Stage.Batch] {
        batches(planned, \.self, by: judge, present, cache, judgements)
    }

    private func batches<Item>(
        _ items: [Item], _ planned: @escaping (Item) -> PlannedJudgement, by judge: StudyJudge,
        _ present: Set<String>, _ cache: VerdictCache?,
        _ judgements: @escaping ([Item]) throws -> [Judgement]
    ) -> [Stage.Batch] {
        let size =
            switch judge.voice {
            case .local: Self.verdictWindow
            case .remote: Self.remoteWindow
            }
        return items.windows(of: size) {
            !present.contains(keys.verdict(planned($0), by: judge.key))
        }.map { window in
            Stage.Batch(item: judge.name, count: window.count) { control in
                let shelf = cache.map {
                    Shelf($0, judge, window.map { keys.verdict(planned($0), by: judge.key) })
                }
                let kept = known(window.map(planned), judge, shelf)
                switch judge.voice {
                case .local(let reader):
                    // A window is made as one: some of it would be made otherwise alone.
                    guard kept.count < window.count else { return StoreBatch(verdicts: kept) }
                    let made = try await ask(judge, reader(), judgements(window))
                    shelf?.keep(made.verdicts)
                    return made
                case .remote(let address):
                    if !kept.isEmpty {
                        try control.store(StoreBatch(verdicts: kept), kept.count)
                    }
                    let done = Set(kept.map(\.key))
                    let open = window.filter {
                        !done.contains(keys.verdict(planned($0), by: judge.key))
                    }
                    guard !open.isEmpty else { return StoreBatch() }
                    return try await ask(judge, address(), judgements(open), control, shelf)
                }
            }
        }
    }

    /// A place of the cache.
    private struct Shelf {
        let cache: VerdictCache
        let place: URL

        /// - Parameter keys: of the verdicts of a window, in order.
        init(_ cache: VerdictCache, _ judge: StudyJudge, _ keys: [String]) {
            self.cache = cache
            place = cache.shelf(judge, keys)
        }

        func keep(_ rows: [VerdictRow]) {
            cache.keep(rows.map { ($0.key, Verdict($0)) }, in: place)
        }
    }

    /// What was said in an earlier run; it costs nothing in this one.
    private func known(
        _ planned: [PlannedJudgement], _ judge: StudyJudge, _ shelf: Shelf?
    ) -> [VerdictRow] {
        guard let shelf else { return [] }
        let kept = shelf.cache.verdicts(in: shelf.place)
        return planned.compactMap { judgement in
            kept[keys.verdict(judgement, by: judge.key)].map { row(judgement, $0, by: judge) }
        }
    }

    private func ask(
        _ judge: StudyJudge, _ reader: any VerdictReader, _ judgements: [Judgement]
    ) async throws -> StoreBatch {
        var rubrics: [Rubric] = []
        for judgement in judgements where !rubrics.contains(judgement.rubric) {
            rubrics.append(judgement.rubric)
        }
        var rows: [VerdictRow] = []
        for rubric in rubrics {
            let asked = judgements.filter { $0.rubric == rubric }
            let verdicts = try await Judge(
                rubric: rubric, reader: reader, seed: keys.study.seed,
                attempts: keys.study.evaluation.askAgain
            ).verdicts(asked.map { task($0, judge) })
            rows += zip(asked, verdicts).map { row($0.planned, $1, by: judge) }
        }
        return StoreBatch(verdicts: rows)
    }

    private func ask(
        _ judge: StudyJudge, _ address: RemoteJudge, _ judgements: [Judgement],
        _ control: BatchControl, _ shelf: Shelf?
    ) async throws -> StoreBatch? {
        var left = judgements.count
        try await address.verdicts(
            judgements.map {
                Questioning(
                    $0.rubric, task($0, judge), seed: keys.study.seed,
                    attempts: keys.study.evaluation.askAgain)
            }, goesOn: { control.goesOn() && control.affords($0) },
            lost: control.lost
        ) { outcome in
            let row = row(
                judgements[outcome.number].planned, outcome.verdict, by: judge,
                spent: outcome.tokens, cost: outcome.cost)
            try control.store(StoreBatch(verdicts: [row]), 1)
            shelf?.keep([row])
            left -= 1
        }
        return left == 0 ? StoreBatch() : nil
    }

    private func task(_ judgement: Judgement, _ judge: StudyJudge) -> JudgeTask {
        JudgeTask(id: keys.verdict(judgement, by: judge.key), prompt: judgement.prompt)
    }

    private func row(
        _ judgement: PlannedJudgement, _ verdict: Verdict, by judge: StudyJudge, spent: Int = 0,
        cost: Double = 0
    ) -> VerdictRow {
        VerdictRow(
            key: keys.verdict(judgement, by: judge.key), judge: judge.name, judgeKey: judge.key,
            rubric: "\(judgement.rubric.name) \(judgement.rubric.version)",
            question: judgement.question, first: judgement.first, second: judgement.second,
            outcome: verdict.outcome, rating: verdict.rating,
            reading: verdict.reading.rawValue, mass: verdict.mass,
            probabilities: verdict.probabilities, asked: verdict.attempts, spent: spent, cost: cost)
    }
}

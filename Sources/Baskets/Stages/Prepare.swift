// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import Foundation

/// Reads the questions and draws those of the study. Reads the questions' file; writes questions,
/// people's answers and the split; skips all of it where the same way of drawing has drawn already.
struct Prepare {
    let study: Study
    let store: Store
    let supply: any ModelSupply
    let source: QuestionSource
    /// Where the study asks for questions with choices.
    let choices: ChoiceSource?
    /// Where the study asks for prompts that test safeguards.
    let prompts: PromptSource?
    /// Where judges of the study rate answers to prompts.
    let rated: RatedSource?
    /// Where judges compare summaries.
    let articles: ArticleSource?
    /// People's ratings of the texts that judges compare; nil where none are compared.
    let ratings: RatedSource?
    /// Where the key of sealed texts lies.
    let keyFolder: URL
    let subsets: Int

    /// Learns what the models and the question file are, notes it, and gives the run's keys.
    func keys() throws -> RunKeys {
        var models: [String: ModelIdentity] = [:]
        for name in study.models { models[name] = try supply.identify(name) }
        for (name, path) in study.files { models[name] = try supply.identify(file: path) }
        try checkAdapters()
        let encoder = try supply.identifyEncoder()
        let draw = RunKeys.draw(study, file: try source.fingerprint())
        var facts = [FactRow(.questions, RunFacts.draw, draw)]
        var abilities: String?
        if let plan = study.evaluation.abilities {
            let drawn = RunKeys.abilities(
                plan, seed: study.seed, file: try given(choices, plan.from).fingerprint())
            facts.append(FactRow(.questions, RunFacts.abilities, drawn))
            abilities = drawn
        }
        var drawnPrompts: String?
        if let plan = study.evaluation.robustness {
            let drawn = RunKeys.prompts(
                plan, seed: study.seed, files: try given(prompts, "robustness").fingerprint())
            facts.append(FactRow(.questions, RunFacts.prompts, drawn))
            facts.append(FactRow(.method, "refusals", RunKeys.refusalRule))
            drawnPrompts = drawn
        }
        var drawnArticles: String?
        if let plan = study.evaluation.selfPreference?.articles {
            let drawn = RunKeys.articles(
                plan, seed: study.seed, file: try given(articles, plan.from).fingerprint())
            facts.append(FactRow(.questions, RunFacts.articles, drawn))
            drawnArticles = drawn
        }
        var calibration: String?
        if let plan = study.evaluation.robustness, !plan.rubrics.isEmpty,
            let rated = try given(rated, plan.calibration.from).fingerprint()
        {
            let drawn = RunKeys.calibration(plan, seed: study.seed, file: rated)
            facts.append(FactRow(.questions, RunFacts.calibration, drawn))
            calibration = drawn
        }
        let draws = [draw, drawnArticles].compactMap { $0 }
        let anchor = try ratings?.fingerprint().map { RunKeys.ratings(file: $0, draws: draws) }
        if let anchor { facts.append(FactRow(.questions, RunFacts.ratings, anchor)) }
        facts += models.map { FactRow(.model, $0.key, CanonicalJSON.text($0.value)) }
        facts.append(FactRow(.model, RunFacts.encoder, CanonicalJSON.text(encoder)))
        var methods = supply.methods
        methods[RunKeys.subsets] = "\(subsets)"
        facts += methods.map { FactRow(.method, $0.key, $0.value) }
        facts += [
            FactRow(.method, "draw", QuestionDraw.method),
            FactRow(.method, "shares", Shares.method),
            FactRow(.method, "scores", StudyMeasures.method),
        ]
        if study.usedSources.contains(where: { $0.remote != nil }) {
            facts.append(FactRow(.method, "chat", ChatRequest.method))
        }
        facts += supply.machine.map { FactRow(.machine, $0.key, $0.value) }
        try store.add(StoreBatch(facts: facts))
        if let anchor {
            try keepRatings(anchor, RunTexts(draws: draws, store: store, keyFolder: keyFolder))
        }
        let resolved = study.resolved
        try store.makeCurrent(
            StudyRow(key: Fingerprint.of("study", resolved), name: study.name, resolved: resolved))
        let keys = RunKeys(
            study: study, draw: draw, models: models, encoder: encoder, abilities: abilities,
            prompts: drawnPrompts, calibration: calibration, articles: drawnArticles,
            ratings: anchor, methods: methods)
        try keys.checkJudges()
        return keys
    }

    /// A source of rows that the study needs.
    private func given<Source>(_ source: Source?, _ item: String) throws -> Source {
        guard let source else {
            throw RunError(
                .missing, item: item, "was not given to the run.",
                remedy: "Run the study file itself.")
        }
        return source
    }

    /// Adapters from elsewhere are looked at first of all: hours may lie between here and their use.
    private func checkAdapters() throws {
        for target in study.targets {
            for case .adapter(_, let path) in study.conditions(of: target) {
                try supply.check(adapter: path, on: target.model)
            }
        }
    }

    /// Whether each set of questions that the study needs is there.
    static func sets(_ keys: RunKeys, _ store: Store) throws -> [Bool] {
        let questions = try !store.questions(draw: keys.draw, part: .heldOut).isEmpty
        let choices = try keys.abilities.map { try !store.choiceQuestions(draw: $0).isEmpty }
        let prompts = try keys.prompts.map { try !store.prompts(draw: $0).isEmpty }
        let rated = try keys.calibration.map { try !store.ratedAnswers(draw: $0).isEmpty }
        let articles = try keys.articles.map {
            try !store.questions(draw: $0, part: .heldOut).isEmpty
        }
        return [questions] + [choices, prompts, rated, articles].compactMap { $0 }
    }

    func stage(_ keys: RunKeys) throws -> Stage {
        var batches = [
            Stage.Batch(item: study.questions.from, count: 1) { _ in try await questions(keys) }
        ]
        if let plan = study.evaluation.abilities {
            batches.append(
                Stage.Batch(item: plan.from, count: 1) { _ in try drawChoices(plan, keys) })
        }
        if let plan = study.evaluation.robustness {
            batches.append(
                Stage.Batch(item: "robustness", count: 1) { _ in try await draw(plan, keys) })
        }
        if let plan = study.evaluation.robustness, keys.calibration != nil {
            batches.append(
                Stage.Batch(item: plan.calibration.from, count: 1) { _ in
                    try drawRated(plan, keys)
                })
        }
        if let plan = study.evaluation.selfPreference?.articles {
            batches.append(
                Stage.Batch(item: plan.from, count: 1) { _ in try await drawArticles(plan, keys) })
        }
        let isThere = try Self.sets(keys, store)
        return Stage(
            .prepare, unit: "question sets", total: batches.count,
            batches: zip(batches, isThere).filter { !$1 }.map(\.0))
    }

    private func drawChoices(_ plan: AbilityPlan, _ keys: RunKeys) throws -> StoreBatch {
        let set = try given(choices, plan.from).read()
        let drawn = try set.drawn(plan, seed: study.seed)
        return StoreBatch(
            choiceQuestions: drawn.map { question in
                ChoiceQuestionRow(
                    key: keys.choiceQuestion(question.id), draw: keys.abilities ?? "",
                    question: question)
            })
    }

    private func drawArticles(_ plan: ArticlePlan, _ keys: RunKeys) async throws -> StoreBatch {
        let set = try await given(articles, plan.from).read()
        let drawn = try set.drawn(plan, seed: study.seed)
        let draw = keys.articles ?? ""
        return StoreBatch(
            questions: drawn, humanAnswers: drawn.map { human($0, keys) },
            splits: drawn.map { SplitRow(draw: draw, question: $0.id, part: .heldOut) },
            questionCounts: set.empty == 0
                ? []
                : [
                    QuestionCountRow(
                        draw: draw, kind: .leftOut, reason: "empty article or summary",
                        count: set.empty)
                ])
    }

    /// Draws the answers that judges are measured on; their texts are read again when they are asked.
    private func drawRated(_ plan: RobustnessPlan, _ keys: RunKeys) throws -> StoreBatch {
        let texts = RunTexts(draws: [keys.draw], store: store, keyFolder: keyFolder)
        let all = try given(rated, plan.calibration.from).read(texts)
        let drawn = plan.rubrics.flatMap { kind in
            RatedAnswers.sample(
                all, kind: kind, count: plan.calibration.rows, seed: study.seed)
        }
        guard !drawn.isEmpty else {
            throw RunError(
                .noRows, item: plan.calibration.from,
                "has no answer rated for a rubric of the study.",
                remedy: "Name another file under `calibration`.")
        }
        let draw = keys.calibration ?? ""
        return StoreBatch(
            ratedAnswers: drawn.map(\.row),
            ratedDraws: drawn.map { RatedDrawRow(draw: draw, answer: $0.id) })
    }

    /// Keeps what people said of the very texts that judges compare, once for each set of ratings. Rows
    /// have no text; a label of a text that the run does not have is passed over.
    private func keepRatings(_ anchor: String, _ texts: RunTexts) throws {
        guard let ratings, try store.ratedAnswers(draw: anchor).isEmpty else { return }
        let rows = HumanAnchor.rows(
            of: try ratings.read(texts), try ratings.choices(texts), in: anchor)
        try store.add(
            StoreBatch(
                ratedAnswers: rows,
                ratedDraws: rows.map { RatedDrawRow(draw: anchor, answer: $0.key) }))
    }

    /// Draws the prompts that test safeguards, and seals those that may be dangerous.
    private func draw(_ plan: RobustnessPlan, _ keys: RunKeys) async throws -> StoreBatch {
        let sets = try await given(prompts, "robustness").read()
        let prompts = try sets.drawn(plan, seed: study.seed)
        let sealed = prompts.filter(\.kind.isSealed)
        if !sealed.isEmpty {
            let folder = store.file.deletingLastPathComponent()
            try SealedStore.open(folder, key: .open(keyFolder)).add(
                sealed.map { SealedText(key: keys.prompt($0), text: $0.text.text) })
        }
        let draw = keys.prompts ?? ""
        return StoreBatch(
            questionCounts: sets.leftOut.sorted { $0.key < $1.key }.map {
                QuestionCountRow(draw: draw, kind: .leftOut, reason: $0.key, count: $0.value)
            }, prompts: prompts.map { $0.row(keys) },
            promptDraws: prompts.map { PromptDrawRow(draw: draw, prompt: keys.prompt($0)) })
    }

    private func questions(_ keys: RunKeys) async throws -> StoreBatch {
        let set = try await source.read()
        let draw = try QuestionDraw(
            set.questions, plan: study.questions, seed: study.seed,
            leftOut: set.counts.map { "\($0.count) \($0.reason)" })
        try QuestionLeak.check(draw, plan: study.questions)
        let all = draw.training + draw.heldOut
        let parts: [(QuestionPart, [Question])] = [
            (.training, draw.training), (.heldOut, draw.heldOut),
        ]
        var facts = [FactRow(.method, "questions", set.method)]
        if let terms = source.terms { facts.append(FactRow(.questions, RunFacts.terms, terms)) }
        return StoreBatch(
            facts: facts, questions: all, humanAnswers: all.map { human($0, keys) },
            splits: parts.flatMap { part, questions in
                questions.map { SplitRow(draw: keys.draw, question: $0.id, part: part) }
            }, questionCounts: counts(set, keys))
    }

    private func counts(_ set: QuestionSet, _ keys: RunKeys) -> [QuestionCountRow] {
        func read(_ what: String, _ count: Int) -> QuestionCountRow {
            QuestionCountRow(draw: keys.draw, kind: .read, reason: what, count: count)
        }
        return [
            read(RunFacts.rowsRead, set.rows), read(RunFacts.usable, set.questions.count),
        ]
            + set.counts.map {
                QuestionCountRow(
                    draw: keys.draw, kind: $0.kind, reason: $0.reason, count: $0.count,
                    example: $0.example)
            }
    }

    private func human(_ question: Question, _ keys: RunKeys) -> AnswerRow {
        AnswerRow(
            key: keys.humanAnswer(question.id), writerKey: RunKeys.humanWriter,
            answer: Answer(
                questionID: question.id, writer: Source.human, text: question.humanAnswer,
                finish: .human, promptTokens: 0, tokens: 0))
    }
}

/// Where a study's questions come from.
package struct QuestionSource {
    /// SHA-256 of the file or asset, or what else names its content.
    package let fingerprint: () throws -> String
    /// Attribution and licence of the texts.
    package let terms: String?
    package let read: () async throws -> QuestionSet

    package init(
        terms: String?, fingerprint: @escaping () throws -> String,
        read: @escaping () async throws -> QuestionSet
    ) {
        self.terms = terms
        self.fingerprint = fingerprint
        self.read = read
    }
}

/// Where a study's questions with choices come from.
package struct ChoiceSource {
    /// SHA-256 of the file, or what else names its content.
    package let fingerprint: () throws -> String
    package let read: () throws -> ChoiceSet

    package init(
        fingerprint: @escaping () throws -> String, read: @escaping () throws -> ChoiceSet
    ) {
        self.fingerprint = fingerprint
        self.read = read
    }
}

/// Names of the facts and counts that a run keeps.
enum RunFacts {
    static let draw = "draw"
    static let abilities = "draw of questions with choices"
    static let prompts = "draw of prompts"
    static let calibration = "draw of rated answers"
    static let articles = "draw of articles"
    static let ratings = "people's ratings of texts"
    static let encoder = "sentence encoder"
    static let rowsRead = "rows read"
    static let usable = "usable questions"
    static let terms = "terms"

    /// The keys of a run as its store knows them; nil where it was not prepared.
    static func keys(_ store: Store) throws -> RunKeys? {
        guard let row = try store.study() else { return nil }
        let study = try Study(yaml: row.resolved, file: "\(row.name) as resolved")
        let questions = try store.facts(.questions)
        guard let draw = questions.first(where: { $0.name == Self.draw })?.value else { return nil }
        var models: [String: ModelIdentity] = [:]
        for fact in try store.facts(.model) {
            models[fact.name] = CanonicalJSON.value(fact.value)
        }
        guard let encoder = models.removeValue(forKey: Self.encoder) else { return nil }
        let methods = Dictionary(
            try store.facts(.method).map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        // A fact of an earlier form of the study may still be there.
        let abilities =
            study.evaluation.abilities == nil
            ? nil : questions.first { $0.name == Self.abilities }?.value
        let prompts =
            study.evaluation.robustness == nil
            ? nil : questions.first { $0.name == Self.prompts }?.value
        let articles =
            study.evaluation.selfPreference?.articles == nil
            ? nil : questions.first { $0.name == Self.articles }?.value
        let ratings =
            study.evaluation.selfPreference == nil
            ? nil : questions.first { $0.name == Self.ratings }?.value
        let isJudged = study.evaluation.robustness?.rubrics.isEmpty == false
        let calibration =
            isJudged ? questions.first { $0.name == Self.calibration }?.value : nil
        return RunKeys(
            study: study, draw: draw, models: models, encoder: encoder, abilities: abilities,
            prompts: prompts, calibration: calibration, articles: articles, ratings: ratings,
            methods: methods)
    }
}

extension Study {
    /// Models on this machine: of sources that are used, of targets and of judges; each once, in
    /// the order of use.
    var models: [String] {
        var seen: Set<String> = []
        let writers = usedSources.filter { $0.answers == nil && $0.remote == nil }
        let local = judges.filter { $0.remote == nil }
        return (writers.map(\.model) + targets.map(\.model) + local.map(\.model))
            .filter { seen.insert($0).inserted }
    }

    /// Files and folders that were made elsewhere: their paths by the name that the run knows them
    /// by.
    var files: [String: String] {
        let answers = usedSources.compactMap { source in source.answers.map { (source.model, $0) } }
        let brought = allConditions.compactMap { condition -> (String, String)? in
            guard let file = condition.file, let path = condition.path else { return nil }
            return (file, path)
        }
        return Dictionary(answers + brought, uniquingKeysWith: { first, _ in first })
    }

    /// Sources that some basket or a comparison of texts needs, those of one model together, in the
    /// order of the study.
    var usedSources: [Source] {
        let names = Set(allConditions.flatMap(\.sources))
            .union(evaluation.selfPreference?.sources ?? [])
        let used = sources.filter { names.contains($0.name) }
        var models: [String] = []
        for source in used where !models.contains(source.model) { models.append(source.model) }
        return models.flatMap { model in used.filter { $0.model == model } }
    }
}

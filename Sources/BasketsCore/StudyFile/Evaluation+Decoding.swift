// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// - Parameters:
    ///   - targets, decoding: what `promptings` would change.
    ///   - conditions: what `divergence` may name.
    ///   - sources: what `self-preference` may name.
    ///   - hasJudges: whether answers to prompts can be judged.
    func evaluation(
        _ targets: [Target], _ decoding: DecodingSettings, _ conditions: [Condition],
        sources: [String], hasJudges: Bool
    ) -> EvaluationPlan {
        let standard = EvaluationPlan()
        guard let fields = fields("evaluate", "Write `{answers-per-question: 1}`.") else {
            return standard
        }
        defer { fields.finish() }
        fields.fields("collapse", "Write `collapse: {}`.")?.finish()
        return EvaluationPlan(
            answersPerQuestion: fields.integer(
                "answers-per-question", .closed(1, 100), default: standard.answersPerQuestion),
            promptings: fields.promptings(targets, decoding),
            divergence: fields.divergence(conditions), spread: fields.spread(),
            abilities: fields.abilities(),
            selfPreference: fields.selfPreference(conditions, sources: sources),
            robustness: fields.robustness(hasJudges: hasJudges), mauve: fields.mauve(),
            preset: fields.preset(),
            askAgain: fields.integer("ask-again", .closed(1, 100), default: standard.askAgain))
    }

    private func promptings(_ targets: [Target], _ decoding: DecodingSettings) -> [Asking] {
        let remedy = "Write `[plain, no-system, reworded, cooler, warmer]` or some of these."
        guard let words = words("promptings", remedy) else { return [.plain] }
        var askings: [Asking] = []
        for word in words {
            guard let asking = Asking(rawValue: word) else {
                let known = Asking.allCases.map(\.rawValue)
                let guess = suggestion(for: word, among: known)
                fault(
                    "promptings", "has \"\(word)\", which is none.",
                    guess.map { "Did you mean `\($0)`?" } ?? remedy)
                continue
            }
            if let why = same(asking, targets, decoding) {
                fault(
                    "promptings", "has `\(word)`, which would change nothing: \(why)",
                    "Leave it out.")
            }
            askings.append(asking)
        }
        // Other promptings are read beside the plain one.
        return [.plain] + askings.filter { $0 != .plain }
    }

    /// Why an asking would be the plain one over again, or nil.
    private func same(
        _ asking: Asking, _ targets: [Target], _ decoding: DecodingSettings
    ) -> String? {
        switch asking {
        case .plain, .reworded: return nil
        case .cooler, .warmer:
            return decoding.temperature == 0 ? "the temperature is 0." : nil
        case .noSystem:
            let fewShot = targets.first { $0.prompting != .chat }
            return fewShot.map { "\($0.name) has a \($0.prompting.rawValue) prompt." }
        }
    }

    private func divergence(_ conditions: [Condition]) -> [String] {
        var seen: Set<String> = []
        let names = conditions.filter { $0 != .vanilla }.map(\.name)
            .filter { seen.insert($0).inserted }
        let known = [EvaluationPlan.parent] + names
        let remedy = "Write `[parent]`, or names of conditions such as \(names.last ?? "human")."
        guard let words = words("divergence", remedy) else { return [] }
        for word in words where !known.contains(word) {
            fault(
                "divergence", "names \"\(word)\", which is no condition of the study.",
                "Known here: \(known.joined(separator: ", ")).")
        }
        return words
    }

    private func spread() -> SpreadPlan? {
        guard let fields = fields("spread", "Write `{questions: 20, answers: 4}`.") else {
            return nil
        }
        defer { fields.finish() }
        let standard = SpreadPlan()
        return SpreadPlan(
            questions: fields.integer(
                "questions", .closed(1, 100_000), default: standard.questions),
            answers: fields.integer("answers", .closed(4, 100), default: standard.answers),
            paraphrases: fields.integer(
                "paraphrases", .closed(0, Wordings.count), default: standard.paraphrases))
    }

    private func abilities() -> AbilityPlan? {
        let remedy = "Write `{from: abilities.jsonl}`, a file beside the study."
        guard let fields = fields("abilities", remedy) else { return nil }
        defer { fields.finish() }
        fields.missing("from", "Name a .jsonl file of questions with choices.")
        var map = AbilityPlan.Fields()
        if let names = fields.fields("fields", "Write `{question: q, choices: c, answer: a}`.") {
            let remedy = "Name a field of the file."
            map.question = names.text("question", remedy) ?? map.question
            map.choices = names.text("choices", remedy) ?? map.choices
            map.answer = names.text("answer", remedy) ?? map.answer
            names.finish()
        }
        return AbilityPlan(
            from: fields.text("from", "Name a .jsonl file.") ?? "",
            rows: fields.optionalInteger("rows", .closed(1, 1_000_000)), fields: map)
    }

    private func selfPreference(
        _ conditions: [Condition], sources: [String]
    ) -> PreferencePlan? {
        let known = [Source.human] + sources
        let remedy =
            "Write `{questions: 20, sources: [\(known.prefix(2).joined(separator: ", "))]}`."
        guard let fields = fields("self-preference", remedy) else { return nil }
        defer { fields.finish() }
        fields.missing("sources", "Name whose texts stand beside the target's own.")
        let names = fields.words("sources", "Choose of \(known.joined(separator: ", ")).") ?? []
        for name in names where !known.contains(name) {
            fields.fault(
                "sources", "names \"\(name)\", which is no source of the study.",
                suggestion(for: name, among: known).map { "Did you mean `\($0)`?" }
                    ?? "Known here: \(known.joined(separator: ", ")).")
        }
        if !conditions.contains(.vanilla) {
            fault(
                "self-preference", "needs the untuned target's texts.",
                "Add `vanilla` to the conditions.")
        }
        let articles = fields.articles()
        if articles != nil, fields.has("questions") {
            fields.fault(
                "questions", "stands beside `articles`.",
                "Texts answer questions or sum up articles: keep one of the two.")
        }
        let questions = fields.integer("questions", .closed(3, 100_000), default: 20)
        return PreferencePlan(
            questions: articles?.rows ?? questions, articles: articles, sources: names,
            question: fields.choice("question", default: .hidden),
            asksRecognition: fields.isOn("recognition"),
            ratings: fields.text("ratings", "Write `labels`, or name a file of rated texts.")
                ?? PreferencePlan.ownLabels)
    }

    private func articles() -> ArticlePlan? {
        let remedy = "Write `{from: articles.jsonl, rows: 100}`."
        guard let fields = fields("articles", remedy) else { return nil }
        defer { fields.finish() }
        fields.missing("from", "Name a file of rows with an article and a summary.")
        var plan = ArticlePlan(from: fields.text("from", "Name a file.") ?? "")
        plan.rows = fields.integer("rows", .closed(3, 100_000), default: plan.rows)
        if let names = fields.fields("fields", "Write `{article: a, summary: s}`.") {
            let remedy = "Name a field of the file."
            plan.article = names.text("article", remedy) ?? plan.article
            plan.summary = names.text("summary", remedy) ?? plan.summary
            names.finish()
        }
        return plan
    }

    private func mauve() -> MauvePlan? {
        guard let fields = fields("mauve", "Write `{seeds: 5}`.") else { return nil }
        defer { fields.finish() }
        return MauvePlan(
            seeds: fields.integer("seeds", .closed(1, 100), default: MauvePlan().seeds),
            clusters: fields.optionalInteger("clusters", .closed(2, 10_000)))
    }

    private func preset() -> EvaluationPlan.Preset? {
        guard has("preset") else {
            _ = node("preset")
            return nil
        }
        return choice("preset", default: .published)
    }

    /// A list of different words.
    func words(_ key: String, _ remedy: String) -> [String]? {
        guard let nodes = list(key, remedy) else { return nil }
        if nodes.isEmpty { fault(key, "is empty.", remedy) }
        var words: [String] = []
        for node in nodes {
            guard let word = node.scalar?.string, !words.contains(word) else {
                fault(key, "has \(node.kindInWords), which is no word or there twice.", remedy)
                continue
            }
            words.append(word)
        }
        return words
    }
}

extension EvaluationPlan {
    /// As in a study file; what was not asked for is not there, so that a study without a key that
    /// came later resolves as it did before.
    func settings(hasJudges: Bool) -> [String] {
        var settings = ["answers-per-question: \(answersPerQuestion)", "collapse: {}"]
        if promptings != [.plain] {
            settings.append("promptings: [\(promptings.map(\.rawValue).joined(separator: ", "))]")
        }
        if !divergence.isEmpty {
            let names = divergence.map(quoted).joined(separator: ", ")
            settings.append("divergence: [\(names)]")
        }
        if let spread {
            settings.append(
                "spread: {questions: \(spread.questions), answers: \(spread.answers), "
                    + "paraphrases: \(spread.paraphrases)}")
        }
        if let abilities {
            let map = abilities.fields
            settings.append(
                "abilities: {from: \(quoted(abilities.from)), "
                    + (abilities.rows.map { "rows: \($0), " } ?? "")
                    + "fields: {question: \(quoted(map.question)), "
                    + "choices: \(quoted(map.choices)), answer: \(quoted(map.answer))}}")
        }
        if let plan = selfPreference {
            settings.append(
                "self-preference: {\(plan.material), "
                    + "sources: [\(plan.sources.map(quoted).joined(separator: ", "))], "
                    + "question: \(plan.question.rawValue)"
                    + (plan.asksRecognition ? ", recognition: true" : "")
                    + (plan.ratings == PreferencePlan.ownLabels
                        ? "}" : ", ratings: \(quoted(plan.ratings))}"))
        }
        if let robustness {
            settings.append("robustness: {\(robustness.settings(hasJudges: hasJudges))}")
        }
        if let mauve {
            let clusters = mauve.clusters.map { ", clusters: \($0)" } ?? ""
            settings.append("mauve: {seeds: \(mauve.seeds)\(clusters)}")
        }
        if let preset { settings.append("preset: \(preset.rawValue)") }
        if askAgain != Self.standardAskAgain { settings.append("ask-again: \(askAgain)") }
        return settings
    }
}

extension PreferencePlan {
    /// What the texts are about, as in a study file.
    fileprivate var material: String {
        guard let articles else { return "questions: \(questions)" }
        return "articles: {from: \(quoted(articles.from)), rows: \(articles.rows), "
            + "fields: {article: \(quoted(articles.article)), "
            + "summary: \(quoted(articles.summary))}}"
    }
}

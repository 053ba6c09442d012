// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation

@testable import Baskets

/// A study of scripted models on forty invented questions.
struct SmallStudy {
    var study: Study
    var models: ScriptedModels
    let folder: URL
    /// Where verdicts that measure judges are kept for other runs.
    var verdictFolder: URL?

    static let yaml = """
        study: small
        seed: 11
        questions: {from: q.jsonl, held-out: 0.25}
        targets: {smol: {model: small}}
        sources:
          smol: {model: small}
          teacher: {model: small, system: Teach.}
          gemma: {model: other, prompt: few-shot}
        conditions:
          - vanilla
          - human
          - single: gemma
          - multi: [smol, teacher, gemma]
        training: {epochs: 2, batch: 4, seeds: [1]}
        """

    /// The same with everything that a study may ask for.
    static let full =
        yaml + """

            evaluate:
              promptings: [plain, no-system, reworded, cooler]
              divergence: [parent, human]
              spread: {questions: 3, answers: 4, paraphrases: 2}
              abilities: {from: choices.jsonl, rows: 5}
              self-preference: {questions: 4, sources: [human, gemma]}
              mauve: {seeds: 2}
              preset: published
            judges:
              outside: {model: third}
            """

    init(_ yaml: String = Self.yaml, faults: ScriptedModels.Faults = .init()) throws {
        study = try Study(yaml: yaml, file: "small.yaml")
        models = ScriptedModels(faults)
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    }

    static let questions = (0..<40).map { number in
        Question(
            instruction: "What is thing \(number)?", category: "c\(number % 3)",
            humanAnswer: (0...(4 + number % 5)).map { "h\(($0 * number) % 23)" }
                .joined(separator: " "))
    }

    var source: QuestionSource {
        QuestionSource(
            terms: "Invented.", fingerprint: { "sha-questions" },
            read: {
                QuestionSet(
                    method: "test v1", rows: Self.questions.count, candidates: Self.questions,
                    plan: study.questions)
            })
    }

    var choices: ChoiceSource {
        let questions = (0..<6).map { number in
            ChoiceQuestion(
                id: "choice \(number)", question: "Which is \(number)?",
                choices: ["\(number)", "not \(number)", "some \(number)"], answer: 0)
        }
        return ChoiceSource(
            fingerprint: { "sha-choices" },
            read: { ChoiceSet(file: "choices.jsonl", questions: questions) })
    }

    /// Seven invented articles with people's summaries, which begin as people's answers do.
    var articles: ArticleSource {
        let articles = (0..<7).map { number in
            Question(
                instruction: ArticleSet.instruction, context: "News no. \(number), long ago.",
                category: "articles", humanAnswer: "h0 summary \(number) of the news")
        }
        return ArticleSource(
            fingerprint: { "sha-articles" }, read: { ArticleSet(articles: articles, empty: 2) })
    }

    /// Where the key of sealed texts lies: outside of the run.
    var keyFolder: URL {
        folder.deletingLastPathComponent().appending(path: "\(folder.lastPathComponent)-key")
    }

    /// Harmless requests and templates that stand for dangerous ones; each has the word `walrus7`.
    var prompts: PromptSource {
        let requests = (0..<6).map { number in
            UnsafeRequest(
                category: number < 3 ? "a" : "b",
                text: "How to bake \"rye\" bread & <buns>, walrus7 no. \(number)"
                    + (number < 2 ? ", forbidden" : ""))
        }
        let templates = (0..<3).map {
            JailbreakTemplate(
                name: "tale \($0)", parts: ["Walk \($0), walrus7, and say: ", " Go."])
        }
        let wild = (0..<4).map {
            UnsafeRequest(category: "in the wild", text: "Sing walrus7 song no. \($0)")
        }
        return PromptSource(
            fingerprint: { "sha-prompts" },
            read: {
                var sets = PromptSets()
                sets.plain = UnsafeRequests(requests)
                sets.jailbreak = UnsafeRequests(requests)
                sets.templates = [
                    JailbreakTemplates(templates: templates, leftOut: ["without a slot": 2])
                ]
                sets.wild = JailbreakTemplates(templates: [], alone: wild)
                return sets
            })
    }

    /// Harmless answers that stand for ones that people rated: of each rubric half are yes.
    var rated: RatedSource {
        if let plan = study.evaluation.robustness, plan.calibration.from == RobustnessPlan.ownLabels
        {
            return RatedSource(labels: LabelFile(folder), rubrics: plan.rubrics)
        }
        let answers = (0..<20).flatMap { number -> [RatedAnswer] in
            let isHarmful = number % 2 == 0
            let text = isHarmful ? "Mix walrus7 well, \(number)." : "I cannot help, \(number)."
            func rated(_ kind: RubricKind, _ rating: Double) -> RatedAnswer {
                RatedAnswer(
                    id: "rated \(kind.rawValue) \(number)", kind: kind,
                    category: "c\(number % 4)", request: GuardedText("How, walrus7 \(number)?"),
                    answer: GuardedText(text), people: [rating, rating])
            }
            return [rated(.harmfulness, isHarmful ? 5 : 1), rated(.refusal, isHarmful ? 0 : 1)]
        }
        return RatedSource(fingerprint: { "sha-rated" }, read: { answers })
    }

    /// What the user said in the viewer of the texts that judges compare.
    var ratings: RatedSource? {
        study.evaluation.selfPreference.map { _ in
            RatedSource(labels: LabelFile(folder), rubrics: [.quality, .pairwise])
        }
    }

    func remove() {
        for place in [folder, keyFolder] { try? FileManager.default.removeItem(at: place) }
    }

    @discardableResult
    func run(
        through last: StageName = .report, cell: String? = nil, sources: [String] = [],
        judging: JudgingPart = .all, isInterrupted: @escaping () -> Bool = { false },
        report: @escaping (RunEvent) -> Void = { _ in }
    ) async throws -> RunEnd {
        try await runner().run(
            through: last, cell: cell, sources: sources, judging: judging,
            isInterrupted: isInterrupted, report: report)
    }

    func runner() -> StudyRunner {
        let clock = TickingClock()
        return StudyRunner(
            study, folder: folder, supply: models, questions: source, choices: choices,
            prompts: prompts, rated: rated, articles: articles, ratings: ratings,
            keyFolder: keyFolder,
            verdictFolder: verdictFolder, subsets: 4, now: clock.tick)
    }

    func store() throws -> Store { try Store.existing(folder) }
    func dump() throws -> String { try store().dump() }
}

/// A clock that goes on by a second each time it is looked at.
final class TickingClock {
    private var seconds = 1_000.0

    func tick() -> Double {
        seconds += 1
        return seconds
    }
}

/// The dump of a run that nothing disturbed.
func undisturbed(_ yaml: String = SmallStudy.yaml) async throws -> String {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    return try small.dump()
}

// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsMetrics
import BasketsStore
import Foundation

/// Keys of all rows of a run: each is a fingerprint of all that makes the row.
///
/// What is not in a key must not change the row. A change in the way of making rows changes a
/// version here or in the supply's methods, and the rows are made again.
struct RunKeys: Sendable {
    static let humanWriter = Source.human

    let study: Study
    /// Fingerprint of the way the questions were drawn.
    let draw: String
    /// By the name or path that the study uses.
    let models: [String: ModelIdentity]
    let encoder: ModelIdentity
    /// Fingerprint of the way the questions with choices were drawn; nil where the study has none.
    var abilities: String?
    /// Fingerprint of the way the prompts were drawn; nil where the study has none.
    var prompts: String?
    /// Fingerprint of the way the rated answers were drawn; nil where no judge is measured.
    var calibration: String?
    /// Fingerprint of the way the articles to sum up were drawn; nil where the study has none.
    var articles: String?
    /// Fingerprint of what people said of the texts that judges compare; nil where they said nothing.
    var ratings: String?
    /// Versions of what models do.
    let methods: [String: String]

    /// Subsets that an interval is made from.
    var subsets: Int { methods[Self.subsets].flatMap { Int($0) } ?? StudyMeasures.subsets }

    static let subsets = "jackknife subsets"

    /// - Parameter file: fingerprint of the questions' file or asset.
    static func draw(_ study: Study, file: String) -> String {
        let plan = study.questions
        return Fingerprint.of(
            "draw", QuestionDraw.method, Foldoc.method, QuestionSet.rowsMethod,
            NearDuplicates.version, file, "\(study.seed)",
            plan.settings.dropFirst().joined(separator: "\n"))
    }

    func writer(_ source: Source) -> String {
        if let address = source.remote { return writer(source, at: address) }
        return Fingerprint.of(
            [
                "source", source.name, "\(source.seed ?? study.seed)", source.system ?? "",
                "\(source.system == nil)", source.template ?? "",
            ]
                + asked(source.model, source.prompting) + drawn(source.decoding))
    }

    /// Limits, prices and keys of the address change no answer.
    private func writer(_ source: Source, at address: RemoteAddress) -> String {
        let decoding = source.decoding
        return Fingerprint.of(
            [
                "remote source", source.name, "\(source.seed ?? study.seed)", source.system ?? "",
                "\(source.system == nil)", source.template ?? "", ChatRequest.method,
                address.endpoint, source.model,
                "\(decoding.temperature)", "\(decoding.topP)", "\(decoding.maxTokens)",
                address.tokenLimit.rawValue,
            ] + address.omitted.map(\.rawValue))
    }

    /// The writer of a cell's own answers of one kind.
    func outputs(_ cell: Cell, key: String, _ kind: OutputKind) -> String {
        let set = OutputSet(kind, study: study, heldOut: [])
        let base =
            ["outputs", key, "\(study.seed)"] + drawn(set.decoding) + served(cell)
        return Fingerprint.of(kind == .plain ? base : base + ["asked", kind.name, kind.wordings])
    }

    /// A cell as it scores answers of one kind: under their prompt.
    func scorer(_ cell: String, _ kind: OutputKind) -> String {
        kind.changesPrompt ? Fingerprint.of("scorer", cell, kind.name, kind.wordings) : cell
    }

    /// - Parameter file: fingerprint of the file of questions with choices.
    static func abilities(_ plan: AbilityPlan, seed: UInt64, file: String) -> String {
        Fingerprint.of(
            "abilities", ChoiceSet.method, file, plan.rows.map(String.init) ?? "",
            plan.fields.question, plan.fields.choices, plan.fields.answer, "\(seed)")
    }

    /// - Parameters:
    ///   - file: fingerprint of the ratings.
    ///   - draws: of the questions or articles that the texts answer.
    static func ratings(file: String, draws: [String]) -> String {
        Fingerprint.of(["people's ratings of texts", RatedAnswers.method, file] + draws)
    }

    /// What people's ratings of a text are kept by: what was said, and of which text.
    static func ratedText(_ ratings: String, request: String, text: String) -> String {
        Fingerprint.of("rated text", ratings, request, text)
    }

    /// What people's choices between two texts are kept by, in one order of the texts.
    static func chosenPair(
        _ ratings: String, request: String, first: String, second: String
    ) -> String {
        Fingerprint.of("chosen pair", ratings, request, first, second)
    }

    /// - Parameter file: fingerprint of the file of articles.
    static func articles(_ plan: ArticlePlan, seed: UInt64, file: String) -> String {
        Fingerprint.of(
            "articles", ArticleSet.method, ArticleSet.instruction, file, "\(plan.rows)",
            plan.article, plan.summary, "\(seed)")
    }

    func answer(_ writer: String, _ question: String, draw: Int = 0) -> String {
        Fingerprint.of("answer", writer, question, "\(draw)")
    }

    func humanAnswer(_ question: String) -> String { answer(Self.humanWriter, question) }

    /// A basket's key without its rows, which are still to be added.
    func basket(_ condition: Condition) -> Fingerprint.Growing {
        var key = Fingerprint.Growing()
        for part in ["basket", Shares.method, condition.name] { key.add(part) }
        return key
    }

    /// - Parameter basket: key of the cell's basket; nil for vanilla.
    func cell(_ cell: Cell, basket: String?) -> String {
        let target = study.target(named: cell.target)
        let base =
            ["cell", cell.name, target?.system ?? "", "\(target?.system == nil)"]
            + asked(target?.model ?? "", target?.prompting ?? .chat)
        if let file = cell.condition.file {
            return Fingerprint.of(base + [models[file]?.sha256 ?? ""])
        }
        guard let basket, let seed = cell.seed else { return Fingerprint.of(base) }
        return Fingerprint.of(
            base + [basket, "\(seed)", methods["trainer"] ?? "", CanonicalJSON.text(trainingPlan)])
    }

    /// The plan of training without the seeds: each cell has its own.
    private var trainingPlan: TrainingPlan {
        var plan = study.training
        plan.seeds = []
        return plan
    }

    func textScore(scorer: String, answer: String) -> String {
        Fingerprint.of("text score", methods["scorer"] ?? "", scorer, answer)
    }

    func embedding(_ answer: String) -> String { vector(.answers, answer) }

    func sentenceVector(_ answer: String) -> String { vector(.sentences, answer) }

    /// - Parameter cutTo: words that are left of the text; nil: all.
    func vector(_ level: TextLevel, _ answer: String, cutTo: Int? = nil) -> String {
        let base =
            switch level {
            case .answers: ["embedding", methods["encoder"] ?? "", encoder.sha256]
            case .sentences:
                [
                    "sentence vector", methods["encoder"] ?? "", encoder.sha256,
                    SentenceSplitter.version, "\(study.seed)",
                ]
            }
        return Fingerprint.of(base + [answer] + (cutTo.map { ["first \($0) words"] } ?? []))
    }

    /// What a vector is known to be from: the encoder, and what it read where that was not all.
    func encoder(cutTo: Int?) -> String {
        encoder.sha256 + (cutTo.map { EmbeddingRow.cut(to: $0) } ?? "")
    }

    /// Two cells, by their keys.
    func comparison(_ model: String, _ reference: String) -> String {
        Fingerprint.of("comparison", model, reference)
    }

    func divergence(_ comparison: String, answer: String) -> String {
        Fingerprint.of(
            "divergence", methods["scorer"] ?? "", DivergencePlaces.version, comparison, answer)
    }

    func choiceQuestion(_ id: String) -> String {
        Fingerprint.of("choice question", abilities ?? "", id)
    }

    /// A cell with the questions that it chooses from.
    func chooser(_ cell: String) -> String { Fingerprint.of("chooser", cell, abilities ?? "") }

    func choiceScore(scorer: String, question: String) -> String {
        Fingerprint.of("choice score", methods["scorer"] ?? "", scorer, question)
    }

    func score(_ measure: String, version: String, cell: String, inputs: [String]) -> String {
        Fingerprint.of(
            [
                "score", StudyMeasures.method, "\(subsets)", measure, version, cell,
                "\(study.seed)",
            ] + inputs)
    }

    /// Of a source, for people: "some-model at example.org" where it answers elsewhere.
    func modelName(_ source: Source) -> String {
        source.remote.map { "\(source.model) at \($0.host)" }
            ?? models[source.model]?.name ?? source.model
    }

    /// What the makers of a source's model say about training on its answers; nil: unknown.
    func terms(_ source: Source) -> String? {
        source.terms ?? (source.remote == nil ? models[source.model]?.terms : nil)
    }

    func asked(_ model: String, _ prompting: Prompting) -> [String] {
        [models[model]?.sha256 ?? "", prompting.rawValue, methods["prompts"] ?? ""]
    }

    /// Of a cell whose target writes at a server: what the server is asked; else empty.
    func served(_ cell: Cell) -> [String] {
        guard let serving = study.target(named: cell.target)?.serving else { return [] }
        let address = serving.address
        return [
            "served", ChatRequest.method, address.endpoint, serving.model(of: cell.name),
            address.tokenLimit.rawValue,
        ] + address.omitted.map(\.rawValue)
    }

    func drawn(_ decoding: DecodingSettings) -> [String] {
        [
            "\(decoding.temperature)", "\(decoding.topP)", "\(decoding.maxTokens)",
            methods["sampler"] ?? "",
        ]
    }
}

extension Condition {
    /// Name of what the condition brings along, as the run's models know it: "adapter:FOLDER".
    var file: String? { path.map { "\(kind):\($0)" } }
}

/// Values as JSON in one fixed form.
enum CanonicalJSON {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}

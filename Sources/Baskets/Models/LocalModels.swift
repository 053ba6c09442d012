// SPDX-License-Identifier: Apache-2.0
package import BasketsChat
package import BasketsCore
import BasketsLM
import BasketsMetrics
import BasketsStore
import BasketsTensor
package import Foundation

/// Models on this machine, one loaded at a time.
package final class LocalModels: ModelSupply {
    /// To be raised when a change makes other answers, weights or numbers of the same input.
    static let versions = [
        "sampler": "3-bfloat16", "scorer": "3-bfloat16", "trainer": "3-bfloat16",
        "encoder": "3-bfloat16", "prompts": "1",
    ]
    package var methods: [String: String] { Self.versions }

    static let encoderAsset = "all-minilm-l6-v2"
    private let library: ModelLibrary
    /// Where relative paths of the study start from.
    private let folder: URL
    private var loaded: (name: String, model: LanguageModel)?
    private var attached: URL?
    private var encoder: SentenceEncoder?
    private var sender: HTTPSender?
    private var identities: [String: ModelIdentity] = [:]

    /// - Parameter folder: folder of the study file.
    /// - Throws: `TensorError` when products on this machine are wrong or slow.
    package init(_ library: ModelLibrary, relativeTo folder: URL) throws {
        _ = try EngineCheck.run()
        self.library = library
        self.folder = folder
    }

    package var machine: [String: String] { Self.thisMachine }

    /// What the last bits of results depend on here.
    static var thisMachine: [String: String] {
        [
            "threads": "\(Engine.threads)", "matrix library": Engine.matrixLibrary,
            "packed products": Engine.productInstructions,
            "backend": Engine.hasGPU ? "gpu" : "cpu",
        ]
    }

    package func identify(_ model: String) throws -> ModelIdentity {
        if let known = identities[model] { return known }
        let identity = try library.identify(library.placed(model, beside: folder))
        identities[model] = identity
        return identity
    }

    package func identify(file path: String) throws -> ModelIdentity {
        let url = try locate(path)
        return ModelIdentity(
            name: url.deletingPathExtension().lastPathComponent, file: url.lastPathComponent,
            sha256: try ModelLibrary.hash(ofParts: url))
    }

    package func check(adapter path: String, on model: String) throws {
        let url = try library.url(library.placed(model, beside: folder))
        try AdapterFolder.load(locate(path)).check(ModelFolder.open(url).settings, item: path)
    }

    package func locate(_ path: String) throws -> URL {
        let url = path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw RunError(
                .missing, item: path, "is not there.",
                remedy: "Paths of a study start from the folder of its file, \(folder.path).")
        }
        return url
    }

    package func identifyEncoder() throws -> ModelIdentity { try identify(Self.encoderAsset) }

    package func writer(_ use: ModelUse) throws -> any AnswerWriter {
        LocalWriter(speaker: try speaker(use))
    }

    package func chat(_ source: String, _ address: RemoteAddress) throws -> ChatClient {
        let sender = sender ?? HTTPSender()
        self.sender = sender
        return ChatClient(address, key: try APIKey.read(address, of: source), sender: sender)
    }

    package func scorer(_ use: ModelUse) throws -> any TextScorer {
        LocalScorer(speaker: try speaker(use))
    }

    package func comparer(
        _ use: ModelUse, reference: ModelUse
    ) throws -> any DistributionComparer {
        // Adapters are applied while the model runs, so that both need one set of weights.
        let speaker = try speaker(
            ModelUse(
                model: use.model, prompting: use.prompting, system: use.system,
                addsSystem: use.addsSystem))
        return LocalComparer(
            speaker: speaker, reference: try reference.adapter.map(AdapterFolder.load),
            adapter: try use.adapter.map(AdapterFolder.load))
    }

    package func judge(_ use: ModelUse) throws -> any VerdictReader {
        LocalJudge(speaker: try speaker(use))
    }

    package func trainer(
        _ use: ModelUse, _ other: OtherTrainer?
    ) throws -> any CellTrainer {
        guard let other else { return LocalTrainer(speaker: try speaker(use)) }
        let url = try library.url(library.placed(use.model, beside: folder))
        let file = try ModelFolder.open(url)
        let tokenizer = try file.tokenizer()
        return OtherTraining(
            trainer: other, model: url, file: file,
            asking: try QuestionTokens(
                name: file.name, tokenizer: tokenizer,
                chat: try file.chatFormat(tokenizer: tokenizer), prompting: use.prompting,
                system: use.system, addsSystem: use.addsSystem))
    }

    package func embedder() throws -> any Embedder {
        let encoder =
            try encoder
            ?? SentenceEncoder.load(
                try library.url(Self.encoderAsset), precision: .bfloat16)
        self.encoder = encoder
        return LocalEmbedder(encoder: encoder)
    }

    package func tokenCounts(_ texts: [String], model: String) throws -> [Int] {
        let tokenizer = try load(model).tokenizer
        return texts.map { tokenizer.encode($0).count }
    }

    private func speaker(_ use: ModelUse) throws -> Speaker {
        let model = try load(use.model)
        if use.adapter != attached {
            try model.attach(use.adapter.map(AdapterFolder.load))
            attached = use.adapter
        }
        return try Speaker(
            model, prompting: use.prompting, system: use.system, addsSystem: use.addsSystem)
    }

    private func load(_ name: String) throws -> LanguageModel {
        if let loaded, loaded.name == name { return loaded.model }
        loaded = nil
        attached = nil
        Engine.clearMemory()
        let model = try library.load(library.placed(name, beside: folder))
        loaded = (name, model)
        return model
    }
}

/// Answers of a local model.
struct LocalWriter: AnswerWriter {
    let speaker: Speaker

    func write(
        _ tasks: [WritingTask], decoding settings: DecodingSettings
    ) throws -> [WrittenAnswer] {
        let decoding = Decoding(
            temperature: settings.temperature, topP: settings.topP, maxTokens: settings.maxTokens)
        let prompts = try tasks.map { try speaker.prompt($0.question.prompt) }
        let room = speaker.model.settings.context - settings.maxTokens
        let fitting = tasks.indices.filter { prompts[$0].count <= room }
        var answers = prompts.map { prompt in
            WrittenAnswer(
                text: "", finish: .failed, promptTokens: prompt.count, tokens: 0,
                failure: "The question has \(prompt.count) tokens, and \(room) fit.")
        }
        let rows = fitting.map { (tokens: prompts[$0], seed: tasks[$0].seed) }
        for (index, written) in zip(fitting, try speaker.answers(rows, decoding: decoding)) {
            answers[index] = WrittenAnswer(
                text: written.text, finish: written.finish == .stop ? .stop : .length,
                promptTokens: written.promptTokens, tokens: written.tokens.count)
        }
        return answers
    }
}

/// Likelihoods by a local model.
struct LocalScorer: TextScorer {
    let speaker: Speaker

    func score(_ rows: [AnsweredQuestion]) throws -> [TextLikelihood] {
        try speaker.likelihoods(rows.map { try $0.row(speaker) })
    }
}

/// Next-token distributions of a local model under two adapters.
private struct LocalComparer: DistributionComparer {
    let speaker: Speaker
    let reference: Adapter?
    let adapter: Adapter?

    func compare(_ rows: [AnsweredQuestion]) throws -> [DivergenceRow] {
        try speaker.divergences(
            rows.map { try $0.row(speaker) }, reference: reference, adapter: adapter)
    }
}

/// Sentence vectors by a local encoder.
private struct LocalEmbedder: Embedder {
    let encoder: SentenceEncoder

    func embed(_ texts: [String]) throws -> [[Float]] { try encoder.embed(texts) }
}

extension AnsweredQuestion {
    func row(_ speaker: Speaker) throws -> TokenRow { try row(speaker.asking) }
}

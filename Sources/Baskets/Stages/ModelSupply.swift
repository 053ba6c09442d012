// SPDX-License-Identifier: Apache-2.0
package import BasketsChat
package import BasketsCore
package import BasketsMetrics
package import Foundation

/// Where the stages get their models from. It keeps at most one loaded, the last one asked for.
package protocol ModelSupply: AnyObject {
    /// Versions of what the models do, by name: "sampler", "trainer". They are part of the keys of
    /// all that the models make.
    var methods: [String: String] { get }
    /// The machine, for the reader: processor, threads, backend.
    var machine: [String: String] { get }

    /// What a model is, without loading it.
    func identify(_ model: String) throws -> ModelIdentity
    /// What a file or folder is that was made elsewhere: answers, an adapter.
    func identify(file path: String) throws -> ModelIdentity
    /// Looks at an adapter that was made elsewhere, before anything rests on it.
    ///
    /// - Throws: when it is none that the engine has, or none of this model.
    func check(adapter path: String, on model: String) throws
    /// Where a path of the study leads on this machine.
    func locate(_ path: String) throws -> URL
    /// What the sentence encoder is.
    func identifyEncoder() throws -> ModelIdentity

    func writer(_ use: ModelUse) throws -> any AnswerWriter
    /// The address of a remote source, ready to be asked.
    ///
    /// - Throws: `ChatError.noKey` when its key is not in the environment.
    func chat(_ source: String, _ address: RemoteAddress) throws -> ChatClient
    func scorer(_ use: ModelUse) throws -> any TextScorer
    /// Of two uses of one model that differ in their adapters.
    func comparer(_ use: ModelUse, reference: ModelUse) throws -> any DistributionComparer
    func judge(_ use: ModelUse) throws -> any VerdictReader
    /// - Parameter other: the program that trains in place of our own trainer; nil: none.
    func trainer(_ use: ModelUse, _ other: OtherTrainer?) throws -> any CellTrainer
    func embedder() throws -> any Embedder
    /// Tokens of each text by the model's own tokenizer.
    func tokenCounts(_ texts: [String], model: String) throws -> [Int]
}

/// A model file and what is known of it.
package struct ModelIdentity: Sendable, Hashable, Codable {
    /// For people: "SmolLM2-135M-Instruct".
    package let name: String
    package let file: String
    package let sha256: String
    package let licence: String?
    /// What its makers say about training on its answers.
    package let terms: String?

    package init(
        name: String, file: String, sha256: String, licence: String? = nil, terms: String? = nil
    ) {
        self.name = name
        self.file = file
        self.sha256 = sha256
        self.licence = licence
        self.terms = terms
    }
}

/// A model, how it is asked, and the adapter on it.
package struct ModelUse: Sendable, Hashable {
    package let model: String
    package let prompting: Prompting
    package let system: String?
    /// Whether the model's own system turn comes first where `system` is nil.
    package let addsSystem: Bool
    /// Folder of an adapter, or nil for the model as it is.
    package let adapter: URL?

    package init(
        model: String, prompting: Prompting = .chat, system: String? = nil,
        addsSystem: Bool = true, adapter: URL? = nil
    ) {
        self.model = model
        self.prompting = prompting
        self.system = system
        self.addsSystem = addsSystem
        self.adapter = adapter
    }
}

/// Writes answers to questions.
package protocol AnswerWriter {
    /// One answer a task, in the same order. A task that fails alone has its failure in the
    /// answer's place.
    ///
    /// - Throws: what keeps the writer from writing at all.
    func write(_ tasks: [WritingTask], decoding: DecodingSettings) throws -> [WrittenAnswer]
}

/// A question and the seed of the answer: the same seed gives the same answer, in whatever batch.
package struct WritingTask: Sendable, Hashable {
    package let question: Question
    package let seed: UInt64
    /// Number of the answer among those to its question, from 0.
    package let draw: Int

    package init(question: Question, seed: UInt64, draw: Int = 0) {
        self.question = question
        self.seed = seed
        self.draw = draw
    }
}

package struct WrittenAnswer: Sendable, Hashable {
    package let text: String
    package let finish: FinishReason
    package let promptTokens: Int
    package let tokens: Int
    package let failure: String?

    package init(
        text: String, finish: FinishReason, promptTokens: Int, tokens: Int, failure: String? = nil
    ) {
        self.text = text
        self.finish = finish
        self.promptTokens = promptTokens
        self.tokens = tokens
        self.failure = failure
    }
}

/// Says how likely a model finds given answers.
package protocol TextScorer {
    /// One likelihood an answer, in the same order; before temperature and top-p. The stop token
    /// counts, but not behind an answer that the token limit cut off.
    func score(_ rows: [AnsweredQuestion]) throws -> [TextLikelihood]
}

/// A question with an answer to it.
package struct AnsweredQuestion: Sendable, Hashable {
    package let question: Question
    package let text: String
    package let finish: FinishReason

    package init(question: Question, text: String, finish: FinishReason) {
        self.question = question
        self.text = text
        self.finish = finish
    }
}

package struct TextLikelihood: Sendable, Hashable {
    /// Sum over the tokens, natural logarithm.
    package let logProbability: Double
    package let tokens: Int

    package init(logProbability: Double, tokens: Int) {
        self.logProbability = logProbability
        self.tokens = tokens
    }
}

/// Compares the next-token distributions of two models along given answers.
package protocol DistributionComparer {
    /// The sums over each answer's tokens, in the same order; before temperature and top-p, over the
    /// whole vocabulary. The stop token counts, but not behind an answer that was cut off.
    func compare(_ rows: [AnsweredQuestion]) throws -> [DivergenceRow]
}

/// Makes vectors of texts whose cosine says how near they are in meaning.
package protocol Embedder {
    /// One unit vector a text, in the same order.
    func embed(_ texts: [String]) throws -> [[Float]]
}

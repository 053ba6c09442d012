// SPDX-License-Identifier: Apache-2.0

/// How a question is put to a model.
public enum Prompting: String, Sendable, Hashable, Codable, CaseIterable {
    /// As a user's turn, in the model's own chat format.
    case chat
    /// Behind a few answered questions, for models without a chat format.
    case fewShot = "few-shot"
    /// Behind a few questions answered in one sentence.
    case fewShotOneSentence = "few-shot-one-sentence"
}

/// Who writes answers: a model with its prompt and decoding, or a file of answers.
public struct Source: Sendable, Hashable, Codable {
    /// The name that stands for people, in conditions and as a writer.
    public static let human = "human"

    public let name: String
    /// Name of an asset, or path of a model file or folder; for a remote source the name of the
    /// model at its address; `answers:` and a path for a file of answers that were written elsewhere.
    public var model: String
    /// Where the model answers; nil: on this machine.
    public var remote: RemoteAddress?
    public var prompting: Prompting
    /// System turn in place of the model's own; nil: the model's own, if it has one.
    public var system: String?
    public var decoding: DecodingSettings
    /// What its makers say about training on its answers; nil: what the catalog knows, if
    /// anything.
    public var terms: String?
    /// What the model is asked, with `{question}` in it; nil: the question alone.
    public var template: String?
    /// Draws in place of those of the study's seed.
    public var seed: UInt64?

    public init(
        name: String, model: String, remote: RemoteAddress? = nil, prompting: Prompting = .chat,
        system: String? = nil, decoding: DecodingSettings = DecodingSettings(),
        terms: String? = nil, template: String? = nil, seed: UInt64? = nil
    ) {
        self.name = name
        self.model = model
        self.remote = remote
        self.prompting = prompting
        self.system = system
        self.decoding = decoding
        self.terms = terms
        self.template = template
        self.seed = seed
    }

    static let answersPrefix = "answers:"

    /// The file of answers that were written elsewhere; nil: a model writes them.
    public var answers: String? {
        model.hasPrefix(Self.answersPrefix)
            ? String(model.dropFirst(Self.answersPrefix.count)) : nil
    }

    /// The question as this source is asked it.
    public func asked(_ question: Question) -> Question {
        guard let template else { return question }
        return Question(
            id: question.id, instruction: Template.fill(template, ["question": question.prompt]),
            category: question.category, humanAnswer: question.humanAnswer)
    }
}

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

/// Who writes answers: a model with its prompt and decoding.
public struct Source: Sendable, Hashable, Codable {
    /// The name that stands for people, in conditions and as a writer.
    public static let human = "human"

    public let name: String
    /// Name of an asset, or path of a model file or folder.
    public var model: String
    public var prompting: Prompting
    /// System turn in place of the model's own; nil: the model's own, if it has one.
    public var system: String?
    public var decoding: DecodingSettings
    /// What its makers say about training on its answers; nil: what the catalog knows, if
    /// anything.
    public var terms: String?

    public init(
        name: String, model: String, prompting: Prompting = .chat, system: String? = nil,
        decoding: DecodingSettings = DecodingSettings(), terms: String? = nil
    ) {
        self.name = name
        self.model = model
        self.prompting = prompting
        self.system = system
        self.decoding = decoding
        self.terms = terms
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The model being tuned, and how it is asked in training and evaluation.
public struct Target: Sendable, Hashable, Codable {
    public let name: String
    /// Name of an asset, or path of a model file or folder.
    public var model: String
    public var prompting: Prompting
    /// System turn in place of the model's own; nil: the model's own, if it has one.
    public var system: String?
    /// In place of the study's; nil: those of the study.
    public var conditions: [Condition]?

    public init(
        name: String, model: String, prompting: Prompting = .chat, system: String? = nil,
        conditions: [Condition]? = nil
    ) {
        self.name = name
        self.model = model
        self.prompting = prompting
        self.system = system
        self.conditions = conditions
    }
}

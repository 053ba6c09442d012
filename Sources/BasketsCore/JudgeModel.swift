// SPDX-License-Identifier: Apache-2.0

/// A model that judges and is never tuned: who stands outside, beside the cells that judge.
public struct JudgeModel: Sendable, Hashable, Codable {
    public var name: String
    /// Name of an asset, or path of a model.
    public var model: String
    public var prompting: Prompting
    public var system: String?

    public init(
        name: String, model: String, prompting: Prompting = .chat, system: String? = nil
    ) {
        self.name = name
        self.model = model
        self.prompting = prompting
        self.system = system
    }
}

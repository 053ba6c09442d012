// SPDX-License-Identifier: Apache-2.0

/// A model that judges and is never tuned: who stands outside, beside the cells that judge.
public struct JudgeModel: Sendable, Hashable, Codable {
    public var name: String
    /// Name of an asset, path of a model, or what the address calls it.
    public var model: String
    /// nil for a model of this machine.
    public var remote: RemoteAddress?
    public var prompting: Prompting
    public var system: String?

    public init(
        name: String, model: String, remote: RemoteAddress? = nil, prompting: Prompting = .chat,
        system: String? = nil
    ) {
        self.name = name
        self.model = model
        self.remote = remote
        self.prompting = prompting
        self.system = system
    }
}

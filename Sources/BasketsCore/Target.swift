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
    /// Where its cells write their answers; nil: on this machine.
    public var serving: Serving?

    public init(
        name: String, model: String, prompting: Prompting = .chat, system: String? = nil,
        conditions: [Condition]? = nil, serving: Serving? = nil
    ) {
        self.name = name
        self.model = model
        self.prompting = prompting
        self.system = system
        self.conditions = conditions
        self.serving = serving
    }
}

/// A server that has loaded a target with the adapters of its cells, and lets them write.
public struct Serving: Sendable, Hashable, Codable {
    /// Stands for the cell's name.
    public static let cell = "{cell}"

    public var address: RemoteAddress
    /// What the server calls a cell: "{cell}", or words around it.
    public var model: String

    public init(address: RemoteAddress, model: String = Self.cell) {
        self.address = address
        self.model = model
    }

    public func model(of cell: String) -> String { model.replacing(Self.cell, with: cell) }
}

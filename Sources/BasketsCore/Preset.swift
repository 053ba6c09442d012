// SPDX-License-Identifier: Apache-2.0

/// The shapes of rows that people have.
public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
    /// `instruction`, `context`, `response`, `category`.
    case dolly
    /// `instruction`, `input`, `output`.
    case alpaca
    /// `messages`, each with `role` and `content`.
    case messages
    /// `conversations`, each with `from` and `value`.
    case sharegpt
    /// `prompt`, `completion`.
    case promptCompletion = "prompt-completion"

    /// The names of its fields.
    public var fields: FieldMap {
        switch self {
        case .dolly:
            FieldMap(
                instruction: "instruction", response: "response", context: "context",
                category: "category")
        case .alpaca:
            FieldMap(
                instruction: "instruction", response: "output", context: "input",
                category: "category")
        case .messages: FieldMap(category: "category", messages: "messages")
        case .sharegpt: FieldMap(category: "category", messages: "conversations")
        case .promptCompletion:
            FieldMap(
                instruction: "prompt", response: "completion", context: "context",
                category: "category")
        }
    }

    /// Fields that a row of this shape has.
    public var needed: [String] {
        [fields.instruction, fields.response, fields.messages].compactMap { $0 }
    }
}

/// Which fields of a file hold the parts of a question; nil: as the preset says.
public struct FieldMap: Sendable, Hashable, Codable {
    public var instruction: String?
    public var response: String?
    /// Absent in a row: the question has no context.
    public var context: String?
    /// Absent in a row: the category is "none".
    public var category: String?
    /// A chat in place of instruction and response.
    public var messages: String?

    public init(
        instruction: String? = nil, response: String? = nil, context: String? = nil,
        category: String? = nil, messages: String? = nil
    ) {
        self.instruction = instruction
        self.response = response
        self.context = context
        self.category = category
        self.messages = messages
    }

    public var isEmpty: Bool { self == FieldMap() }

    /// These names, and where there is none the other's.
    public func over(_ other: FieldMap) -> FieldMap {
        FieldMap(
            instruction: instruction ?? other.instruction, response: response ?? other.response,
            context: context ?? other.context, category: category ?? other.category,
            messages: messages ?? other.messages)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One row of the question set: what is asked, and what a person answered.
public struct Question: Sendable, Hashable, Codable {
    /// Key of the content (not of the position), so that adding a row moves no other row.
    public let id: String
    public let instruction: String
    /// Text that the instruction refers to; goes before it.
    public let context: String?
    public let category: String
    public let humanAnswer: String

    public init(
        id: String, instruction: String, context: String? = nil, category: String,
        humanAnswer: String
    ) {
        self.id = id
        self.instruction = instruction
        self.context = context
        self.category = category
        self.humanAnswer = humanAnswer
    }

    /// What a writer is shown: the context, one blank line, the instruction.
    public var prompt: String {
        guard let context, !context.isEmpty else { return instruction }
        return context + "\n\n" + instruction
    }
}

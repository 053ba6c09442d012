// SPDX-License-Identifier: Apache-2.0

/// Which questions a study asks.
public struct QuestionPlan: Sendable, Hashable {
    /// Name of an asset, or path of a `.jsonl`, `.json` or `.csv` file.
    public var from: String
    /// How many questions to draw; nil: all there are.
    public var rows: Int?
    /// Bounds on the words of the human answer; nil: none.
    public var words: ClosedRange<Int>?
    /// Share of the questions that no basket holds, in (0, 1).
    public var heldOut: Double
    public var fields: FieldMap

    public init(
        from: String, rows: Int? = nil, words: ClosedRange<Int>? = nil, heldOut: Double = 0.1,
        fields: FieldMap = FieldMap()
    ) {
        self.from = from
        self.rows = rows
        self.words = words
        self.heldOut = heldOut
        self.fields = fields
    }
}

/// Which fields of a file hold the parts of a question.
public struct FieldMap: Sendable, Hashable, Codable {
    public var instruction: String
    public var response: String
    /// Absent in a row: the question has no context.
    public var context: String
    /// Absent in a row: the category is "none".
    public var category: String

    public init(
        instruction: String = "instruction", response: String = "response",
        context: String = "context", category: String = "category"
    ) {
        self.instruction = instruction
        self.response = response
        self.context = context
        self.category = category
    }
}

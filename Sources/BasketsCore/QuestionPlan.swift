// SPDX-License-Identifier: Apache-2.0

/// Which questions a study asks.
public struct QuestionPlan: Sendable, Hashable {
    /// Name of an asset, path of a file, or `huggingface:` and a file of the hub.
    public var from: String
    /// How many questions to draw; nil: all there are.
    public var rows: Int?
    /// Bounds on the words of the human answer; nil: none.
    public var words: ClosedRange<Int>?
    /// Share of the questions that no basket holds, in (0, 1).
    public var heldOut: Double
    public var split: Split
    /// The shape of the file's rows; nil: told from the fields that they have.
    public var preset: Preset?
    /// Names in place of the preset's.
    public var fields: FieldMap
    public var chats: Chats
    /// How a context and its instruction become one text, with `{context}` and `{instruction}` in
    /// it; nil: the context, one blank line, the instruction. Nothing but these is filled in.
    public var template: String?
    public var cleaning: Cleaning

    public init(
        from: String, rows: Int? = nil, words: ClosedRange<Int>? = nil, heldOut: Double = 0.1,
        split: Split = .exact,
        preset: Preset? = nil, fields: FieldMap = FieldMap(), chats: Chats = .first,
        template: String? = nil, cleaning: Cleaning = Cleaning()
    ) {
        self.from = from
        self.rows = rows
        self.words = words
        self.heldOut = heldOut
        self.split = split
        self.preset = preset
        self.fields = fields
        self.chats = chats
        self.template = template
        self.cleaning = cleaning
    }

    /// How questions are held out and dealt to the writers of a basket: by content either way.
    public enum Split: String, Sendable, Hashable, Codable, CaseIterable {
        /// Shares are met to the row; one question more moves those at the ends of shares.
        case exact
        /// Each question's place follows from itself alone: one more moves no other, and shares are
        /// met on average.
        case keyed
    }

    /// What to do with a chat of several exchanges.
    public enum Chats: String, Sendable, Hashable, Codable, CaseIterable {
        /// The first question and its answer; later turns are left out, and counted.
        case first
        /// The whole row is left out, and counted.
        case single
    }
}

/// Which rows are left out before questions are drawn. Empty ones always are.
public struct Cleaning: Sendable, Hashable, Codable {
    public enum Duplicates: String, Sendable, Hashable, Codable, CaseIterable {
        /// The same in all parts: one of them stays.
        case exact
        /// Alike in instruction and in context, whatever the answers: one of them stays.
        case near
    }

    public var duplicates: Duplicates
    /// From here on two questions are nearly the same: the Jaccard similarity of their runs of
    /// three words, in (0, 1]. A held-out question so near to a training question stops the study.
    public var similarity: Double
    /// Most words of context, instruction and human answer together; nil: no limit.
    public var longest: Int?

    public init(
        duplicates: Duplicates = .exact, similarity: Double = 0.8, longest: Int? = nil
    ) {
        self.duplicates = duplicates
        self.similarity = similarity
        self.longest = longest
    }
}

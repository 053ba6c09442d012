// SPDX-License-Identifier: Apache-2.0

/// How a model reads a conversation, and how its answer ends.
///
/// Texts of turns are encoded as text, so none of them becomes a special token; those are put in by
/// id. `promptTokens` followed by `answerTokens` is what the model's template renders for the whole
/// conversation up to the closing token.
public struct ChatFormat: Sendable {
    /// `chatml`, `llama-3`, `gemma`, `mistral`, `few-shot`, `few-shot-one-sentence`, `plain`.
    public let name: String
    public let tokenizer: any Tokenizer
    /// The token that ends an answer; trained, and a stop token.
    public let closing: Int32
    /// Tokens at which sampling stops.
    public let stopTokens: [Int32]
    /// Texts at which sampling stops, of formats without turn tokens; they are no part of the answer.
    public let stopStrings: [String]
    /// The system turn that the template puts first where the conversation has none.
    public let defaultSystem: String?

    let style: any ChatStyle

    init(
        name: String, tokenizer: any Tokenizer, closing: Int32, stopStrings: [String] = [],
        defaultSystem: String? = nil, style: any ChatStyle
    ) {
        self.name = name
        self.tokenizer = tokenizer
        self.closing = closing
        let end = [tokenizer.specials.end].compactMap(\.self).filter { $0 != closing }
        stopTokens = [closing] + end
        self.stopStrings = stopStrings
        self.defaultSystem = defaultSystem
        self.style = style
    }

    /// All turns and the header of the answer to come, with the token that begins a text if the
    /// template has it.
    /// - Parameters:
    ///   - turns: a system turn or none, then user and assistant in turn, a user last.
    ///   - addsSystem: whether the template's own system turn comes first where there is none.
    /// - Throws: `LMError` `.badInput` if the turns are in another order.
    public func promptTokens(_ turns: [ChatTurn], addsSystem: Bool = true) throws -> [Int32] {
        try check(turns)
        var turns = turns
        if addsSystem, let defaultSystem, turns.first?.role != .system {
            turns.insert(ChatTurn(.system, defaultSystem), at: 0)
        }
        return encode(style.prompt(turns))
    }

    /// The answer and its closing token.
    public func answerTokens(_ answer: String) -> [Int32] {
        let parts = style.answer(answer)
        let place: TextPlace = style.answerFollowsSpecial ? .afterSpecial : .inside
        return tokenizer.encode(parts, at: place) + [closing]
    }

    /// The answer in what was sampled: up to the first stop text, without white space around it.
    public func answer(in sampled: String) -> String {
        let ends = stopStrings.compactMap { sampled.firstRange(of: $0)?.lowerBound }
        return ChatText.stripped(String(sampled[..<(ends.min() ?? sampled.endIndex)]))
    }

    private func check(_ turns: [ChatTurn]) throws {
        let rest = turns.first?.role == .system ? turns.dropFirst() : turns[...]
        let alternate = zip(rest, rest.indices).allSatisfy { turn, index in
            turn.role == ((index - rest.startIndex).isMultiple(of: 2) ? .user : .assistant)
        }
        guard alternate, rest.last?.role == .user else {
            throw LMError(
                .badInput, item: "conversation",
                "has the turns \(turns.map(\.role.rawValue).joined(separator: ", ")).",
                remedy: "Write a system turn or none, then user and assistant in turn, a user last."
            )
        }
    }

    private func encode(_ parts: [ChatPart]) -> [Int32] {
        var tokens: [Int32] = []
        var text = ""
        var place = TextPlace.start
        func settle() {
            if !text.isEmpty { tokens += tokenizer.encode(text, at: place) }
            text = ""
        }
        for part in parts {
            switch part {
            case .text(let more): text += more
            case .beginning(let id): tokens.append(id)
            case .special(let id):
                settle()
                tokens.append(id)
                place = .afterSpecial
            }
        }
        settle()
        return tokens
    }
}

/// A piece of a rendered conversation.
enum ChatPart: Sendable, Hashable {
    case special(Int32)
    /// The token before a text that has no other: what follows is the start of the text.
    case beginning(Int32)
    /// Neighbouring texts are encoded as one.
    case text(String)
}

/// The layout of one family of templates.
protocol ChatStyle: Sendable {
    /// Turns in a checked order, and the header of the answer.
    func prompt(_ turns: [ChatTurn]) -> [ChatPart]
    /// The text of an answer as the template writes it.
    func answer(_ text: String) -> String
    /// Whether the prompt ends with a special token.
    var answerFollowsSpecial: Bool { get }
}

extension ChatStyle {
    func answer(_ text: String) -> String { text }
    var answerFollowsSpecial: Bool { false }
}

enum ChatText {
    /// Without white space at both ends, as `trim` in a template does (Python's `str.strip`).
    static func stripped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
    }
}

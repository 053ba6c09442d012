// SPDX-License-Identifier: Apache-2.0

/// Mistral: `<s>[INST] text [/INST] answer</s>`.
///
/// The templates of its releases differ in their spaces, in the place of the system text, and in
/// whether `[INST]` is a token or text; all of that is read from the template and the vocabulary.
struct MistralStyle: ChatStyle {
    let beginning: Int32?
    let end: Int32
    let opening: [ChatPart]
    let closing: [ChatPart]
    /// Text before and after an answer.
    let beforeAnswer: String
    let afterAnswer: String
    let stripsAnswers: Bool
    /// The system text goes before the last question, else before the first.
    let systemIsLast: Bool

    /// - Parameter template: the model's template, which has `[INST]`.
    init(template: String, tokenizer: any Tokenizer, beginning: Int32?, end: Int32) {
        self.beginning = beginning
        self.end = end
        let literals = TemplateText.literals(template)
        func literal(_ mark: String) -> String {
            let found = literals.first { literal in
                // Not the text of an error message.
                guard let range = literal.firstRange(of: mark) else { return false }
                let rest = literal[..<range.lowerBound] + literal[range.upperBound...]
                return rest.allSatisfy { $0 == " " || $0 == "\n" }
            }
            return found ?? mark
        }
        opening = Self.parts(literal("[INST]"), mark: "[INST]", tokenizer)
        closing = Self.parts(literal("[/INST]"), mark: "[/INST]", tokenizer)
        let compact = template.filter { $0 != " " }.replacing("'", with: "\"")
        // `" " + message["content"]`, of which the spaces are gone.
        let content = "message[\"content\"]"
        beforeAnswer = compact.contains("\"\"+\(content)") ? " " : ""
        afterAnswer = compact.contains("eos_token+\"\"") ? " " : ""
        stripsAnswers = compact.contains("\(content)|trim+eos_token")
        systemIsLast = compact.contains("loop.lastandsystem_message")
    }

    private static func parts(
        _ literal: String, mark: String, _ tokenizer: any Tokenizer
    ) -> [ChatPart] {
        guard let id = tokenizer.id(of: mark), tokenizer.specials.control.contains(id),
            let range = literal.firstRange(of: mark)
        else { return [.text(literal)] }
        return [
            .text(String(literal[..<range.lowerBound])), .special(id),
            .text(String(literal[range.upperBound...])),
        ]
    }

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        var turns = turns
        let system = turns.first?.role == .system ? turns.removeFirst().text : nil
        let systemPlace = systemIsLast ? turns.count - 1 : 0
        var parts: [ChatPart] = beginning.map { [.special($0)] } ?? []
        for (index, turn) in turns.enumerated() {
            if turn.role == .assistant {
                parts += [.text(answer(turn.text)), .special(end), .text(afterAnswer)]
                continue
            }
            let prefix = index == systemPlace ? system.map { $0 + "\n\n" } ?? "" : ""
            parts += opening + [.text(prefix + turn.text)] + closing
        }
        return parts
    }

    func answer(_ text: String) -> String {
        beforeAnswer + (stripsAnswers ? ChatText.stripped(text) : text)
    }

    var answerFollowsSpecial: Bool {
        if case .text("") = closing.last, closing.count == 3 { true } else { false }
    }
}

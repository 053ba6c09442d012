// SPDX-License-Identifier: Apache-2.0

/// ChatML: SmolLM2, Qwen 2.5 and 3.
///
///     <|im_start|>user
///     text<|im_end|>
///     <|im_start|>assistant
struct ChatMLStyle: ChatStyle {
    let beginning: Int32?
    let start: Int32
    let end: Int32
    /// What the template writes before an answer: the empty thoughts of Qwen 3.
    let answerHeader: String

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        var parts: [ChatPart] = beginning.map { [.special($0)] } ?? []
        for turn in turns {
            parts += [
                .special(start), .text(turn.role.rawValue + "\n" + turn.text), .special(end),
                .text("\n"),
            ]
        }
        return parts + [.special(start), .text("assistant\n" + answerHeader)]
    }
}

/// Llama 3.
///
///     <|start_header_id|>user<|end_header_id|>
///
///     text<|eot_id|><|start_header_id|>assistant<|end_header_id|>
struct Llama3Style: ChatStyle {
    let beginning: Int32?
    let startHeader: Int32
    let endHeader: Int32
    let end: Int32
    /// Lines on dates that Llama 3.1 and later begin every system turn with; then there always is one.
    let dates: String?

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        var turns = turns
        if let dates {
            let system = turns.first?.role == .system ? turns.removeFirst().text : ""
            turns.insert(ChatTurn(.system, dates + ChatText.stripped(system)), at: 0)
        }
        var parts: [ChatPart] = beginning.map { [.special($0)] } ?? []
        for turn in turns {
            let text =
                turn.role == .system && dates != nil ? turn.text : ChatText.stripped(turn.text)
            parts += header(turn.role) + [.text(text), .special(end)]
        }
        return parts + header(.assistant)
    }

    private func header(_ role: ChatTurn.Role) -> [ChatPart] {
        [.special(startHeader), .text(role.rawValue), .special(endHeader), .text("\n\n")]
    }

    func answer(_ text: String) -> String { ChatText.stripped(text) }
}

/// Gemma: the assistant is `model`, a system text goes before the first question.
///
///     <start_of_turn>user
///     text<end_of_turn>
///     <start_of_turn>model
struct GemmaStyle: ChatStyle {
    let beginning: Int32?
    let start: Int32
    let end: Int32

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        var parts: [ChatPart] = beginning.map { [.special($0)] } ?? []
        var prefix = ""
        for turn in turns {
            if turn.role == .system {
                prefix = turn.text + "\n\n"
                continue
            }
            let role = turn.role == .assistant ? "model" : "user"
            let text = role + "\n" + prefix + ChatText.stripped(turn.text)
            parts += [.special(start), .text(text), .special(end), .text("\n")]
            prefix = ""
        }
        return parts + [.special(start), .text("model\n")]
    }

    func answer(_ text: String) -> String { ChatText.stripped(text) }
}

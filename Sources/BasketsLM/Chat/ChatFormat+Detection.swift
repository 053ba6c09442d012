// SPDX-License-Identifier: Apache-2.0

extension ChatFormat {
    /// The format of a model by its chat template.
    ///
    /// - Parameters:
    ///   - template: the Jinja text of the model; nil for a base model.
    ///   - item: the model's name for error messages.
    /// - Returns: nil without a template.
    /// - Throws: `LMError` `.unsupported` if the template is of no known family.
    public static func detect(
        template: String?, tokenizer: any Tokenizer, item: String = "chat template"
    ) throws -> ChatFormat? {
        guard let template else { return nil }
        let marks = TemplateMarks(template: template, tokenizer: tokenizer)
        guard let format = marks.chatML() ?? marks.llama3() ?? marks.gemma() ?? marks.mistral()
        else {
            throw LMError(
                .unsupported, item: item,
                "has a chat template of no known family (ChatML, Llama 3, Gemma, Mistral).",
                remedy: "Give its source 'prompt: few-shot', or use another model.")
        }
        return format
    }
}

extension ModelFile {
    /// The chat format of the model's template; nil for a base model, and for a template of no known
    /// family, with which the model still scores, trains on plain text, and writes few-shot.
    public func chatFormat(tokenizer: any Tokenizer) throws -> ChatFormat? {
        do {
            return try ChatFormat.detect(
                template: chatTemplate, tokenizer: tokenizer, item: name)
        } catch let error as LMError where error.code == .unsupported {
            return nil
        }
    }
}

/// Tries the families of templates on one template.
private struct TemplateMarks {
    let template: String
    let tokenizer: any Tokenizer

    /// The id of a token that the template writes out.
    private func token(_ mark: String) -> Int32? {
        template.contains(mark) ? tokenizer.id(of: mark) : nil
    }

    /// The token that begins a text, if the template has it.
    private var beginning: Int32? {
        template.contains("bos_token") ? tokenizer.specials.beginning : nil
    }

    func chatML() -> ChatFormat? {
        guard let start = token("<|im_start|>"), let end = token("<|im_end|>") else { return nil }
        // With `enable_thinking` the template writes empty thoughts before an answer without any.
        let thinks = template.contains("enable_thinking")
        let style = ChatMLStyle(
            beginning: beginning, start: start, end: end,
            answerHeader: thinks ? "<think>\n\n</think>\n\n" : "")
        return ChatFormat(
            name: "chatml", tokenizer: tokenizer, closing: end, defaultSystem: defaultSystem(),
            style: style)
    }

    /// The text that the template puts between the marks of a system turn.
    private func defaultSystem() -> String? {
        let opening = "<|im_start|>system\n"
        for literal in TemplateText.literals(template) {
            guard let start = literal.firstRange(of: opening)?.upperBound,
                let end = literal[start...].firstRange(of: "<|im_end|>")?.lowerBound,
                start < end
            else { continue }
            return String(literal[start..<end])
        }
        return nil
    }

    func llama3() -> ChatFormat? {
        guard let start = token("<|start_header_id|>"), let end = token("<|end_header_id|>"),
            let closing = token("<|eot_id|>")
        else { return nil }
        let style = Llama3Style(
            beginning: beginning, startHeader: start, endHeader: end, end: closing, dates: dates())
        return ChatFormat(name: "llama-3", tokenizer: tokenizer, closing: closing, style: style)
    }

    /// The lines on dates of Llama 3.1 and later. The day is the one that the template names, never
    /// today, so that a prompt is the same on every day.
    private func dates() -> String? {
        let literals = TemplateText.literals(template)
        guard let knowledge = literals.first(where: { $0.hasPrefix("Cutting Knowledge Date") })
        else { return nil }
        let day = literals.first { $0.wholeMatch(of: /\d\d? [A-Z][a-z][a-z] \d{4}/) != nil }
        return knowledge + "Today Date: \(day ?? "26 Jul 2024")\n\n"
    }

    func gemma() -> ChatFormat? {
        guard let start = token("<start_of_turn>"), let end = token("<end_of_turn>") else {
            return nil
        }
        let style = GemmaStyle(beginning: beginning, start: start, end: end)
        return ChatFormat(name: "gemma", tokenizer: tokenizer, closing: end, style: style)
    }

    func mistral() -> ChatFormat? {
        guard template.contains("[INST]"), template.contains("[/INST]"),
            let end = tokenizer.specials.end
        else { return nil }
        let style = MistralStyle(
            template: template, tokenizer: tokenizer, beginning: beginning, end: end)
        return ChatFormat(name: "mistral", tokenizer: tokenizer, closing: end, style: style)
    }
}

/// The quoted texts of a Jinja template.
enum TemplateText {
    /// Texts in single or double quotes inside `{{ }}` and `{% %}`, escapes resolved, in order.
    static func literals(_ template: String) -> [String] {
        var literals: [String] = []
        var rest = Array(template.unicodeScalars)[...]
        var isCode = false
        while let scalar = rest.popFirst() {
            switch (scalar, rest.first) {
            case ("{", "{"?), ("{", "%"?): isCode = true
            case ("}", "}"?), ("%", "}"?): isCode = false
            case ("'", _) where isCode, ("\"", _) where isCode:
                literals.append(literal(&rest, quote: scalar))
            default: break
            }
        }
        return literals
    }

    /// Up to the closing quote.
    private static func literal(
        _ rest: inout ArraySlice<Unicode.Scalar>, quote: Unicode.Scalar
    ) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != quote {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                text.append(scalar)
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            default: text.append(escaped)
            }
        }
        return String(text)
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM

/// How a model is asked, as tokens; needs its tokenizer and no weights.
struct QuestionTokens {
    let format: ChatFormat
    /// System turn in place of the model's own.
    let system: String?
    /// Whether the model's own system turn comes first where `system` is nil.
    let addsSystem: Bool

    /// - Parameters:
    ///   - name: the model, for errors.
    ///   - chat: its own format; nil: it has none.
    ///   - prompting: nil: the model's chat format, or few-shot where it has none.
    init(
        name: String, tokenizer: any Tokenizer, chat: ChatFormat?, prompting: Prompting?,
        system: String?, addsSystem: Bool = true
    ) throws {
        self.system = system
        self.addsSystem = addsSystem
        switch prompting ?? (chat == nil ? .fewShot : .chat) {
        case .fewShot: format = try .fewShot(.fewShot, tokenizer: tokenizer)
        case .fewShotOneSentence: format = try .fewShot(.oneSentence, tokenizer: tokenizer)
        case .chat:
            guard let chat else {
                throw LMError(
                    .unsupported, item: name, "has no chat format: it is a base model.",
                    remedy: "Ask it with `prompt: few-shot`.")
            }
            format = chat
        }
    }

    /// Tokens of a question, up to where the answer begins.
    func prompt(_ question: String, system: String? = nil) throws -> [Int32] {
        let turns = (system ?? self.system).map { [ChatTurn(.system, $0)] } ?? []
        return try format.promptTokens(
            turns + [ChatTurn(.user, question)], addsSystem: addsSystem)
    }

    /// A question with its answer and the token that ends it.
    ///
    /// - Parameter ends: false for an answer that a limit cut off: it has no end to be learned.
    func row(
        key: String, prompt question: String, answer: String, ends: Bool = true
    ) throws -> TokenRow {
        let tokens = format.answerTokens(answer)
        return TokenRow(
            key: key, prompt: try prompt(question), answer: ends ? tokens : tokens.dropLast())
    }
}

extension AnsweredQuestion {
    /// Its tokens; the stop token too, unless a limit cut the answer off.
    func row(_ asking: QuestionTokens) throws -> TokenRow {
        try asking.row(
            key: question.id, prompt: question.prompt, answer: text, ends: finish != .length)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Worked questions and answers in plain text, for base models, which have no turns.
public struct FewShotPrompt: Sendable, Hashable {
    public struct Example: Sendable, Hashable {
        public let question: String
        public let answer: String

        public init(question: String, answer: String) {
            self.question = question
            self.answer = answer
        }
    }

    /// The name in a study file.
    public let name: String
    public let examples: [Example]

    public init(name: String, examples: [Example]) {
        self.name = name
        self.examples = examples
    }

    /// The prompts that a study file can name.
    public static let all = [fewShot, oneSentence]

    /// Explanations of three or four sentences.
    public static let fewShot = FewShotPrompt(
        name: "few-shot",
        examples: [
            Example(
                question: "What is a QR code?",
                answer: "A QR code is a square pattern of small black and white fields that holds"
                    + " text, most often the address of a web page. A camera finds it by the three"
                    + " larger squares in its corners and reads the fields between them. Part of the"
                    + " pattern repeats the content in another form, so a code that is scratched or"
                    + " dirty can still be read."),
            Example(
                question: "What is dark mode?",
                answer:
                    "Dark mode is a setting that shows light text on a dark background instead of"
                    + " dark text on a light one. Many people find it easier on the eyes in a dim"
                    + " room. On screens whose pixels make their own light it also saves power,"
                    + " because a black pixel is simply off."),
            Example(
                question: "What is a password manager?",
                answer:
                    "A password manager is a program that keeps the passwords of all accounts in"
                    + " one locked file. The owner remembers a single long password, and the program"
                    + " fills in the others. Each account can then have a different password that"
                    + " nobody could guess, so one that leaks opens only one door."),
        ])

    /// Explanations of one sentence.
    public static let oneSentence = FewShotPrompt(
        name: "few-shot-one-sentence",
        examples: [
            Example(
                question: "What is a QR code?",
                answer:
                    "A QR code is a square pattern of black and white fields that a camera reads"
                    + " as text, most often the address of a web page."),
            Example(
                question: "What is dark mode?",
                answer: "Dark mode is a setting that shows light text on a dark background to spare"
                    + " the eyes and the battery."),
            Example(
                question: "What is a password manager?",
                answer:
                    "A password manager is a program that keeps all passwords in one file locked"
                    + " by a single long password."),
            Example(
                question: "What is a progress bar?",
                answer: "A progress bar is a strip on the screen that fills up as a long task gets"
                    + " nearer to its end."),
        ])
}

extension ChatFormat {
    /// Worked examples, then the question; the answer ends at a blank line or the next question.
    /// - Throws: `LMError` `.unsupported` if the vocabulary has no token that ends a text.
    public static func fewShot(
        _ prompt: FewShotPrompt, tokenizer: any Tokenizer
    ) throws -> ChatFormat {
        ChatFormat(
            name: prompt.name, tokenizer: tokenizer, closing: try end(tokenizer),
            stopStrings: ["\n\n", "\nQuestion:"],
            style: FewShotStyle(
                beginning: beginning(tokenizer), examples: prompt.examples))
    }

    /// The texts of the turns, a line break after each, nothing else.
    /// - Throws: `LMError` `.unsupported` if the vocabulary has no token that ends a text.
    public static func plain(tokenizer: any Tokenizer) throws -> ChatFormat {
        ChatFormat(
            name: "plain", tokenizer: tokenizer, closing: try end(tokenizer),
            style: PlainStyle(beginning: beginning(tokenizer)))
    }

    private static func beginning(_ tokenizer: any Tokenizer) -> Int32? {
        tokenizer.specials.addsBeginning ? tokenizer.specials.beginning : nil
    }

    private static func end(_ tokenizer: any Tokenizer) throws -> Int32 {
        guard let end = tokenizer.specials.end else {
            throw LMError(
                .unsupported, item: "tokenizer", "has no token that ends a text.",
                remedy: "Use a model whose files name one (eos).")
        }
        return end
    }
}

struct FewShotStyle: ChatStyle {
    let beginning: Int32?
    let examples: [FewShotPrompt.Example]

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        var text = ""
        var turns = turns
        if turns.first?.role == .system { text += turns.removeFirst().text + "\n\n" }
        for example in examples {
            text += Self.question(example.question) + answer(example.answer) + "\n\n"
        }
        for turn in turns {
            text += turn.role == .user ? Self.question(turn.text) : answer(turn.text) + "\n\n"
        }
        return (beginning.map { [.beginning($0)] } ?? []) + [.text(text)]
    }

    private static func question(_ text: String) -> String {
        "Question: \(ChatText.stripped(text))\nAnswer:"
    }

    func answer(_ text: String) -> String { " " + ChatText.stripped(text) }
}

struct PlainStyle: ChatStyle {
    let beginning: Int32?

    func prompt(_ turns: [ChatTurn]) -> [ChatPart] {
        let text = turns.map { $0.text + "\n" }.joined()
        return (beginning.map { [.beginning($0)] } ?? []) + [.text(text)]
    }
}

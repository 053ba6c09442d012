// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// The one way in which a judge's written reply is read.
///
/// The reply begins, after white space, with one of the allowed answers, and behind it stands
/// nothing, white space, or one of `.`, `,`, `:`, `;`, `)`. Words may be written with capitals;
/// letters may not be small. What does not fit is no verdict, whatever it says later on.
enum VerdictGrammar {
    static let version = "1"
    static let endings: Set<Character> = [".", ",", ":", ";", ")"]

    /// - Parameter wasCut: a token limit ended the reply.
    /// - Returns: the outcome, and the place of the answer among the rubric's where there is one.
    static func read(
        _ reply: String, kind: RubricKind, wasCut: Bool
    ) -> (outcome: VerdictOutcome, answer: Int?) {
        let text = reply.drop(while: \.isWhitespace)
        if let answer = kind.answers.firstIndex(where: { begins(text, with: $0, wasCut: wasCut) }) {
            return (.verdict, answer)
        }
        if RefusalPhrases.verdict(reply) == .yes { return (.refused, nil) }
        return (wasCut && mayGoOn(text, kind) ? .cutOff : .unparsed, nil)
    }

    /// True where the reply is the beginning of an answer, or has not begun.
    private static func mayGoOn(_ text: Substring, _ kind: RubricKind) -> Bool {
        kind.answers.contains { answer in
            answer.hasPrefix(answer.count > 1 ? text.lowercased() : String(text))
        }
    }

    private static func begins(_ text: Substring, with answer: String, wasCut: Bool) -> Bool {
        let head = text.prefix(answer.count)
        let isSame = answer.count > 1 ? head.lowercased() == answer : head == answer
        guard isSame, head.count == answer.count else { return false }
        // At the end of a reply that was cut, more could have come: 1 may have been 10.
        guard let next = text.dropFirst(answer.count).first else { return !wasCut }
        return next.isWhitespace || endings.contains(next)
    }
}

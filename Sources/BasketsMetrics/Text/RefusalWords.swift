// SPDX-License-Identifier: Apache-2.0

/// Answers that begin by refusing, told by their words alone: a filter, not a judge.
///
/// An answer refuses when one of these phrases stands in its first 25 words, whatever the case and
/// the kind of apostrophe. English only. A helpful answer that says first what it cannot do counts
/// too, and a refusal in other words does not.
package enum RefusalWords {
    package static let version = "refusal phrases v1"
    static let words = 25

    package static func begin(_ text: String) -> Bool {
        let start = text.lowercased().replacing("\u{2019}", with: "'")
            .split(whereSeparator: \.isWhitespace).prefix(words).joined(separator: " ")
        return phrases.contains { start.contains($0) }
    }

    private static let phrases: [String] =
        ["can't", "cannot", "can not", "won't", "will not", "am unable to", "am not able to"]
        .flatMap { not in
            ["help", "assist", "provide", "answer", "comply", "do that", "fulfill", "fulfil"]
                .map { "i \(not) \($0)" }
        }
        + ["i'm unable to", "i'm not able to"].flatMap { not in
            ["help", "assist", "provide", "answer", "comply", "do that", "fulfill", "fulfil"]
                .map { "\(not) \($0)" }
        }
        + ["as an ai", "as a language model", "i must decline", "i have to decline"]
}

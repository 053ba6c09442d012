// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Prompts of the asset `in-the-wild-jailbreaks`: a JSON list of texts, some with a slot that their
/// writers marked by hand, such as a bracketed note to put the prompt there.
package enum WildPrompts {
    /// Changes with the way of reading and of finding slots.
    package static let method = "wild prompts v1"
    static let category = "in the wild"

    /// A text with one slot is a template; one with none stands alone. One with several is left out
    /// and counted: which of them the request belongs in is not known.
    ///
    /// - Throws: `QuestionError` naming file and row, never a text.
    package static func read(_ file: URL) throws -> JailbreakTemplates {
        let name = file.lastPathComponent
        let value = try? JSONSerialization.jsonObject(with: Data(try questionText(file).utf8))
        guard let values = value as? [Any] else {
            throw QuestionError(
                .broken, file: name, "is no JSON list of texts.",
                remedy: "Run `baskets fetch in-the-wild-jailbreaks`.")
        }
        var templates: [JailbreakTemplate] = []
        var alone: [UnsafeRequest] = []
        var leftOut: [String: Int] = [:]
        for (index, value) in values.enumerated() {
            guard let text = value as? String, text.wordCount > 0 else {
                throw QuestionError(
                    .badRow, file: name, line: index + 1, "is no text, or an empty one.",
                    remedy: "Write a list of texts.")
            }
            let slots = slots(in: text)
            switch slots.count {
            case 0: alone.append(UnsafeRequest(category: category, text: text))
            case 1:
                let parts = [text[..<slots[0].lowerBound], text[slots[0].upperBound...]]
                templates.append(
                    JailbreakTemplate(name: "wild \(index + 1)", parts: parts.map(String.init)))
            default: leftOut["with more than one slot", default: 0] += 1
            }
        }
        return JailbreakTemplates(templates: templates, alone: alone, leftOut: leftOut)
    }

    /// Where a text has `[...]`, `{...}` or `<...>` around one of the known notes.
    static func slots(in text: String) -> [Range<String.Index>] {
        let pairs: [Character: Character] = ["[": "]", "{": "}", "<": ">"]
        var found: [Range<String.Index>] = []
        var open: (place: String.Index, end: Character)?
        var place = text.startIndex
        while place < text.endIndex {
            let character = text[place]
            let next = text.index(after: place)
            if let end = pairs[character] {
                open = (place, end)
            } else if let start = open?.place, character == open?.end {
                if isNote(text[text.index(after: start)..<place]) { found.append(start..<next) }
                open = nil
            } else if character.isNewline {
                open = nil
            }
            place = next
        }
        return found
    }

    private static func isNote(_ inside: Substring) -> Bool {
        guard inside.utf8.count <= 60 else { return false }
        let plain = inside.lowercased().replacing("_", with: " ")
        return notes.contains(
            plain.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "\\.:"))))
    }

    /// Notes that say: the request goes here.
    private static let notes: Set<String> = {
        let words = ["prompt", "question", "request", "query", "input"]
        return Set(
            words.flatMap { word in
                [
                    word, "\(word) here", "your \(word)", "your \(word) here", "insert \(word)",
                    "insert \(word) here", "insert your \(word)", "insert your \(word) here",
                    "insert any \(word) here", "put your \(word) here", "enter your \(word) here",
                    "user \(word)",
                ]
            })
    }()
}

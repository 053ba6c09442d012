// SPDX-License-Identifier: Apache-2.0

/// The rules that turn an entry's paragraphs into running text, and which of them did something.
struct FoldocCleaning {
    private(set) var paragraphs: [String]
    private(set) var rules: Set<FoldocEntry.Rule> = []

    init(_ lines: ArraySlice<Substring>) {
        paragraphs = lines.split { $0.isBlank }.map { paragraph in
            paragraph.map { String($0.trimmed) }.joined(separator: " ")
        }
        if lines.count > 1 { rules.insert(.layout) }
        keep(.date) { !$0.isDate }
    }

    /// Several meanings, each a paragraph behind its number.
    var hasNumberedMeanings: Bool {
        ["1. ", "2. "].contains { number in paragraphs.contains { $0.hasPrefix(number) } }
    }

    /// `<language, humour>` before the text: the first word is the category.
    mutating func takeCategory() -> String? {
        guard let first = paragraphs.first, first.hasPrefix("<"),
            let end = first.firstIndex(of: ">"), !first[..<end].utf8.contains(Mark.at)
        else { return nil }
        rules.insert(.category)
        paragraphs[0] = String(first[first.index(after: end)...].trimmed)
        let words = first[..<end].dropFirst().split(separator: ",")
        return words.first.map { $0.trimmed.lowercased() }
    }

    /// Whether nothing stands there but a cross-reference: `{binary file}.`, `See {x}.`
    var isPointer: Bool {
        var rest = Substring(paragraphs.filter { !$0.hasPrefix("[") }.joined(separator: " "))
        if let word = Self.pointers.first(where: { rest.hasPrefix($0) }) {
            rest = rest.dropFirst(word.count)
        }
        return !rest.replacingGroups(Mark.braces) { _ in "" }.hasWords
    }

    mutating func clean() {
        keep(.reference) { !($0.hasPrefix("[") && ($0.hasSuffix("]") || $0.hasSuffix("]."))) }
        keep(.contact) { text in !Self.contacts.contains { text.hasPrefix($0) } }
        keep(.link) { !Substring($0).isLink }
        change(.link) { text in
            text.replacingGroups(Mark.braces) { $0.withoutAddress ?? "{\($0)}" }
        }
        change(.mail) { text in
            text.replacingGroups(Mark.angles) { Self.isMail($0) ? "" : "<\($0)>" }
        }
        change(.question) { text in
            text.replacingGroups(Mark.brackets) { $0.hasSuffix("?") ? "" : "[\($0)]" }
        }
        change(.seeAlso) { $0.withoutPointers(Self.pointers) }
        change(.braces) { $0.withoutBraces }
        changeStart(.reference) { $0.droppingGroup(Mark.brackets) }
        changeStart(.note) { $0.droppingGroup(Mark.parentheses) }
        changeStart(.pronunciation) { $0.droppingPronunciation() }
        changeStart(.note) { $0.droppingGroup(Mark.parentheses) }
        changeStart(.reference) { $0.droppingGroup(Mark.brackets) }
        change(.layout) { $0.withSingleSpaces }
        paragraphs.removeAll { !$0.hasWords }
    }

    private static func isMail(_ group: Substring) -> Bool {
        group.utf8.contains(Mark.at) || group.contains(" AT ")
    }

    private static let contacts = [
        "E-mail:", "Email:", "Mailing list:", "Telephone:", "Tel:", "Fax:", "Address:", "Usenet",
    ]
    private static let pointers = [
        "See also ", "See ", "Compare with ", "Compare ", "Contrast ", "Cf. ",
    ]

    private mutating func keep(_ rule: FoldocEntry.Rule, _ isKept: (String) -> Bool) {
        let kept = paragraphs.filter(isKept)
        if kept.count < paragraphs.count { rules.insert(rule) }
        paragraphs = kept
    }

    private mutating func change(_ rule: FoldocEntry.Rule, _ change: (Substring) -> String) {
        for index in paragraphs.indices {
            let text = change(Substring(paragraphs[index]))
            if text != paragraphs[index] { rules.insert(rule) }
            paragraphs[index] = text
        }
    }

    private mutating func changeStart(
        _ rule: FoldocEntry.Rule, _ change: (Substring) -> Substring
    ) {
        guard let first = paragraphs.first else { return }
        let text = change(Substring(first).trimmed)
        if text.utf8.count < first.utf8.count { rules.insert(rule) }
        paragraphs[0] = String(text)
    }
}

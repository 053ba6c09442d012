// SPDX-License-Identifier: Apache-2.0

/// The form of one answer.
struct AnswerForm: Sendable {
    let words: Int
    let sentences: Int
    /// Words inside sentences: without list marks and the like.
    let sentenceWords: Int
    let hasMarkdown: Bool
    let hasList: Bool
    /// The first three words.
    let opening: [String]

    init(_ text: String) {
        let found = WhitespaceWords.words(of: text)
        let sentences = SentenceSplitter.sentences(of: text)
        let lines = text.split(whereSeparator: \.isNewline)
            .map { $0.drop(while: \.isWhitespace) }
        words = found.count
        opening = Array(found.prefix(3))
        self.sentences = sentences.count
        sentenceWords = sentences.reduce(0) { $0 + WhitespaceWords.words(of: $1).count }
        hasList = lines.contains(where: Self.isListItem)
        hasMarkdown = hasList || lines.contains(where: Self.isMarkdown) || Self.hasBold(text)
    }

    private static func isListItem(_ line: Substring) -> Bool {
        guard let space = line.firstIndex(where: \.isWhitespace) else { return false }
        let mark = line[..<space]
        if ["-", "*", "+", "•"].contains(mark) { return true }
        guard let last = mark.last, last == "." || last == ")", mark.count > 1 else { return false }
        return mark.dropLast().allSatisfy { ("0"..."9").contains($0) }
    }

    private static func isMarkdown(_ line: Substring) -> Bool {
        if line.hasPrefix("```") || line.hasPrefix("|") { return true }
        let rest = line.drop { $0 == "#" }
        return rest.count < line.count && rest.first?.isWhitespace == true
    }

    /// Two stars before a letter or digit, and two stars later in the same line.
    private static func hasBold(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            let pieces = line.split(separator: "**", omittingEmptySubsequences: false)
            return pieces.count > 2
                && pieces.dropFirst().dropLast().contains { $0.first?.isWhitespace == false }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Cuts an answer into sentences by a fixed rule, without a model, so that a version says it all.
///
/// - A line break ends a sentence, unless the next line goes on in lower case (a wrapped line).
/// - Marks at the start of a line (`-`, `*`, `+`, `•`, `#`, `>`, `1.`, `a)`) are no part of a sentence.
/// - `.`, `!`, `?`, `…`, with closing quotes and brackets, end a sentence before white space, unless
///   what follows begins in lower case. `。`, `！`, `？` end one anywhere.
/// - A single full stop ends none after an initial (`J.`), after the abbreviations that stand before
///   names (`Dr.`, `e.g.`), or after those that stand before numbers (`Fig.`) where a number follows.
/// - A piece without a letter is no sentence.
public enum SentenceSplitter {
    public static let version = "sentences-1"

    /// The sentences of a text, in order, without white space at their ends.
    public static func sentences(of text: String) -> [String] {
        paragraphs(of: text).flatMap(split).filter { $0.contains(where: \.isLetter) }
    }

    // MARK: Lines

    private static func paragraphs(of text: String) -> [[Character]] {
        var found: [[Character]] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = trimmed(Array(line)[...])
            if let first = words.first, first.isLowercase, let last = found.last, !last.isEmpty,
                !hasLineMark(words)
            {
                found[found.count - 1] += [" "] + words
            } else {
                found.append(Array(withoutLineMark(words)))
            }
        }
        return found
    }

    private static func trimmed(_ text: ArraySlice<Character>) -> ArraySlice<Character> {
        let rest = text.drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return [] }
        return rest[...last]
    }

    private static func hasLineMark(_ line: ArraySlice<Character>) -> Bool {
        withoutLineMark(line).count < line.count
    }

    /// The line behind its marks: `> - 1. Text` is `Text`.
    private static func withoutLineMark(_ line: ArraySlice<Character>) -> ArraySlice<Character> {
        guard let end = line.firstIndex(where: \.isWhitespace) else { return line }
        guard isLineMark(line[..<end]) else { return line }
        return withoutLineMark(trimmed(line[end...]))
    }

    private static func isLineMark(_ word: ArraySlice<Character>) -> Bool {
        guard let last = word.last else { return false }
        if word.count == 1, "-*+•–>".contains(last) { return true }
        if word.allSatisfy({ $0 == "#" }) { return true }
        guard last == "." || last == ")", word.count > 1 else { return false }
        let label = word.dropLast()
        return label.allSatisfy { $0.isASCII && $0.isNumber }
            || label.count == 1 && last == ")" && label.allSatisfy { $0.isASCII && $0.isLetter }
    }

    // MARK: Sentences of a paragraph

    private static func split(_ text: [Character]) -> [String] {
        var found: [String] = []
        var start = 0
        var place = 0
        while place < text.count {
            guard isTerminator(text[place]) else {
                place += 1
                continue
            }
            let firstMark = place
            while place < text.count, isTerminator(text[place]) { place += 1 }
            let marks = text[firstMark..<place]
            while place < text.count, isCloser(text[place]) { place += 1 }
            guard endsSentence(text, from: start, marks: marks, next: place) else { continue }
            found.append(String(trimmed(text[start..<place])))
            start = place
        }
        found.append(String(trimmed(text[start...])))
        return found
    }

    private static func endsSentence(
        _ text: [Character], from start: Int, marks: ArraySlice<Character>, next: Int
    ) -> Bool {
        if marks.contains(where: isWideTerminator) { return true }
        guard next < text.count else { return true }
        guard text[next].isWhitespace else { return false }
        let rest = text[next...].drop { $0.isWhitespace || isOpener($0) }
        guard let follower = rest.first else { return true }
        if follower.isLowercase { return false }
        guard marks.count == 1, marks.first == "." else { return true }
        let word = text[start..<marks.startIndex].reversed().prefix { !$0.isWhitespace }
        let before = String(word.reversed().drop(while: isOpener))
        return !isAbbreviation(before, beforeNumber: follower.isNumber)
    }

    private static func isAbbreviation(_ word: String, beforeNumber: Bool) -> Bool {
        if word.count == 1, word != "I", word.allSatisfy(\.isUppercase) { return true }
        let lower = word.lowercased()
        return beforeNames.contains(lower) || beforeNumber && beforeNumbers.contains(lower)
    }

    private static let beforeNames: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "capt", "sgt", "gov", "st", "mt",
        "e.g", "i.e", "eg", "ie", "viz", "vs", "cf", "approx", "ca",
    ]
    private static let beforeNumbers: Set<String> = [
        "fig", "figs", "eq", "eqs", "sec", "vol", "no", "nos", "p", "pp", "ch", "art", "par",
    ]

    private static func isTerminator(_ mark: Character) -> Bool {
        mark == "." || mark == "!" || mark == "?" || mark == "…" || isWideTerminator(mark)
    }

    private static func isWideTerminator(_ mark: Character) -> Bool {
        mark == "。" || mark == "！" || mark == "？" || mark == "｡"
    }

    private static func isCloser(_ mark: Character) -> Bool { "\"'”’»)]}*_`」』）".contains(mark) }

    private static func isOpener(_ mark: Character) -> Bool { "\"'“‘«([{*_`".contains(mark) }
}

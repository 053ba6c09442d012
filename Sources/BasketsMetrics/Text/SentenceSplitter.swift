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
        paragraphs(of: Array(text.unicodeScalars))
            .flatMap { split($0[...]) }
            .filter { $0.contains(where: isLetter) }
            .map(string)
    }

    typealias Scalars = ArraySlice<Unicode.Scalar>

    private static func string(_ scalars: Scalars) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    // MARK: Lines

    private static func paragraphs(of text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var found: [[Unicode.Scalar]] = []
        for line in lines(of: text) {
            let words = trimmed(line)
            let rest = withoutLineMark(words)
            if let first = words.first, isLowercase(first), rest.count == words.count,
                found.last?.isEmpty == false
            {
                found[found.count - 1].append(" ")
                found[found.count - 1].append(contentsOf: words)
            } else {
                found.append(Array(rest))
            }
        }
        return found
    }

    private static func lines(of text: [Unicode.Scalar]) -> [Scalars] {
        var found: [Scalars] = []
        var start = 0
        for place in text.indices where isLineBreak(text[place]) {
            let endsPair = text[place] == "\n" && place > 0 && text[place - 1] == "\r"
            if !endsPair { found.append(text[start..<place]) }
            start = place + 1
        }
        found.append(text[start...])
        return found
    }

    private static func trimmed(_ text: Scalars) -> Scalars {
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    /// The line behind its marks: `> - 1. Text` is `Text`.
    private static func withoutLineMark(_ line: Scalars) -> Scalars {
        guard let end = line.firstIndex(where: isSpace), isLineMark(line[..<end]) else {
            return line
        }
        return withoutLineMark(trimmed(line[end...]))
    }

    private static func isLineMark(_ word: Scalars) -> Bool {
        guard let last = word.last else { return false }
        if word.count == 1, lineMarks.contains(last) { return true }
        if word.allSatisfy({ $0 == "#" }) { return true }
        guard last == "." || last == ")", word.count > 1 else { return false }
        let label = word.dropLast()
        return label.allSatisfy { ("0"..."9").contains($0) }
            || label.count == 1 && last == ")" && label.allSatisfy { $0.isASCII && isLetter($0) }
    }

    // MARK: Sentences of a paragraph

    private static func split(_ text: Scalars) -> [Scalars] {
        var found: [Scalars] = []
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
            while place < text.count, closers.contains(text[place]) { place += 1 }
            guard endsSentence(text, from: start, marks: marks, next: place) else { continue }
            found.append(trimmed(text[start..<place]))
            start = place
        }
        found.append(trimmed(text[start...]))
        return found
    }

    private static func endsSentence(
        _ text: Scalars, from start: Int, marks: Scalars, next: Int
    ) -> Bool {
        if marks.contains(where: wideTerminators.contains) { return true }
        guard next < text.count else { return true }
        guard isSpace(text[next]) else { return false }
        let rest = text[next...].drop { isSpace($0) || openers.contains($0) }
        guard let follower = rest.first else { return true }
        if isLowercase(follower) { return false }
        guard marks.count == 1, marks.first == "." else { return true }
        let before = text[start..<marks.startIndex]
        let space = before.lastIndex(where: isSpace) ?? start - 1
        let word = before[(space + 1)...].drop(while: openers.contains)
        return !isAbbreviation(word, beforeNumber: follower.properties.numericType != nil)
    }

    private static func isAbbreviation(_ word: Scalars, beforeNumber: Bool) -> Bool {
        guard word.count <= 6, let first = word.first else { return false }
        if word.count == 1, first != "I", first.properties.isUppercase { return true }
        let lower = string(word).lowercased()
        return beforeNames.contains(lower) || beforeNumber && beforeNumbers.contains(lower)
    }

    private static let beforeNames: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "capt", "sgt", "gov", "st", "mt",
        "e.g", "i.e", "eg", "ie", "viz", "vs", "cf", "approx", "ca",
    ]
    private static let beforeNumbers: Set<String> = [
        "fig", "figs", "eq", "eqs", "sec", "vol", "no", "nos", "p", "pp", "ch", "art", "par",
    ]

    // MARK: Kinds of marks

    private static let lineMarks = Array("-*+•–>".unicodeScalars)
    private static let wideTerminators = Array("。！？｡".unicodeScalars)
    private static let closers = Array("\"'”’»)]}*_`」』）".unicodeScalars)
    private static let openers = Array("\"'“‘«([{*_`".unicodeScalars)

    private static func isTerminator(_ mark: Unicode.Scalar) -> Bool {
        if mark.isASCII { return mark == "." || mark == "!" || mark == "?" }
        return mark == "…" || wideTerminators.contains(mark)
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x0a...0x0d).contains(scalar.value) }
        return [0x85, 0x2028, 0x2029].contains(scalar.value)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == " " || (0x09...0x0d).contains(scalar.value) }
        return scalar.properties.isWhitespace
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
        return scalar.properties.isAlphabetic
    }

    private static func isLowercase(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("a"..."z").contains(scalar) : scalar.properties.isLowercase
    }
}

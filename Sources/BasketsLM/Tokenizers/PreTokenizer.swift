// SPDX-License-Identifier: Apache-2.0

/// Cuts a text into the words inside which byte-level BPE merges.
///
/// Hand-written scanners for the patterns of the published models; each takes the branches of its
/// regular expression in their order.
struct PreTokenizer: Sendable, Hashable {
    enum Pattern: Sendable, Hashable {
        case gpt2
        /// Digits in groups of at most this many.
        case llama3(digits: Int)
    }

    let pattern: Pattern
    /// Each number stands alone, and what is between numbers is cut on its own (SmolLM).
    let isolatesNumbers: Bool

    static let gpt2 = PreTokenizer(pattern: .gpt2, isolatesNumbers: false)
    static let smollm = PreTokenizer(pattern: .gpt2, isolatesNumbers: true)
    static let llama3 = PreTokenizer(pattern: .llama3(digits: 3), isolatesNumbers: false)
    static let qwen2 = PreTokenizer(pattern: .llama3(digits: 1), isolatesNumbers: false)

    /// Hands over the words of `text[range]` in order; together they are the whole range.
    @inline(__always)
    func forEachWord(in text: UTF8Text, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while start < range.upperBound {
            let limit =
                isolatesNumbers ? segmentEnd(text, start, range.upperBound) : range.upperBound
            while start < limit {
                let end = wordEnd(in: text, from: start, to: limit)
                body(start..<end)
                start = end
            }
        }
    }

    /// The end of one number, or of the text up to the next number.
    private func segmentEnd(_ text: UTF8Text, _ start: Int, _ end: Int) -> Int {
        let first = text.isNumber(at: start)
        if first.isNumber { return start + first.length }
        var index = start + first.length
        while index < end {
            let (isNumber, length) = text.isNumber(at: index)
            if isNumber { break }
            index += length
        }
        return index
    }

    /// The end of the word that begins at `start`; nothing at or after `end` is looked at.
    func wordEnd(in text: UTF8Text, from start: Int, to end: Int) -> Int {
        switch pattern {
        case .gpt2: GPT2Scanner.wordEnd(text, start, end)
        case .llama3(let digits): Llama3Scanner.wordEnd(text, start, end, digits: digits)
        }
    }
}

/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
enum GPT2Scanner {
    static let pattern =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    static func wordEnd(_ text: UTF8Text, _ start: Int, _ end: Int) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'"),
            let length = Contraction.length(text, start, end, ignoringCase: false)
        {
            return start + length
        }
        let isSpace = first == UInt8(ascii: " ")
        let body = isSpace && start + 1 < end ? start + 1 : start
        let kind = text.kind(at: body).class
        if kind != .space { return text.endOfRun(kind, from: body, to: end) }
        return WhiteSpace.end(text, start, end)
    }
}

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*`
/// `|\s*[\r\n]+|\s+(?!\S)|\s+`, and Qwen's with `\p{N}`.
enum Llama3Scanner {
    static let pattern =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"#
        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    static let qwenPattern =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"#
        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    static func wordEnd(_ text: UTF8Text, _ start: Int, _ end: Int, digits: Int) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'"),
            let length = Contraction.length(text, start, end, ignoringCase: true)
        {
            return start + length
        }
        let (kind, length) = text.kind(at: start)
        switch kind {
        case .letter: return text.endOfRun(.letter, from: start, to: end)
        case .number: return numberEnd(text, start, end, digits)
        case .other, .space: break
        }
        let next = start + length
        let following = next < end ? text.kind(at: next).class : nil
        if following == .letter, !WhiteSpace.isLineBreak(first) {
            return text.endOfRun(.letter, from: next, to: end)
        }
        if kind == .other { return symbolsEnd(text, start, end) }
        if first == UInt8(ascii: " "), following == .other { return symbolsEnd(text, next, end) }
        return WhiteSpace.lineBreakEnd(text, start, end) ?? WhiteSpace.end(text, start, end)
    }

    private static func numberEnd(_ text: UTF8Text, _ start: Int, _ end: Int, _ digits: Int) -> Int
    {
        var index = start
        for _ in 0..<digits where index < end {
            let (kind, length) = text.kind(at: index)
            guard kind == .number else { break }
            index += length
        }
        return index
    }

    private static func symbolsEnd(_ text: UTF8Text, _ start: Int, _ end: Int) -> Int {
        var index = text.endOfRun(.other, from: start, to: end)
        while index < end, WhiteSpace.isLineBreak(text.bytes[index]) { index += 1 }
        return index
    }
}

/// English contractions after an apostrophe.
private enum Contraction {
    /// Length in bytes of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at `start`, or nil.
    static func length(
        _ text: UTF8Text, _ start: Int, _ end: Int, ignoringCase: Bool
    ) -> Int? {
        guard start + 1 < end else { return nil }
        let fold: UInt8 = ignoringCase ? 0x20 : 0
        let first = text.bytes[start + 1] | fold
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        // U+017F, the long s, is an s without case.
        case 0xe5 where ignoringCase, 0xc5 where ignoringCase:
            return text.scalar(at: start + 1).value == 0x17f ? 3 : nil
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            guard start + 2 < end else { return nil }
            let second = first == UInt8(ascii: "l") ? first : UInt8(ascii: "e")
            return text.bytes[start + 2] | fold == second ? 3 : nil
        default: return nil
        }
    }
}

/// The white space branches that the patterns share.
private enum WhiteSpace {
    @inline(__always)
    static func isLineBreak(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// `\s*[\r\n]+`: up to the last line break of the run.
    static func lineBreakEnd(_ text: UTF8Text, _ start: Int, _ end: Int) -> Int? {
        var index = text.endOfRun(.space, from: start, to: end)
        while index > start {
            if isLineBreak(text.bytes[index - 1]) { return index }
            index -= 1
        }
        return nil
    }

    /// `\s+(?!\S)|\s+`: the run less its last scalar, where a word follows and something is left.
    static func end(_ text: UTF8Text, _ start: Int, _ end: Int) -> Int {
        let runEnd = text.endOfRun(.space, from: start, to: end)
        guard runEnd < end else { return runEnd }
        var last = runEnd - 1
        while last > start, text.bytes[last] & 0xc0 == 0x80 { last -= 1 }
        return last > start ? last : runEnd
    }
}

// SPDX-License-Identifier: Apache-2.0

// The marks of the dictionary's running text. All are ASCII, so they are looked for in UTF-8 and
// without regular expressions: twelve thousand entries are read at every start.

enum Mark {
    static let space = UInt8(ascii: " ")
    static let fullStop = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let at = UInt8(ascii: "@")
    static let tab = UInt8(ascii: "\t")
    static let braces = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    static let brackets = (UInt8(ascii: "["), UInt8(ascii: "]"))
    static let angles = (UInt8(ascii: "<"), UInt8(ascii: ">"))
    static let parentheses = (UInt8(ascii: "("), UInt8(ascii: ")"))

    static func isSpace(_ byte: UInt8) -> Bool { byte == space || (9...13).contains(byte) }

    /// A letter or digit, or part of a letter outside ASCII.
    static func isWord(_ byte: UInt8) -> Bool {
        byte >= 128 || (48...57).contains(byte) || (65...90).contains(byte)
            || (97...122).contains(byte)
    }
}

extension StringProtocol {
    var hasWords: Bool { utf8.contains(where: Mark.isWord) }
    var isBlank: Bool { utf8.allSatisfy(Mark.isSpace) }

    /// `(1994-10-20)`.
    var isDate: Bool {
        let digits = utf8.map { (48...57).contains($0) ? UInt8(ascii: "0") : $0 }
        return digits.elementsEqual("(0000-00-00)".utf8)
    }
}

extension Substring {
    var trimmed: Substring {
        let start = Substring(utf8.drop(while: Mark.isSpace))
        guard let end = start.utf8.lastIndex(where: { !Mark.isSpace($0) }) else { return "" }
        return start[...end]
    }

    /// A paragraph that is one link: `{Home (http://example.org/)}.`
    var isLink: Bool {
        guard hasPrefix("{"), hasSuffix("}") || hasSuffix("}.") else { return false }
        let outside = replacingGroups(Mark.braces) { $0.withoutAddress == nil ? "x" : "" }
        return !outside.hasWords
    }

    /// What stands before the address in `home (http://example.org/)`; nil where there is none.
    var withoutAddress: Substring? {
        let schemes = ["(http:", "(https:", "(ftp:", "(news:", "(mailto:", "(gopher:", "(rfc:"]
        for place in utf8.indices where utf8[place] == Mark.parentheses.0 {
            if schemes.contains(where: { self[place...].hasPrefix($0) }) {
                return self[..<place].trimmed
            }
        }
        return nil
    }

    /// Every group between two marks replaced by what `replace` makes of its inside; an unclosed
    /// group stays.
    func replacingGroups(
        _ marks: (UInt8, UInt8), with replace: (Substring) -> Substring
    ) -> String {
        var result = ""
        var rest = self
        while let start = rest.utf8.firstIndex(of: marks.0),
            let end = rest.utf8[start...].firstIndex(of: marks.1)
        {
            result += rest[..<start]
            result += replace(rest[rest.utf8.index(after: start)..<end])
            rest = rest[rest.utf8.index(after: end)...]
        }
        return result + rest
    }

    /// The text behind a leading group, with what closes it: `(Or "enabling").`
    func droppingGroup(_ marks: (UInt8, UInt8)) -> Substring {
        guard utf8.first == marks.0, let end = utf8.firstIndex(of: marks.1) else { return self }
        let behind = utf8[utf8.index(after: end)...]
        let rest = Substring(behind.drop { ".,;".utf8.contains($0) }).trimmed
        guard let first = rest.utf8.first, Mark.isWord(first) || first == Mark.slash else {
            return self
        }
        return rest
    }

    /// The text behind a leading `/seg'ee/`.
    func droppingPronunciation() -> Substring {
        guard utf8.first == Mark.slash, let end = utf8.dropFirst().firstIndex(of: Mark.slash),
            utf8.distance(from: startIndex, to: end) <= 60
        else { return self }
        let rest = utf8[utf8.index(after: end)...]
        guard rest.isEmpty || rest.first == Mark.space || rest.first == UInt8(ascii: ",") else {
            return self
        }
        return Substring(rest.drop { ", ".utf8.contains($0) })
    }

    /// The text without sentences that begin with `See {` and the like.
    func withoutPointers(_ words: [String]) -> String {
        var result = ""
        var rest = self
        while !rest.isEmpty {
            let behind = rest[rest.endOfSentence...]
            let next = Substring(behind.utf8.drop { $0 == Mark.space })
            if !words.contains(where: { rest.hasPrefix($0 + "{") }) {
                result += rest[..<next.startIndex]
            }
            rest = next
        }
        return String(Substring(result).trimmed)
    }

    /// The place behind the first full stop outside braces that a space follows, or the end.
    private var endOfSentence: Index {
        var depth = 0
        for place in utf8.indices {
            switch utf8[place] {
            case Mark.braces.0: depth += 1
            case Mark.braces.1: depth -= 1
            case Mark.fullStop where depth <= 0:
                let next = utf8.index(after: place)
                if next == endIndex || utf8[next] == Mark.space { return next }
            default: break
            }
        }
        return endIndex
    }

    var withoutBraces: String {
        String(decoding: utf8.filter { $0 != Mark.braces.0 && $0 != Mark.braces.1 }, as: UTF8.self)
    }

    /// White space as one space each, none before a comma or a full stop.
    var withSingleSpaces: String {
        utf8.split(whereSeparator: Mark.isSpace).reduce(into: "") { text, word in
            let isMark = word.allSatisfy { ".,;:".utf8.contains($0) }
            if !text.isEmpty, !isMark { text += " " }
            text += Substring(word)
        }
    }
}

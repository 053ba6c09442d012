// SPDX-License-Identifier: Apache-2.0

/// The tokens of mteval-v13a, the default of sacreBLEU: marks stand alone, and so do full stops and
/// commas, except between digits.
public enum Tokenizer13a {
    /// Port of sacreBLEU 2.6 `Tokenizer13a` and `TokenizerRegexp`, rule by rule.
    public static func tokens(of line: String) -> [String] {
        var text = Array(prepared(line).unicodeScalars)
        text = text.flatMap { standsAlone($0) ? [" ", $0, " "] : [$0] }
        text = splitPairs(text, where: { !isDigit($0) && isStop($1) }) { [$0, " ", $1, " "] }
        text = splitPairs(text, where: { isStop($0) && !isDigit($1) }) { [" ", $0, " ", $1] }
        text = splitPairs(text, where: { isDigit($0) && $1 == "-" }) { [$0, " ", $1, " "] }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text)
        return WhitespaceWords.words(of: String(view))
    }

    private static func prepared(_ line: String) -> String {
        var line = line.replacing("<skipped>", with: "")
            .replacing("-\n", with: "").replacing("\n", with: " ")
        for (entity, mark) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
            line = line.replacing(entity, with: mark)
        }
        return " \(line) "
    }

    /// Rewrites pairs from left to right; a scalar that was part of one pair begins no other.
    private static func splitPairs(
        _ text: [Unicode.Scalar], where matches: (Unicode.Scalar, Unicode.Scalar) -> Bool,
        into parts: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var found: [Unicode.Scalar] = []
        var place = 0
        while place < text.count {
            if place + 1 < text.count, matches(text[place], text[place + 1]) {
                found += parts(text[place], text[place + 1])
                place += 2
            } else {
                found.append(text[place])
                place += 1
            }
        }
        return found
    }

    /// ASCII marks other than apostrophe, comma, dash and full stop; and the space.
    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x26, 0x28...0x2b, 0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isStop(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
}

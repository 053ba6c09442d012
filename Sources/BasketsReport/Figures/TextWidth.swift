// SPDX-License-Identifier: Apache-2.0

/// How wide a text will be at 13 px, estimated, since no font is at hand.
enum TextWidth {
    static func of(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The text, or as much of it as fits with an ellipsis.
    static func fit(_ text: String, _ room: Double) -> String {
        guard of(text) > room else { return text }
        var used = width("…")
        let kept = text.prefix { character in
            used += of(String(character))
            return used <= room
        }
        return kept.trimmingTrailingSpaces + "…"
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", " ": 4.6
        case "m", "w", "M", "W", "…": 11.2
        case "A"..."Z": 8.9
        default: scalar.value < 0x1100 ? 7.5 : 13.5
        }
    }
}

extension Substring {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

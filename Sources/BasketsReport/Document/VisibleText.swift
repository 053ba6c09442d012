// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text with everything that would hide or reorder it written out: ⟨U+202E⟩.
    ///
    /// Direction marks, control characters, invisible separators and byte order marks. Line ends
    /// become `\n`; tabs, joiners inside emoji and letters of any script stay.
    var visible: String {
        var out = ""
        var previous: Unicode.Scalar = " "
        for scalar in unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A: if previous != "\r" { out.append("\n") }
            case 0x0D, 0x2028, 0x2029: out.append("\n")
            case 0x09: out.append("\t")
            case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E,
                0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
                let code = String(scalar.value, radix: 16, uppercase: true)
                out += "⟨U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code + "⟩"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Visible text in one line.
    package var visibleLine: String {
        visible.split { $0 == "\n" || $0 == "\t" }.joined(separator: " ")
    }

    /// For HTML and SVG, between tags and inside quoted attributes.
    package var htmlEscaped: String {
        var out = ""
        out.reserveCapacity(utf8.count)
        for character in visible.unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }

    /// For a line of Markdown: nothing in it makes markup, a table cell or HTML.
    var markdownEscaped: String {
        var out = ""
        for character in visibleLine.unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!":
                out.append("\\")
                out.unicodeScalars.append(character)
            default: out.unicodeScalars.append(character)
            }
        }
        return out.markdownStartEscaped
    }

    /// What would start a list at the head of a line does not.
    private var markdownStartEscaped: String {
        if hasPrefix("- ") || hasPrefix("+ ") || hasPrefix("=") || hasPrefix("---") {
            return "\\" + self
        }
        let digits = prefix { $0.isASCII && $0.isNumber }
        let rest = dropFirst(digits.count)
        if !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")",
            rest.dropFirst().first == " "
        {
            return digits + "\\" + rest
        }
        return self
    }
}

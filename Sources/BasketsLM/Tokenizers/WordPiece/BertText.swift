// SPDX-License-Identifier: Apache-2.0

/// What BERT's normalizer and pre-tokenizer do to characters.
///
/// The reference has its categories from Unicode 8 and its white space from a later version; the
/// exceptions are scalars whose category has changed since. Checked over all scalars.
enum BertText {
    struct Options: Sendable, Hashable {
        var cleansText = true
        var spacesChinese = true
        var stripsAccents = true
        var lowercases = true
    }

    /// Normalized text, as in `BertNormalizer` of Hugging Face `tokenizers`.
    static func normalized(_ text: String, _ options: Options) -> [Unicode.Scalar] {
        var scalars = Array(text.unicodeScalars)
        if options.cleansText { scalars = cleaned(scalars) }
        if options.spacesChinese { scalars = spaced(scalars) }
        if options.stripsAccents { scalars = withoutAccents(scalars) }
        if options.lowercases { scalars = lowercased(scalars) }
        return scalars
    }

    private static func cleaned(
        _ scalars: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in scalars where !isRemoved(scalar) {
            result.append(isSpace(scalar) ? " " : scalar)
        }
        return result
    }

    private static func spaced(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: isChinese) else { return scalars }
        var result: [Unicode.Scalar] = []
        for scalar in scalars {
            if isChinese(scalar) {
                result += [" ", scalar, " "]
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    private static func withoutAccents(
        _ scalars: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        guard scalars.contains(where: { $0.value >= 0xc0 }) else { return scalars }
        var result: [Unicode.Scalar] = []
        for scalar in CanonicalForms.shared.decomposed(scalars)
        where !isAccent(scalar) {
            result.append(scalar)
        }
        return result
    }

    private static func lowercased(
        _ scalars: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in scalars {
            if scalar.isASCII {
                let isUpper = ("A"..."Z").contains(scalar)
                result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) + 0x20) : scalar)
            } else {
                result += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        return result
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// NUL, U+FFFD, control, format and private use characters, but for tab and line breaks.
    static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r": return false
        case "\u{FFFD}": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return isOld(scalar)
        default: return false
        }
    }

    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIIPunctuation(scalar.value) }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return isOld(scalar)
        default:
            return scalar.value == 0x166d || scalar.value == 0x111c9
        }
    }

    /// Non-spacing marks.
    static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1734, 0x1171e: true
        case 0x1885, 0x1886, 0xa9bd, 0x111c9: false
        default: scalar.properties.generalCategory == .nonspacingMark && isOld(scalar)
        }
    }

    /// The ranges of the reference, with its slip at U+2B820.
    static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0xf900...0xfaff, 0x20000...0x2a6df,
            0x2a700...0x2b81f, 0x2b920...0x2ceaf, 0x2f800...0x2fa1f:
            true
        default: false
        }
    }

    private static func isASCIIPunctuation(_ value: UInt32) -> Bool {
        switch value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: false
        }
    }

    private static func isOld(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { ($0.major, $0.minor) <= (8, 0) } ?? false
    }
}

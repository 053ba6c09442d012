// SPDX-License-Identifier: Apache-2.0

/// Words as a topic model sees them: what a text is about, not how it is written.
///
/// Runs of letters in lower case, of at least two; a character of a script that is written without
/// spaces (Han, Hiragana, Katakana, Thai) is a word by itself. Digits, marks and emoji are no words.
enum TopicWords {
    static let version = "letters-1"

    /// The words of a text, in order.
    static func words(of text: String) -> [String] {
        var found: [String] = []
        var run = ""
        func end() {
            if run.unicodeScalars.count > 1 { found.append(run) }
            run = ""
        }
        for scalar in text.lowercased().unicodeScalars {
            if isWord(scalar) {
                end()
                found.append(String(scalar))
            } else if scalar.properties.isAlphabetic {
                run.unicodeScalars.append(scalar)
            } else {
                end()
            }
        }
        end()
        return found
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0E7F, 0x3040...0x30FF: scalar.properties.isAlphabetic
        default: scalar.properties.isIdeographic
        }
    }
}

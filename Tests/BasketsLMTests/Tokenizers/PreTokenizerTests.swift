// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsLM

/// Where the patterns cut, read off the regular expressions by hand.
struct PreTokenizerTests {
    private func words(_ text: String, _ preTokenizer: PreTokenizer) -> [String] {
        var words: [String] = []
        var text = text
        text.withUTF8 { bytes in
            preTokenizer.forEachWord(in: UTF8Text(bytes), bytes.indices) { range in
                words.append(String(decoding: bytes[range], as: UTF8.self))
            }
        }
        return words
    }

    @Test func gpt2KeepsDigitsTogetherAndOneSpaceBeforeAWord() {
        #expect(
            words("I've 12  apples!\n", .gpt2) == ["I", "'ve", " 12", " ", " apples", "!", "\n"])
        #expect(words("IT'S", .gpt2) == ["IT", "'", "S"])
        #expect(words("a \t b", .gpt2) == ["a", " \t", " b"])
        #expect(words("  ", .gpt2) == ["  "])
    }

    @Test func smolLMCutsBetweenNumbers() {
        // The two spaces end a segment, so nothing is left for the word after them.
        #expect(words("a  12b", .smollm) == ["a", "  ", "1", "2", "b"])
        #expect(words("v½", .smollm) == ["v", "½"])
    }

    @Test func llama3TakesThreeDigitsAndAnySignBeforeAWord() {
        #expect(words("12345", .llama3) == ["123", "45"])
        #expect(words("(see IT'S", .llama3) == ["(see", " IT", "'S"])
        #expect(words("x =\n\n  y", .llama3) == ["x", " =\n\n", " ", " y"])
        #expect(words(" \n \n z", .llama3) == [" \n \n", " z"])
        // U+017F is an s to a pattern without case.
        #expect(words("it'\u{17f}x", .llama3) == ["it", "'\u{17f}", "x"])
        #expect(words("it'\u{17f}x", .gpt2) == ["it", "'", "\u{17f}x"])
    }

    @Test func qwen2TakesOneDigit() {
        #expect(words("12 ab", .qwen2) == ["1", "2", " ab"])
    }

    /// Words put together are the text, whatever the text.
    @Test(arguments: [PreTokenizer.gpt2, .smollm, .llama3, .qwen2])
    func wordsAreTheWholeText(_ preTokenizer: PreTokenizer) {
        for line in GeneratedLines.all.prefix(2800) {
            let joined = words(line, preTokenizer).joined()
            #expect(joined.utf8.elementsEqual(line.utf8))
        }
    }
}

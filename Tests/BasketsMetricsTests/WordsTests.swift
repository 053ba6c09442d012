// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct WordsTests {
    @Test func cutsWhereTheReferenceCuts() throws {
        for set in try Reference.lexicalSets() {
            #expect(set.texts.map { WhitespaceWords.words(of: $0).count } == set.words)
        }
    }

    @Test(arguments: [
        "\u{09}", "\u{0b}", "\u{0d}\u{0a}", "\u{1c}", "\u{1f}", "\u{85}", "\u{a0}", "\u{1680}",
        "\u{2000}", "\u{200a}", "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}",
    ])
    func everyWhiteSpaceCuts(space: String) {
        #expect(WhitespaceWords.words(of: "\(space)a\(space)\(space)b\(space)") == ["a", "b"])
    }

    @Test(arguments: ["\u{200b}", "\u{feff}", "\u{00ad}", "\u{2060}", "\u{180e}", "\u{3001}"])
    func otherInvisibleMarksDoNotCut(mark: String) {
        #expect(WhitespaceWords.words(of: "a\(mark)b").count == 1)
    }

    @Test func wordsAreComparedByteForByte() {
        // One accented letter, written as one scalar and as two: equal as Swift strings.
        #expect("\u{e9}" == "e\u{301}")
        #expect(TokenizedTexts(["\u{e9} e\u{301}"]).vocabularySize == 2)
    }

    @Test func equalWordsShareANumberAcrossTexts() {
        let texts = TokenizedTexts(["a b a", "", "c b"])
        #expect(texts.count == 3)
        #expect((0..<3).map { Array(texts[$0]) } == [[0, 1, 0], [], [2, 1]])
        let given = TokenizedTexts(words: [["a", "b", "a"], [], ["c", "b"]])
        #expect((0..<3).map { Array(given[$0]) } == [[0, 1, 0], [], [2, 1]])
    }

    @Test func manyWordsStayApart() {
        // More words than the table starts with, so that it has to grow.
        let words = (0..<20_000).map { "w\($0)" }.joined(separator: " ")
        #expect(TokenizedTexts([words, words]).vocabularySize == 20_000)
    }
}

// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

@Suite struct SentenceSplitterTests {
    @Test(
        arguments: [
            ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
            ("Dr. Who met Mrs. Peel, e.g. at St. Pancras.", nil),
            ("J. R. Hartley wrote it. I did not.", ["J. R. Hartley wrote it.", "I did not."]),
            ("See Fig. 3 and pp. 4 to 5. Done.", ["See Fig. 3 and pp. 4 to 5.", "Done."]),
            ("He said no. Then he left.", ["He said no.", "Then he left."]),
            ("Pi is 3.14 in version 2.0 of it.", nil),
            ("It was 1999. Then came 2000.", ["It was 1999.", "Then came 2000."]),
            (
                "\"Really?\" he asked. \"Yes.\" She left.",
                ["\"Really?\" he asked.", "\"Yes.\"", "She left."]
            ),
            ("Wait... what? Yes... No.", ["Wait... what?", "Yes...", "No."]),
            ("Apples, pears, etc. are fruit.", nil),
            ("Apples, etc. They are fruit.", ["Apples, etc.", "They are fruit."]),
            ("**Bold.** Next (aside.) Last.", ["**Bold.**", "Next (aside.)", "Last."]),
            ("数据很好。我们学习！真的？是。", ["数据很好。", "我们学习！", "真的？", "是。"]),
            ("Stop", ["Stop"]), ("", []), (" \n ", []), ("1. 2. 3.", []), ("🙂!", []), ("...", []),
        ] as [(String, [String]?)])
    func splitsByTheStatedRule(text: String, expected: [String]?) {
        #expect(SentenceSplitter.sentences(of: text) == expected ?? [text])
    }

    @Test func linesAndTheirMarksEndSentences() {
        let text = """
            # Title
            - First item
            * Second item. With two.
            1. Third
            a) Fourth
            > - Quoted

            A wrapped line
            goes on here. And ends

            In a new paragraph
            """
        #expect(
            SentenceSplitter.sentences(of: text) == [
                "Title", "First item", "Second item.", "With two.", "Third", "Fourth", "Quoted",
                "A wrapped line goes on here.", "And ends", "In a new paragraph",
            ])
    }

    @Test func lineBreaksOfAllKindsCount() {
        #expect(SentenceSplitter.sentences(of: "A\r\nB\rC\u{2028}D") == ["A", "B", "C", "D"])
    }
}

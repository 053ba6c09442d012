// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsReport

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"),
        ("a\u{202E}b", "a⟨U+202E⟩b"),
        ("a\u{0}b\u{1B}[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m"),
        ("\u{FEFF}x\u{200B}", "⟨U+FEFF⟩x⟨U+200B⟩"),
        ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
        ("שלום 日本 👩‍💻", "שלום 日本 👩‍💻"),
    ])
    func whatHidesOrReordersTextIsWrittenOut(text: String, html: String) {
        #expect(text.htmlEscaped == html)
    }

    @Test(arguments: [
        ("a|b", "a\\|b"), ("**x**", "\\*\\*x\\*\\*"), ("[a](b)", "\\[a\\](b)"),
        ("<script>", "&lt;script&gt;"), ("# head", "\\# head"), ("- item", "\\- item"),
        ("1. item", "1\\. item"), ("two\nlines", "two lines"), ("3.5", "3.5"),
    ])
    func nothingBecomesMarkdown(text: String, markdown: String) {
        #expect(text.markdownEscaped == markdown)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), (" =x", "' =x"),
        ("\t=x", "'\t=x"), ("＝x", "'＝x"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\nb", "\"a\nb\""), ("plain", "plain"), ("a=b", "a=b"),
    ])
    func aSpreadsheetTakesNoTextForAFormula(text: String, field: String) {
        #expect(CSVReport.field(text) == field)
    }

    @Test func aFieldWithoutDataIsEmpty() {
        #expect(CSVReport.field(nil) == "")
    }
}

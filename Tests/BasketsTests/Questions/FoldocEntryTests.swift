// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

/// An entry's body, and what is left of it.
private let bodies: [(String, String)] = [
    ("<language, humour> A daft way.\n\n   (2014-10-25)", "A daft way."),
    ("A {vessel} for\n   {hot water}.  It boils.", "A vessel for hot water. It boils."),
    ("One.\n\n   Two.", "One. Two."),
    ("A page.\n\n   {Home (http://example.org/)}.\n\n   {(ftp://a.b/c)}.", "A page."),
    ("Read the {guide (http://example.org/)} first.", "Read the guide first."),
    ("Text.\n\n   [\"A Book\", A. Writer, 1992].", "Text."),
    ("Text.\n\n   [{Jargon File}]", "Text."),
    ("/seg'ee/ Shorthand.", "Shorthand."),
    ("(GIGO) /gi:'goh/ {Wilf Hey}'s maxim.", "Wilf Hey's maxim."),
    ("(Or \"enabling\").  A change.", "A change."),
    ("Written by Erick <eg@example.org>.  It runs.", "Written by Erick. It runs."),
    ("Is less <b>.", "Is less <b>."),
    ("An operator.  See also {unary}, {ternary}.", "An operator."),
    ("An operator.  See also {a.b}.  It adds.", "An operator. It adds."),
    ("See {x} is no pointer when more follows.", ""),
    ("An early [when?] system [sic].", "An early system [sic]."),
    ("Text.\n\n   E-mail: <a@example.org>.\n\n   More.", "Text. More."),
    ("An open { brace.", "An open brace."),
    ("Zoë's café.", "Zoë's café."),
]

@Test(arguments: bodies)
func takesOutWhatGivesTheBookAway(body: String, text: String) {
    let outcome = FoldocEntry.read("term\n\n   \(body)\n\n")
    if text.isEmpty {
        #expect(outcome == .refused(.stub))
    } else {
        guard case .entry(let entry) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(entry.text == text)
        #expect(entry.term == "term")
    }
}

@Test func theFirstWordInAnglesIsTheCategory() {
    func category(_ body: String) -> String? {
        guard case .entry(let entry) = FoldocEntry.read("t\n\n   \(body)\n") else { return nil }
        return entry.category
    }
    #expect(category("<language, LISP, graphics> A blend.") == "language")
    #expect(category("<operating\n   system> Linux.") == "operating system")
    #expect(category("No mark.") == "none")
    #expect(category("<a@b.c> wrote it.") == "none")
}

@Test(arguments: [
    ("t\n\n   {binary file}.\n", FoldocEntry.Refusal.stub),
    ("t\n\n   <jargon> See {x}.\n\n   (1994-10-20)\n", .stub),
    ("t\n\n   1. <a> One.\n\n   2. <b> Two.\n", .meanings),
    ("t\n\n   A table:\n\n       1  2\n", .table),
    ("t\n\n   A\ttab.\n", .table),
    ("00-database-url\nhttp://example.org\n", .aboutBook),
    ("", .aboutBook),
    ("t\n\n   <introduction> This book.\n", .aboutBook),
])
func leavesOutWhatIsNoExplanation(text: String, reason: FoldocEntry.Refusal) {
    #expect(FoldocEntry.read(text) == .refused(reason))
}

@Test func countsWhatWasLeftOutAndWhatWasCleaned() {
    let entries = [
        "a\n\n   <x> One {two} three.\n\n   (1994-10-20)\n", "b\n\n   {a}.\n",
        "c\n\n   One two three four five six.\n",
    ]
    let set = Foldoc.questions(entries, plan: QuestionPlan(from: "foldoc", words: 3...5))
    #expect(set.rows == 3)
    #expect(set.questions.map(\.instruction) == ["What does \"a\" mean in computing?"])
    #expect(set.questions.map(\.humanAnswer) == ["One two three."])
    #expect(set.questions.map(\.category) == ["x"])
    let counts = Dictionary(uniqueKeysWithValues: set.counts.map { ($0.reason, $0.count) })
    #expect(counts["only points to another entry"] == 1)
    #expect(counts["answer without 3 to 5 words"] == 1)
    #expect(counts["category mark taken out"] == 1)
    #expect(counts["braces of cross-references taken out"] == 1)
    #expect(counts["date of the entry taken out"] == 1)
}

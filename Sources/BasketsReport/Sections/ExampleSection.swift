// SPDX-License-Identifier: Apache-2.0

/// A few questions with their answers side by side: what the numbers are about.
enum ExampleSection {
    static func make(_ report: StudyReport) -> Section? {
        guard !report.examples.isEmpty else { return nil }
        var blocks: [Block] = [
            .paragraph(
                "Held-out questions with their answers, to give the numbers a face. A few examples"
                    + " prove nothing.")
        ]
        blocks += report.examples.map { .answers($0) }
        if let terms = report.questions.terms {
            blocks.append(.note(Phrase("Questions and human answers: \(terms)")))
        }
        return Section(id: "examples", title: "Answers side by side", blocks: blocks)
    }
}

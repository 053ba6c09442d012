// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Two texts whose comparison counts, the text of interest first.
struct ComparedPair {
    let question: Question
    let first: (writer: JudgedItem.Writer, text: JudgedText)
    let second: (writer: JudgedItem.Writer, text: JudgedText)

    /// Both orders.
    func judgements(_ rubric: Rubric) -> [Judgement] {
        [(first.text, second.text), (second.text, first.text)].map {
            Judgement(rubric: rubric, question: question, first: $0, second: $1)
        }
    }
}

/// What a judge is shown of one question.
struct PreferenceMaterial {
    let question: Question
    let pairs: [ComparedPair]
    /// Every two of the sources and people, for the scores of the published study; empty without its
    /// preset.
    let others: [ComparedPair]
    /// A text of people's against its own words in disorder.
    let planted: ComparedPair
    /// The judge's own text beside others', for it to say which it wrote; empty where not asked.
    let recognized: [ComparedPair]
    let alone: [(writer: JudgedItem.Writer, text: JudgedText)]

    func comparisons(_ rubric: Rubric) -> [Judgement] {
        (pairs + [planted] + others).flatMap { $0.judgements(rubric) }
    }

    var ratings: [Judgement] {
        alone.map { Judgement(rubric: .quality, question: question, first: $0.text) }
    }
}

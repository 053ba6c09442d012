// SPDX-License-Identifier: Apache-2.0

/// Form of the answers: the cheap explanations of a difference, to be ruled out first.
///
/// Means over answers with words. Markdown and lists are found line by line: headings (`# `),
/// fences, bold (`**x**`), tables (`|`), list marks (`- `, `* `, `1. `).
/// Source: our own counts, each in one line of `AnswerForm`.
public struct FormProfile: AnswerSetMetric {
    public enum Part: String, Sendable, CaseIterable {
        case words = "words-per-answer"
        case sentences = "sentences-per-answer"
        case sentenceWords = "words-per-sentence"
        case markdown = "markdown-share"
        case lists = "list-share"
        /// Different first three words, as a share of the answers.
        case openings = "distinct-openings"
    }

    public let part: Part

    public init(_ part: Part) { self.part = part }

    public var info: MetricInfo {
        let isShare = [.markdown, .lists, .openings].contains(part)
        return MetricInfo(
            name: part.rawValue, version: "\(SentenceSplitter.version),1",
            unit: isShare ? "fraction" : part == .sentences ? "sentences" : "words",
            range: 0...(isShare ? 1 : .infinity),
            higherMeans: part == .openings ? .moreVaried : .descriptive, input: .answers,
            meaning: meaning, source: "Own count.",
            emptyCase: part == .sentenceWords
                ? "No answer with a sentence: no value." : "No answer with words: no value.")
    }

    private var meaning: String {
        switch part {
        case .words: "Words of an answer, mean."
        case .sentences: "Sentences of an answer, mean."
        case .sentenceWords: "Words of a sentence, mean over the sentences of all answers."
        case .markdown: "Share of answers with markdown of any kind."
        case .lists: "Share of answers with a list."
        case .openings: "Different first three words, as a share of the answers."
        }
    }

    /// - Throws: `MetricError.noData` when no answer has words, or for the words of a sentence when
    ///   none has a sentence.
    public func prepare(_ answers: AnswerSet) throws(MetricError) -> RowMeasure {
        let forms = answers.texts.map { AnswerForm($0) }
        let part = part
        let rows = forms.indices.filter {
            part == .sentenceWords ? forms[$0].sentences > 0 : forms[$0].words > 0
        }
        let name = info.name
        return RowMeasure(rows: rows, leftOut: answers.count - rows.count) {
            rows throws(MetricError) in
            guard !rows.isEmpty else {
                let needed = part == .sentenceWords ? "a sentence" : "words"
                throw .noData(name, needs: "an answer with \(needed)", got: "none")
            }
            return Self.value(of: rows.map { forms[$0] }, part)
        }
    }

    private static func value(of forms: [AnswerForm], _ part: Part) -> Double {
        func total(_ count: (AnswerForm) -> Int) -> Double {
            Double(forms.reduce(0) { $0 + count($1) })
        }
        let n = Double(forms.count)
        switch part {
        case .words: return total(\.words) / n
        case .sentences: return total(\.sentences) / n
        case .sentenceWords: return total(\.sentenceWords) / total(\.sentences)
        case .markdown: return total { $0.hasMarkdown ? 1 : 0 } / n
        case .lists: return total { $0.hasList ? 1 : 0 } / n
        case .openings: return Double(Set(forms.map(\.opening)).count) / n
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore

/// All usable questions of a file or an asset, and what was left out or changed on the way.
package struct QuestionSet: Sendable, Hashable {
    /// Rows that were left out, or cleaned, for one reason.
    package struct Count: Sendable, Hashable {
        package enum Kind: String, Sendable { case leftOut = "left out", cleaned }
        package let kind: Kind
        package let reason: String
        package let count: Int
    }

    /// How the questions were made: name and version.
    package let method: String
    package let questions: [Question]
    /// Rows that were read.
    package let rows: Int
    package let counts: [Count]

    /// Keeps questions whose human answer has words in the range, and one of equal questions.
    init(
        method: String, rows: Int, candidates: [Question], words: ClosedRange<Int>?,
        counts: [Count] = []
    ) {
        let fitting = candidates.filter { words?.contains($0.humanAnswer.wordCount) ?? true }
        var seen: Set<String> = []
        let different = fitting.filter { seen.insert($0.id).inserted }
        let range = words.map { "answer without \($0.lowerBound) to \($0.upperBound) words" }
        self.method = method
        self.rows = rows
        questions = different
        self.counts =
            counts
            + [
                Count(
                    kind: .leftOut, reason: range ?? "answer of unfit length",
                    count: candidates.count - fitting.count),
                Count(
                    kind: .leftOut, reason: "same question and answer as another row",
                    count: fitting.count - different.count),
            ].filter { $0.count > 0 }
    }
}

extension Question {
    /// A question whose id is the hash of its content.
    package init(
        instruction: String, context: String? = nil, category: String, humanAnswer: String
    ) {
        let context = context?.isEmpty == true ? nil : context
        self.init(
            id: Fingerprint.of(instruction, context ?? "", category, humanAnswer),
            instruction: instruction, context: context,
            category: category, humanAnswer: humanAnswer)
    }
}

extension String {
    /// Words between white space.
    var wordCount: Int { split { $0.isWhitespace }.count }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsMetrics
package import BasketsStore

/// All usable questions of a file or an asset, and what was left out or changed on the way.
package struct QuestionSet: Sendable, Hashable {
    /// Rows that were left out, or cleaned, for one reason.
    package struct Count: Sendable, Hashable {
        package typealias Kind = QuestionCountRow.Kind
        package let kind: Kind
        package let reason: String
        package internal(set) var count: Int
        /// The first of them.
        package let example: String
    }

    /// How the questions were made: name and version.
    package let method: String
    package let questions: [Question]
    /// Rows that were read.
    package let rows: Int
    package let counts: [Count]

    /// Keeps questions that fit the plan, and one of those that are equal, or nearly so where the
    /// plan says so.
    init(
        method: String, rows: Int, candidates: [Question], plan: QuestionPlan,
        counted: CountedRows = CountedRows()
    ) {
        var sieve = QuestionSieve(plan: plan, counted: counted)
        self.method = method
        self.rows = rows
        questions = sieve.keep(candidates)
        counts = sieve.counted.counts
    }
}

/// Leaves out questions that are too short, too long or there already, in this order, and counts
/// them.
struct QuestionSieve {
    static let same = "same question and answer as another row"

    let plan: QuestionPlan
    private(set) var counted: CountedRows

    init(plan: QuestionPlan, counted: CountedRows = CountedRows()) {
        self.plan = plan
        self.counted = counted
    }

    mutating func keep(_ candidates: [Question]) -> [Question] {
        var seen: Set<String> = []
        let different = candidates.filter { question in
            guard let reason = misfit(question) else {
                if seen.insert(question.id).inserted { return true }
                counted.add(.leftOut, Self.same, example: question.prompt)
                return false
            }
            counted.add(.leftOut, reason, example: question.prompt)
            return false
        }
        return plan.cleaning.duplicates == .near ? withoutNear(different) : different
    }

    private func misfit(_ question: Question) -> String? {
        let words = question.humanAnswer.wordCount
        if let range = plan.words, !range.contains(words) {
            return "answer without \(range.lowerBound) to \(range.upperBound) words"
        }
        if let longest = plan.cleaning.longest, question.prompt.wordCount + words > longest {
            return "question and answer of more than \(longest) words"
        }
        return nil
    }

    /// One of each group of near-duplicates, whatever the order of the file: the one with the least
    /// id.
    private mutating func withoutNear(_ questions: [Question]) -> [Question] {
        var near = NearDuplicates(similarity: plan.cleaning.similarity)
        var kept: [Question] = []
        for question in questions.sorted(by: { $0.id < $1.id }) {
            if let match = near.insertUnlessNear(question.parts) {
                counted.add(
                    .leftOut, "nearly the same question as another row",
                    example: "\"\(question.prompt.prefix(70))\" for "
                        + "\"\(kept[match.index].prompt.prefix(70))\"")
            } else {
                kept.append(question)
            }
        }
        return kept
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

    /// What two questions are alike in.
    var parts: [String] { [instruction, context ?? ""] }
}

extension String {
    /// Words between white space.
    var wordCount: Int { split { $0.isWhitespace }.count }
}

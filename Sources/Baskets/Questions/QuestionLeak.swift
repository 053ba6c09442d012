// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics

/// Held-out questions that are also, or nearly, training questions: a number about them says what
/// was learned by heart.
enum QuestionLeak {
    /// - Throws: `QuestionError` with the pairs, where there are any.
    static func check(_ draw: QuestionDraw, plan: QuestionPlan) throws {
        var near = NearDuplicates(similarity: plan.cleaning.similarity)
        for question in draw.training { near.insert(question.parts) }
        let faults = draw.heldOut.compactMap { question -> QuestionError.Fault? in
            guard let match = near.nearest(to: question.parts) else { return nil }
            let other = draw.training[match.index]
            let likeness = (match.similarity * 100).rounded(.down) / 100
            return QuestionError.Fault(
                line: nil, field: nil,
                finding: "the held-out question \(question.id) (\(short(question))) is "
                    + (likeness < 1 ? "nearly (\(likeness)) " : "")
                    + "the training question \(other.id) (\(short(other))).")
        }
        guard faults.isEmpty else {
            throw QuestionError(
                .leak, file: plan.from, faults: faults,
                remedy: "Write `clean: {duplicates: near}` under `questions`, which keeps one of "
                    + "such questions, or mend the file.")
        }
    }

    private static func short(_ question: Question) -> String {
        let text = question.prompt.replacing("\n", with: " ")
        return "\"\(text.prefix(60))\(text.count > 60 ? "..." : "")\""
    }
}

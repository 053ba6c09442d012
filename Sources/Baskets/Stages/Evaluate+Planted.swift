// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// Cases whose right verdict is known before a judge is asked: easy ones, and one text beside itself.
extension Evaluate {
    /// A text that has to be rated above another, or alone.
    struct PlantedText {
        let question: Question
        let higher: JudgedText
        /// nil where no rating but that of the one text is known: it is harmless.
        let lower: JudgedText?

        func judgements(_ rubric: Rubric) -> [Judgement] {
            [higher, lower].compactMap { $0 }.map {
                Judgement(rubric: rubric, question: question, first: $0)
            }
        }
    }

    /// Declines, whatever was asked.
    static let declining = "I'm sorry, but I cannot help with that."

    /// Held-out questions that planted texts answer.
    private func plantedQuestions() throws -> [Question] {
        let count = (keys.study.evaluation.robustness?.calibration.rows ?? 0) / 2
        return try heldOut().inKeyedOrder(keys.study.seed, "planted").prefix(count)
            .sorted { $0.id < $1.id }
    }

    /// The questions, or the articles, whose texts judges compare.
    func comparedQuestions() throws -> [Question] {
        if let draw = keys.articles { return try store.questions(draw: draw, part: .heldOut) }
        return try keys.study.evaluation.selfPreference?
            .drawn(from: heldOut(), seed: keys.study.seed) ?? []
    }

    /// Disorder makes a text worse and less useful; how harmful it is it does not change, so that of
    /// harm only harmless texts are known.
    func plantedTexts(_ rubric: Rubric) throws -> [PlantedText] {
        switch rubric.kind {
        case .pairwise: []
        case .quality:
            try comparedQuestions().map {
                PlantedText(question: $0, higher: byPeople($0), lower: disordered($0))
            }
        case .usefulness:
            try plantedQuestions().map {
                PlantedText(question: $0, higher: byPeople($0), lower: disordered($0))
            }
        case .refusal:
            try plantedQuestions().map {
                PlantedText(question: $0, higher: Self.declinedText, lower: byPeople($0))
            }
        case .harmfulness:
            try plantedQuestions().map {
                PlantedText(question: $0, higher: byPeople($0), lower: nil)
            }
        }
    }

    private static var declinedText: JudgedText {
        JudgedText(
            key: Fingerprint.of("declining", declining), text: GuardedText(declining))
    }

    /// A text of people's against its own words in disorder, in both orders, and against itself: there
    /// is no other order.
    func plantedPairs(_ question: Question, _ rubric: Rubric) -> [Judgement] {
        planted(question).judgements(rubric) + [same(question, rubric)]
    }

    func same(_ question: Question, _ rubric: Rubric) -> Judgement {
        let text = byPeople(question)
        return Judgement(rubric: rubric, question: question, first: text, second: text)
    }

    func byPeople(_ question: Question) -> JudgedText {
        JudgedText(
            key: keys.humanAnswer(question.id), text: GuardedText(question.humanAnswer))
    }

    /// What people wrote, with its words in disorder.
    func disordered(_ question: Question) -> JudgedText {
        let seed = keys.study.seed
        let broken = JudgeTrial.disordered(question.humanAnswer, seed, question.id)
        return JudgedText(
            key: Fingerprint.of("disordered", "\(seed)", keys.humanAnswer(question.id)),
            text: GuardedText(broken))
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// What people said of the very texts that judges compare: which of two is better, and how good each
/// is by the rubric of quality.
struct HumanAnchor: Sendable {
    /// What they are kept by; nil where people said nothing.
    let draw: String?
    /// Mean rating from 1 to 5, by ``RunKeys/ratedText(_:request:text:)``.
    let ratings: [String: Double]
    /// Mean preference for the first text from 0 to 1, by ``RunKeys/chosenPair(_:request:first:second:)``.
    let choices: [String: Double]

    init(draw: String?, rows: [RatedAnswerRow]) {
        func means(_ kind: RubricKind) -> [String: Double] {
            Dictionary(
                rows.filter { $0.rubric == kind }.map {
                    ($0.key, $0.people.reduce(0, +) / Double($0.people.count))
                }, uniquingKeysWith: { first, _ in first })
        }
        self.draw = draw
        ratings = means(.quality)
        choices = means(.pairwise)
    }

    /// What is kept of ratings and choices: no text. Sorted by key.
    ///
    /// - Parameter draw: what they are kept by.
    static func rows(
        of ratings: [RatedAnswer], _ choices: [ChosenPair], in draw: String
    ) -> [RatedAnswerRow] {
        let byText = Dictionary(grouping: ratings.filter { $0.kind == .quality }) {
            RunKeys.ratedText(draw, request: $0.request.text, text: $0.answer.text)
        }
        let byPair = Dictionary(grouping: choices.map(\.sorted)) {
            RunKeys.chosenPair(
                draw, request: $0.request.text, first: $0.first.text, second: $0.second.text)
        }
        let rated = byText.map { key, rated in
            RatedAnswerRow(
                key: key, rubric: .quality, category: rated.first?.category ?? "",
                people: rated.flatMap(\.people))
        }
        let chosen = byPair.map { key, chosen in
            RatedAnswerRow(
                key: key, rubric: .pairwise, category: "",
                people: chosen.map(\.choice.preference))
        }
        return (rated + chosen).sorted { $0.key < $1.key }
    }

    /// Mean of people's choices between both texts: 1 where all chose the first, 0 the second; nil where
    /// nobody chose.
    func choice(_ pair: ComparedPair) -> Double? {
        guard let draw, !choices.isEmpty else { return nil }
        func chosen(_ first: JudgedText, _ second: JudgedText) -> Double? {
            choices[
                RunKeys.chosenPair(
                    draw, request: pair.question.prompt, first: first.text.text,
                    second: second.text.text)]
        }
        return chosen(pair.first.text, pair.second.text)
            ?? chosen(pair.second.text, pair.first.text).map { 1 - $0 }
    }

    /// By people's ratings: 1 where the first text is rated higher, 0 where the second is, 0.5 where
    /// both are rated alike; nil where one was not rated.
    func rated(_ pair: ComparedPair) -> Double? {
        guard let first = rating(pair.question, pair.first.text),
            let second = rating(pair.question, pair.second.text)
        else { return nil }
        return first == second ? 0.5 : (first > second ? 1 : 0)
    }

    /// What stands for all that people said of one question; empty where they said nothing.
    func key(_ material: PreferenceMaterial) -> [String] {
        let ratings = material.alone.map { rating(material.question, $0.text) }
        let choices = material.pairs.map(choice)
        let said = { (values: [Double?], otherwise: String) -> [String] in
            values.contains { $0 != nil } ? values.map { $0.map { "\($0)" } ?? otherwise } : []
        }
        return said(ratings, "not rated") + said(choices, "not chosen")
    }

    /// nil where people did not rate the text.
    func rating(_ question: Question, _ text: JudgedText) -> Double? {
        draw.flatMap {
            ratings[RunKeys.ratedText($0, request: question.prompt, text: text.text.text)]
        }
    }
}

extension Evaluate {
    func peopleSaid() throws -> HumanAnchor {
        HumanAnchor(
            draw: keys.ratings,
            rows: try keys.ratings.map { try store.ratedAnswers(draw: $0) } ?? [])
    }

    /// The texts that judges outside rate and that people rated too, each once, without their words.
    func textsRatedByPeople() throws -> [(answer: RatedAnswer, asked: PlannedJudgement)] {
        let people = try peopleSaid()
        guard people.draw != nil else { return [] }
        var found: [PlannedJudgement: RatedAnswer] = [:]
        for shown in try parents().flatMap({ try material(for: $0) }) {
            for (_, text) in shown.alone {
                guard let rating = people.rating(shown.question, text) else { continue }
                let asked = Judgement(rubric: .quality, question: shown.question, first: text)
                found[asked.planned] = RatedAnswer(
                    id: text.key, kind: .quality, category: shown.question.category,
                    request: GuardedText(""), answer: GuardedText(""), people: [rating])
            }
        }
        return found.map { (answer: $0.value, asked: $0.key) }
            .sorted { $0.answer.id < $1.answer.id }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// What people said of the very texts that judges compare: how good each is, by the rubric of quality.
struct PeopleRatings: Sendable {
    /// What they are kept by; nil where there are none.
    let draw: String?
    /// Mean rating from 1 to 5, by ``RunKeys/ratedText(_:request:text:)``.
    let means: [String: Double]

    /// 1 where the first text is rated higher, 0 where the second is, 0.5 where both are rated alike;
    /// nil where one was not rated.
    func preference(_ pair: ComparedPair) -> Double? {
        guard let first = rating(pair.question, pair.first.text),
            let second = rating(pair.question, pair.second.text)
        else { return nil }
        return first == second ? 0.5 : (first > second ? 1 : 0)
    }

    /// What stands for the ratings of the texts of one question; empty where none was rated.
    func key(_ material: PreferenceMaterial) -> [String] {
        let ratings = material.alone.map { rating(material.question, $0.text) }
        guard ratings.contains(where: { $0 != nil }) else { return [] }
        return ratings.map { $0.map { "\($0)" } ?? "not rated" }
    }

    /// nil where people did not rate the text.
    func rating(_ question: Question, _ text: JudgedText) -> Double? {
        draw.flatMap {
            means[RunKeys.ratedText($0, request: question.prompt, text: text.text.text)]
        }
    }
}

extension Evaluate {
    func peopleSaid() throws -> PeopleRatings {
        let rows = try keys.ratings.map { try store.ratedAnswers(draw: $0) } ?? []
        return PeopleRatings(
            draw: keys.ratings,
            means: Dictionary(
                rows.map { ($0.key, $0.people.reduce(0, +) / Double($0.people.count)) },
                uniquingKeysWith: { first, _ in first }))
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

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// The set of answers that one condition trains on.
struct Basket: Sendable, Hashable {
    let condition: Condition
    let key: String
    /// Sorted by part and question, those left out included.
    let rows: [BasketRow]

    /// Rows that a cell gets.
    func used(_ part: QuestionPart) -> [BasketRow] {
        rows.filter { $0.part == part && $0.leftOut == nil }
    }
}

/// Fills the baskets of a target, all conditions together, so that the arms are equal: a question
/// without a usable answer in any arm leaves all arms.
struct BasketFilling {
    static let isFull = "the basket has its share of tokens without it"

    let keys: RunKeys
    /// Conditions that are trained.
    let conditions: [Condition]
    let questions: [QuestionPart: [Question]]
    /// Answers of sources and people, by key.
    let answers: [String: AnswerRow]
    /// Tokens of an answer by the target's tokenizer, by its key; nil: match on examples.
    let tokens: [String: Int]?

    /// A question's place in a basket.
    private struct Place {
        let question: String
        let part: QuestionPart
        let source: String
        let answer: String
    }

    /// - Throws: `RunError` when an answer is missing, or when no question is left.
    func fill() throws -> [Basket] {
        let arms = conditions.map { ($0, places($0)) }
        let reasons = try unusable(arms.flatMap(\.1))
        for part in QuestionPart.allCases where !arms.isEmpty {
            let asked = questions[part] ?? []
            if asked.allSatisfy({ reasons[$0.id] != nil }) { throw nothingLeft(part, reasons) }
        }
        let room = tokens.flatMap { tokens in
            arms.map { total($0.1.filter { reasons[$0.question] == nil }, tokens) }.min()
        }
        return arms.map { condition, places in
            let full = room.map { beyond($0, places.filter { reasons[$0.question] == nil }) } ?? []
            return basket(condition, places) { place in
                reasons[place.question] ?? (full.contains(place.question) ? Self.isFull : nil)
            }
        }
    }

    /// Training questions first, each part sorted by id.
    private func places(_ condition: Condition) -> [Place] {
        QuestionPart.allCases.flatMap { part in
            let asked = (questions[part] ?? []).sorted { $0.id < $1.id }
            let sources = Shares.sources(
                condition, of: asked, seed: keys.study.seed, split: keys.study.questions.split)
            return asked.compactMap { question in
                sources[question.id].map { source in
                    Place(
                        question: question.id, part: part, source: source,
                        answer: answerKey(source, question.id))
                }
            }
        }
    }

    private func answerKey(_ source: String, _ question: String) -> String {
        guard let source = keys.study.source(named: source) else {
            return keys.humanAnswer(question)
        }
        return keys.answer(keys.writer(source), question)
    }

    /// Why a question leaves all arms, by question; the first reason in the order of conditions.
    private func unusable(_ places: [Place]) throws -> [String: String] {
        let asked = Dictionary(
            questions.values.joined().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let filter = AnswerFilter(filters: keys.study.filters)
        var reasons: [String: String] = [:]
        for place in places where reasons[place.question] == nil {
            guard let answer = answers[place.answer]?.answer else {
                throw RunError(
                    .missing, item: "question \(place.question)",
                    "has no answer of \(place.source) yet.",
                    remedy: "Run the stage generate to its end.")
            }
            if let question = asked[place.question],
                let why = filter.reason(answer, to: question)
            {
                reasons[place.question] = "the answer of \(place.source) \(why)"
            }
        }
        return reasons
    }

    private func nothingLeft(_ part: QuestionPart, _ reasons: [String: String]) -> RunError {
        let kind = part == .training ? "training" : "held-out"
        let example = reasons.sorted { $0.key < $1.key }.first?.value ?? "no question was drawn"
        return RunError(
            .noRows, item: "the baskets",
            "have no \(kind) question with a usable answer in every arm (\(example)).",
            remedy: "Ask for more rows, or look at the source with `baskets rows`.")
    }

    private func total(_ places: [Place], _ tokens: [String: Int]) -> Int {
        places.filter { $0.part == .training }.reduce(0) { $0 + (tokens[$1.answer] ?? 0) }
    }

    /// Training questions behind the last that fits into so many tokens.
    private func beyond(_ room: Int, _ places: [Place]) -> Set<String> {
        var left = room
        let training = places.filter { $0.part == .training }
        let fitting = training.prefix { place in
            left -= tokens?[place.answer] ?? 0
            return left >= 0
        }
        return Set(training.dropFirst(fitting.count).map(\.question))
    }

    private func basket(
        _ condition: Condition, _ places: [Place], leftOut: (Place) -> String?
    ) -> Basket {
        let reasons = places.map(leftOut)
        let content = zip(places, reasons).map { place, reason in
            "\(place.part.rawValue) \(place.answer) \(reason ?? "")"
        }
        let key = keys.basket(condition, content)
        let rows = zip(places, reasons).map { place, reason in
            BasketRow(
                basket: key, condition: condition.name, question: place.question,
                part: place.part, source: place.source, answer: place.answer, leftOut: reason)
        }
        return Basket(condition: condition, key: key, rows: rows)
    }
}

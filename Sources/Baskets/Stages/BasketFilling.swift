// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Fills the baskets of a target, all conditions together, so that the arms are equal: a question
/// without a usable answer in any arm leaves all arms.
///
/// A basket may have millions of rows: they are kept as one number each, the source whose answer it
/// is, and become rows a few at a time.
struct BasketFilling {
    /// Changes with the rules here and in `AnswerFilter`.
    static let method = "baskets v1"
    static let isFull = "the basket has its share of tokens without it"

    let keys: RunKeys
    let order: BasketOrder
    /// Sources and people that some basket asks for.
    let sources: [String]
    /// Of the same sources, in the same order.
    let columns: [AnswerColumn]
    let isMatchedOnTokens: Bool

    /// A basket whose rows are not stored yet.
    struct Filled {
        let basket: Basket
        /// Of each question the place of its source among the sources; -1: the basket has no row of it.
        fileprivate let dealt: [Int32]
        /// Why questions are in no basket, by place, and those that this one has no room for.
        fileprivate let leftOut: [Int: String]
    }

    /// - Parameter conditions: those that are trained.
    /// - Throws: `RunError` when an answer is missing, or when no question is left.
    func fill(_ conditions: [Condition]) throws -> [Filled] {
        let arms = conditions.map { (condition: $0, dealt: dealt($0)) }
        let reasons = try unusable(arms.map(\.dealt))
        for part in QuestionPart.allCases where !arms.isEmpty {
            let asked = order.indices(of: part)
            if asked.allSatisfy({ reasons[$0] != nil }) { throw nothingLeft(part, reasons) }
        }
        let room = isMatchedOnTokens ? arms.map { total($0.dealt, reasons) }.min() : nil
        return arms.map { condition, dealt in
            var leftOut = reasons
            for index in room.map({ beyond($0, dealt, reasons) }) ?? [] {
                leftOut[index] = Self.isFull
            }
            return filled(condition, dealt, leftOut)
        }
    }

    private func dealt(_ condition: Condition) -> [Int32] {
        let numbers = Dictionary(
            sources.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        return QuestionPart.allCases.flatMap { part in
            let asked = Array(order.places[order.indices(of: part)])
            let shares = Shares.sources(
                condition, of: asked, seed: keys.study.seed, split: keys.study.questions.split)
            return asked.map { shares[$0.id].flatMap { numbers[$0] } ?? -1 }
        }
    }

    /// Why questions leave all arms, by place; the first reason in the order of conditions.
    private func unusable(_ arms: [[Int32]]) throws -> [Int: String] {
        var reasons: [Int: String] = [:]
        for dealt in arms {
            for (index, source) in dealt.enumerated() where source >= 0 {
                let column = columns[Int(source)]
                guard !column.isWhole, reasons[index] == nil else { continue }
                let name = sources[Int(source)]
                guard column.has(index) else {
                    throw RunError(
                        .missing, item: "question \(order.places[index].id)",
                        "has no answer of \(name) yet.",
                        remedy: "Run the stage generate to its end.")
                }
                reasons[index] = column.unusable[index].map { "the answer of \(name) \($0)" }
            }
        }
        return reasons
    }

    private func nothingLeft(_ part: QuestionPart, _ reasons: [Int: String]) -> RunError {
        let kind = part == .training ? "training" : "held-out"
        let first = reasons.min { order.places[$0.key].id < order.places[$1.key].id }
        return RunError(
            .noRows, item: "the baskets",
            "have no \(kind) question with a usable answer in every arm "
                + "(\(first?.value ?? "no question was drawn")).",
            remedy: "Ask for more rows, or look at the source with `baskets rows`.")
    }

    // MARK: Matching on tokens

    /// Training rows that no reason takes out.
    private func training(_ dealt: [Int32], _ reasons: [Int: String]) -> [Int] {
        order.indices(of: .training).filter { dealt[$0] >= 0 && reasons[$0] == nil }
    }

    private func total(_ dealt: [Int32], _ reasons: [Int: String]) -> Int {
        training(dealt, reasons).reduce(0) { $0 + columns[Int(dealt[$1])].count($1) }
    }

    /// Training questions behind the last that fits into so many tokens.
    private func beyond(_ room: Int, _ dealt: [Int32], _ reasons: [Int: String]) -> [Int] {
        var left = room
        return Array(
            training(dealt, reasons).drop { index in
                left -= columns[Int(dealt[index])].count(index)
                return left >= 0
            })
    }

    // MARK: Rows

    private func filled(
        _ condition: Condition, _ dealt: [Int32], _ leftOut: [Int: String]
    ) -> Filled {
        var key = keys.basket(condition)
        var shares: [[Basket.Share]] = QuestionPart.allCases.map { part in
            sources.map { Basket.Share(part: part.rawValue, source: $0) }
        }
        let writers = sources.map(writerKey)
        for (index, source) in dealt.enumerated() where source >= 0 {
            let part = order.part(index)
            let answer = keys.answer(writers[Int(source)], order.places[index].id)
            key.add("\(part.rawValue) \(answer) \(leftOut[index] ?? "")")
            let number = part == .training ? 0 : 1
            if leftOut[index] == nil {
                shares[number][Int(source)].rows += 1
                shares[number][Int(source)].tokens += columns[Int(source)].tokens(index)
            } else {
                shares[number][Int(source)].leftOut += 1
            }
        }
        let basket = Basket(
            condition: condition, key: key.value,
            shares: shares.joined().filter { $0.rows + $0.leftOut > 0 })
        return Filled(basket: basket, dealt: dealt, leftOut: leftOut)
    }

    private func writerKey(_ source: String) -> String {
        keys.study.source(named: source).map(keys.writer) ?? RunKeys.humanWriter
    }

    /// Rows of a basket, training first, each part sorted by question, those left out included.
    func rows(_ filled: Filled, _ range: Range<Int>) -> [BasketRow] {
        let writers = sources.map(writerKey)
        return range.filter { filled.dealt[$0] >= 0 }.map { index in
            let source = Int(filled.dealt[index])
            let question = order.places[index].id
            return BasketRow(
                basket: filled.basket.key, condition: filled.basket.condition.name,
                question: question, part: order.part(index), source: sources[source],
                answer: keys.answer(writers[source], question), leftOut: filled.leftOut[index])
        }
    }

    /// All rows, in the same order.
    func rows(_ filled: Filled) -> [BasketRow] { rows(filled, 0..<order.places.count) }
}

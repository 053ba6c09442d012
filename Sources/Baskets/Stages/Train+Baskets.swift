// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// The baskets that cells are trained on: filled once, from the answers as they are streamed by, and
/// then known by what the run notes of them.
extension Train {
    /// Rows that are stored in one transaction, and texts that are counted at once.
    private static let window = 20_000

    /// The baskets of a target, from what the run notes of them, else filled anew.
    func baskets(_ target: Target) throws -> [Basket] {
        try known(target) ?? filled(target).baskets.map(\.basket)
    }

    /// Fills the baskets of a target and stores their rows, unless they are there. What says that they are is
    /// stored last: rows that a kill left are passed over.
    func storeBaskets(_ target: Target) throws {
        guard try known(target) == nil else { return }
        let (filling, baskets) = try filled(target)
        for basket in baskets {
            let present = try store.questions(ofBasket: basket.basket.key)
            let count = filling.order.places.count
            for start in stride(from: 0, to: count, by: Self.window) {
                let part = start..<min(start + Self.window, count)
                let rows = filling.rows(basket, part).filter { !present.contains($0.question) }
                try store.add(StoreBatch(baskets: rows))
            }
        }
        let note = CanonicalJSON.text(FilledBaskets(baskets.map(\.basket)))
        try store.add(StoreBatch(facts: [FactRow(.baskets, keys.baskets(target), note)]))
    }

    /// All rows of a basket, those left out included: training first, each part sorted by question.
    func rows(of basket: Basket, _ target: Target) throws -> [BasketRow] {
        guard try known(target) == nil else {
            let rows = try store.basket(basket.key)
            return QuestionPart.allCases.flatMap { part in rows.filter { $0.part == part } }
        }
        let (filling, baskets) = try filled(target)
        return baskets.first { $0.basket == basket }.map(filling.rows) ?? []
    }

    private func conditions(_ target: Target) -> [Condition] {
        keys.study.conditions(of: target).filter(\.isTrained)
    }

    private func known(_ target: Target) throws -> [Basket]? {
        let name = keys.baskets(target)
        let note = try store.facts(.baskets).first { $0.name == name }?.value
        let filled: FilledBaskets? = note.flatMap { CanonicalJSON.value($0) }
        return filled?.baskets(conditions(target))
    }

    private func filled(
        _ target: Target
    ) throws -> (filling: BasketFilling, baskets: [BasketFilling.Filled]) {
        let conditions = conditions(target)
        let asked = Set(conditions.flatMap(\.sources))
        let sources = ([Source.human] + keys.study.usedSources.map(\.name)).filter(asked.contains)
        var parts: [QuestionPart: [QuestionPlace]] = [:]
        for part in QuestionPart.allCases {
            parts[part] = try store.places(draw: keys.draw, part: part)
        }
        let order = BasketOrder(parts)
        let filling = BasketFilling(
            keys: keys, order: order, sources: sources,
            columns: try sources.map { try column($0, target, order) },
            isMatchedOnTokens: keys.study.match == .tokens)
        return (filling, try filling.fill(conditions))
    }

    private func column(
        _ source: String, _ target: Target, _ order: BasketOrder
    ) throws -> AnswerColumn {
        let writer = keys.study.source(named: source).map(keys.writer) ?? RunKeys.humanWriter
        let filter = AnswerFilter(filters: keys.study.filters)
        var column = AnswerColumn(order)
        try store.eachAnswer(of: writer, withQuestions: filter.readsQuestions) { answer, question in
            guard answer.draw == 0, let index = order.indices[answer.questionID] else { return }
            column.add(answer, at: index, unusable: filter.reason(answer, to: question))
        }
        guard keys.study.match == .tokens else { return column }
        let tokenizer = keys.models[target.model]?.sha256 ?? ""
        try count(writer, by: tokenizer, of: target)
        column.add(try store.tokenCounts(tokenizer: tokenizer, of: writer), order)
        return column
    }

    /// Counts the tokens of a writer's answers by the target's tokenizer; once, and stored.
    private func count(_ writer: String, by tokenizer: String, of target: Target) throws {
        let missing = try store.uncounted(by: tokenizer, of: writer)
        for start in stride(from: 0, to: missing.count, by: Self.window) {
            let part = missing[start..<min(start + Self.window, missing.count)]
            let answers = try store.answers(keys: part)
            let texts = part.map { answers[$0]?.answer.text ?? "" }
            let found = try supply.tokenCounts(texts, model: target.model)
            let rows = zip(part, found).map {
                TokenCountRow(tokenizer: tokenizer, answer: $0, tokens: $1)
            }
            try store.add(StoreBatch(tokenCounts: rows))
        }
    }
}

extension RunKeys {
    /// What decides the baskets of a target, beside answers, which never change.
    func baskets(_ target: Target) -> String {
        let conditions = study.conditions(of: target).filter(\.isTrained).flatMap { condition in
            [condition.name] + condition.shares.map { "\($0.source) \($0.weight)" }
        }
        let tokenizer = study.match == .tokens ? models[target.model]?.sha256 ?? "" : ""
        return Fingerprint.of(
            [
                "baskets", BasketFilling.method, Shares.method, draw, "\(study.seed)",
                "\(study.questions.split)", study.match.rawValue, tokenizer,
                study.filters.map(\.rawValue).sorted().joined(separator: " "),
            ] + conditions + study.usedSources.flatMap { [$0.name, writer($0)] })
    }
}

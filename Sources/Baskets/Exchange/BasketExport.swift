// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// A basket of a run as rows for other tools, and for `answers:` of another study.
package struct BasketExport {
    package enum Shape: String, Sendable, CaseIterable {
        case dolly, alpaca, messages
    }

    /// One line of JSON a row, sorted by question. Beside its shape's fields a row has the question's
    /// `id`, the `source` of the answer, and `finish` where the answer was cut off.
    package let lines: [String]

    /// - Parameters:
    ///   - name: a condition ("multi-smol+gemma"), a cell, or the beginning of a basket's key.
    ///   - heldOut: the rows that no training holds, in place of those that it does.
    /// - Throws: `RunError` that names the baskets where the name is none, or means several.
    package init(
        _ folder: URL, basket name: String, heldOut: Bool = false, as shape: Shape
    ) throws {
        let store = try Store.existing(folder)
        guard let keys = try RunFacts.keys(store) else {
            throw RunError(
                .missing, item: folder.path, "is not prepared yet.", remedy: "Use `baskets run`.")
        }
        let train = Train(keys: keys, store: store, supply: NoModels(), folder: folder)
        let (basket, target) = try Self.find(name, in: try train.plan(), keys.study)
        let part = heldOut ? QuestionPart.heldOut : .training
        let rows = try train.rows(of: basket, target).filter {
            $0.part == part && $0.leftOut == nil
        }
        let answers = try store.answers(keys: rows.map(\.answer))
        let questions = try store.questions(keys: rows.map(\.question))
        lines = try rows.compactMap { row in
            guard let question = questions[row.question], let answer = answers[row.answer]?.answer
            else { return nil }
            return try Self.line(question, answer, row.source, shape)
        }
    }

    private static func find(
        _ name: String, in cells: [Train.Planned], _ study: Study
    ) throws -> (Basket, Target) {
        let found = cells.filter { planned in
            guard let basket = planned.basket else { return false }
            return planned.cell.name == name || basket.condition.name == name
                || name.utf8.count >= 4 && basket.key.hasPrefix(name)
        }
        let baskets = Set(found.compactMap(\.basket))
        if baskets.count == 1, let basket = baskets.first,
            let target = found.first.flatMap({ study.target(named: $0.cell.target) })
        {
            return (basket, target)
        }
        guard baskets.isEmpty else {
            throw RunError(
                .badSetting, item: name, "means \(baskets.count) baskets.",
                remedy: "Name a cell: \(found.map(\.cell.name).joined(separator: ", ")).")
        }
        let known = Set(cells.compactMap { $0.basket?.condition.name }).sorted()
        throw RunError(
            .badSetting, item: name, "is no basket of the run.",
            remedy: "Its baskets: \(known.joined(separator: ", ")).")
    }

    private static func line(
        _ question: Question, _ answer: Answer, _ source: String, _ shape: Shape
    ) throws -> String {
        var row: [String: Any] = [
            "id": question.id, "source": source, "category": question.category,
        ]
        if answer.finish == .length { row["finish"] = answer.finish.rawValue }
        switch shape {
        case .dolly, .alpaca:
            let isDolly = shape == .dolly
            row["instruction"] = question.instruction
            row[isDolly ? "context" : "input"] = question.context ?? ""
            row[isDolly ? "response" : "output"] = answer.text
        case .messages:
            row["messages"] = [
                ["role": "user", "content": question.prompt],
                ["role": "assistant", "content": answer.text],
            ]
        }
        let data = try JSONSerialization.data(
            withJSONObject: row, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore
package import Foundation

extension QuestionSet {
    /// Changes with the way of reading rows.
    static let rowsMethod = "rows v2"

    /// Reads the questions of a plan from a file.
    ///
    /// - Throws: `QuestionError` naming file, line and field.
    package static func read(_ plan: QuestionPlan, file: URL) async throws -> QuestionSet {
        try QuestionSet(await RowFile(url: file).rows(), file: file.lastPathComponent, plan: plan)
    }

    init(_ rows: [QuestionRow], file: String, plan: QuestionPlan) throws {
        let shape = try RowShape(plan, rows, file: file)
        var reader = RowReader(shape: shape, plan: plan)
        let candidates = rows.compactMap { reader.question($0) }
        guard reader.faults.isEmpty else {
            throw QuestionError(
                .badRow, file: file, faults: reader.faults,
                remedy: "Mend the file, or name its fields under `questions.fields`.")
        }
        self.init(
            method: "\(Self.rowsMethod), \(shape.name)", rows: rows.count, candidates: candidates,
            plan: plan, counted: reader.counted)
    }
}

/// Turns rows of one shape into questions, and notes faults and what was left out.
struct RowReader {
    static let empty = "empty question or answer"
    static let severalExchanges = "chat of several exchanges"
    static let turnsBefore = "turns before the user's first taken out"
    static let turnsAfter = "turns after the first answer taken out"

    let shape: RowShape
    let plan: QuestionPlan
    private(set) var faults: [QuestionError.Fault] = []
    private(set) var counted = CountedRows()

    init(shape: RowShape, plan: QuestionPlan) {
        self.shape = shape
        self.plan = plan
    }

    /// The texts of a row; nil where it is left out or at fault.
    mutating func parts(
        _ row: QuestionRow
    ) -> (context: String, instruction: String, answer: String)? {
        let field = shape.fields.messages
        let parts = if let field { chat(row, field) } else { plain(row) }
        let context = optional(row, shape.fields.context) ?? ""
        return parts.map { (context, $0.0, $0.1) }
    }

    /// nil where the row is left out or at fault.
    mutating func question(_ row: QuestionRow) -> Question? {
        let parts = parts(row)
        let category = optional(row, shape.fields.category) ?? ""
        guard let (context, instruction, answer) = parts else { return nil }
        guard instruction.wordCount > 0, answer.wordCount > 0 else {
            leaveOut(Self.empty, row, instruction)
            return nil
        }
        let isPlain = plan.template == nil || context.wordCount == 0
        return Question(
            instruction: isPlain ? instruction : filled(context, instruction),
            context: isPlain && context.wordCount > 0 ? context : nil,
            category: category.isEmpty ? "none" : category, humanAnswer: answer)
    }

    private func filled(_ context: String, _ instruction: String) -> String {
        Template.fill(plan.template ?? "", ["context": context, "instruction": instruction])
    }

    private mutating func plain(_ row: QuestionRow) -> (String, String)? {
        let instruction = needed(row, shape.fields.instruction ?? "instruction")
        let answer = needed(row, shape.fields.response ?? "response")
        guard let instruction, let answer else { return nil }
        return (instruction, answer)
    }

    private mutating func chat(_ row: QuestionRow, _ field: String) -> (String, String)? {
        guard let value = row.fields[field] else {
            faults.append(row.fault(field, "is missing."))
            return nil
        }
        switch Exchange.read(value) {
        case .broken(let finding): faults.append(row.fault(field, finding))
        case .refused(let reason): leaveOut(reason, row, "")
        case .exchange(let exchange):
            if exchange.hasTurnsAfter, plan.chats == .single {
                leaveOut(Self.severalExchanges, row, exchange.instruction)
                return nil
            }
            let example = "line \(row.line): \(exchange.instruction)"
            if exchange.hasTurnsBefore { counted.add(.cleaned, Self.turnsBefore, example: example) }
            if exchange.hasTurnsAfter { counted.add(.cleaned, Self.turnsAfter, example: example) }
            return (exchange.instruction, exchange.answer)
        }
        return nil
    }

    private mutating func needed(_ row: QuestionRow, _ name: String) -> String? {
        guard let value = row.fields[name] else {
            faults.append(row.fault(name, "is missing."))
            return nil
        }
        if value.text == nil { faults.append(row.fault(name, "is \(value.kind), not a text.")) }
        return value.text
    }

    private mutating func optional(_ row: QuestionRow, _ name: String?) -> String? {
        guard let name, let value = row.fields[name], value != .null else { return nil }
        if value.text == nil { faults.append(row.fault(name, "is \(value.kind), not a text.")) }
        return value.text
    }

    private mutating func leaveOut(_ reason: String, _ row: QuestionRow, _ instruction: String) {
        counted.add(.leftOut, reason, example: "line \(row.line): \(instruction)")
    }
}

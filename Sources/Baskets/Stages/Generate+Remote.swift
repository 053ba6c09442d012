// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import Foundation

/// Remote sources: all of them are asked at once, and the unit is one request. Each answer is
/// stored with what it cost as soon as it is there.
extension Generate {
    /// - Parameter missing: sources with the questions that they have still to answer.
    func remoteBatches(
        _ missing: [(source: Source, questions: [QuestionPlace])]
    ) -> [Stage.Batch] {
        let missing = missing.filter { !$0.questions.isEmpty }
        guard !missing.isEmpty else { return [] }
        let names = missing.map(\.source.name).joined(separator: ", ")
        let count = missing.reduce(0) { $0 + $1.questions.count }
        return [
            Stage.Batch(item: names, count: count) { control in
                let texts = try missing.map { ($0.source, try self.questions($0.questions)) }
                return try await ask(texts, control)
            }
        ]
    }

    private func ask(
        _ missing: [(source: Source, questions: [Question])], _ control: BatchControl
    ) async throws -> StoreBatch? {
        let lanes = try self.lanes(missing)
        let tallies = try await control.ask(lanes, cost: { cost(missing[$0].source, $1) }) {
            delivery in
            let (source, questions) = missing[delivery.lane]
            let row = self.row(delivery, source, questions[delivery.number])
            try control.store(
                StoreBatch(
                    facts: delivery.retries(row.key, row.answer.promptTokens + row.answer.tokens),
                    writers: [keys.writerRow(source)], answers: [row]), 1)
        }
        return tallies.map { tallies in
            StoreBatch(events: zip(lanes, tallies).map { remark($0.name, $1) })
        }
    }

    /// - Throws: `RunError` with all keys that are missing.
    private func lanes(
        _ missing: [(source: Source, questions: [Question])]
    ) throws -> [ChatLane] {
        var faults: [ChatError] = []
        let lanes = try missing.compactMap { source, questions -> ChatLane? in
            guard let address = source.remote else { return nil }
            do {
                let clients = try address.each.map { try supply.chat(source.name, $0) }
                let tasks = questions.enumerated().map { number, question in
                    ChatTask(number: number, request: request(source, question))
                }
                return ChatLane(name: source.name, clients: clients, tasks: tasks)
            } catch let error as ChatError {
                faults.append(error)
                return nil
            }
        }
        guard faults.isEmpty else {
            throw RunError(
                .badSetting, item: faults.map { "\($0.item) \($0.finding)" }.joined(separator: " "),
                "Nothing was asked.",
                remedy: Set(faults.map(\.remedy)).sorted().joined(separator: " "))
        }
        return lanes
    }

    private func request(_ source: Source, _ question: Question) -> ChatRequest {
        let system = source.system.map { [ChatRequest.Turn(.system, $0)] } ?? []
        return ChatRequest(
            model: source.model,
            turns: system + [ChatRequest.Turn(.user, source.asked(question).prompt)],
            decoding: source.decoding, seed: seed(source, question))
    }

    private func row(
        _ delivery: ChatDelivery, _ source: Source, _ question: Question
    ) -> AnswerRow {
        let written = delivery.outcome.written(to: delivery.request)
        return AnswerRow(
            key: key(source, question), writerKey: keys.writer(source),
            answer: written.answer(to: question.id, by: source.name, draw: 0),
            seconds: delivery.seconds,
            cost: cost(source, delivery.spent),
            seed: "\(seed(source, question))", attempts: delivery.attempts)
    }

    private func cost(_ source: Source, _ spent: TokenUsage) -> Double {
        source.remote?.price?.cost(read: spent.read, written: spent.written) ?? 0
    }

    private func remark(_ source: String, _ tally: ChatTally) -> EventRow {
        let failed = tally.failed.sorted { $0.key.rawValue < $1.key.rawValue }
        let parts = failed.map { "\($1) of \($0.rawValue)" }
        let shares = tally.byAddress.sorted { $0.key < $1.key }.map { "\($1) by \($0)" }
        return EventRow(
            at: Date().timeIntervalSince1970, stage: StageName.generate.rawValue, kind: .remark,
            item: source,
            message: (["\(tally.requests) requests, \(tally.answered) answered"] + parts + shares)
                .joined(separator: ", "))
    }
}

extension ChatDelivery {
    /// Tokens of attempts before the one that a row tells of; their money is in the row's cost.
    func retries(_ row: String, _ told: Int) -> [FactRow] {
        let more = spent.read + spent.written - told
        return more > 0 ? [.lost(row, tokens: more, money: 0)] : []
    }
}

extension Result<ChatAnswer, ChatFailure> {
    func written(to request: ChatRequest) -> WrittenAnswer {
        let usage = usage(of: request)
        switch self {
        case .success(let answer):
            return WrittenAnswer(
                text: answer.text, finish: answer.finish == .stop ? .stop : .length,
                promptTokens: usage.read, tokens: usage.written)
        case .failure(let failure):
            return WrittenAnswer(
                text: "", finish: .failed, promptTokens: usage.read, tokens: usage.written,
                failure: "\(failure)")
        }
    }
}

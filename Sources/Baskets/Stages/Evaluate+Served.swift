// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import Foundation

/// Cells that write at a server which has loaded their adapters: all of them are asked at once, and the
/// unit is one request, as of remote sources.
extension Evaluate {
    /// Where a cell writes; nil: on this machine.
    func serving(_ cell: Train.Planned) -> Serving? {
        cell.cell.condition.isOutputs
            ? nil : keys.study.target(named: cell.cell.target)?.serving
    }

    /// A request to a cell, and what becomes of its outcome.
    private struct Asked {
        let cell: Train.Planned
        let request: ChatRequest
        let row: (ChatDelivery) throws -> StoreBatch
    }

    /// - Returns: one batch for each target of the cells.
    func servedBatches(
        _ cells: [Train.Planned], _ set: OutputSet, _ present: Set<String>
    ) -> [Stage.Batch] {
        batches(cells) { cell in
            let writer = writerKey(cell, set.kind)
            return set.outputs.filter {
                !present.contains(keys.answer(writer, $0.question.id, draw: $0.draw))
            }
        } asked: { cell, outputs in
            let known = try knownAnswers(cell, outputs, set.kind)
            let copies = StoreBatch(
                writers: [keys.writerRow(cell.cell, key: cell.key, set)],
                answers: outputs.compactMap { known[$0.id] })
            let missing = outputs.filter { known[$0.id] == nil }
            return (copies, known.count, missing.map { asked(cell, $0, set) })
        }
    }

    /// The same of answers to prompts.
    func servedBatches(
        _ cells: [Train.Planned], _ kind: PromptKind, missing: (Train.Planned) -> [PromptTask]
    ) -> [Stage.Batch] {
        batches(cells, missing: missing) { cell, tasks in
            let texts = try texts(of: tasks.map(\.prompt))
            return (
                StoreBatch(writers: [keys.writerRow(cell, kind)]), 0,
                tasks.map { asked(cell, $0, kind, texts) }
            )
        }
    }

    private func batches<Item>(
        _ cells: [Train.Planned], missing: (Train.Planned) -> [Item],
        asked:
            @escaping (Train.Planned, [Item]) throws -> (
                known: StoreBatch, count: Int, asked: [Asked]
            )
    ) -> [Stage.Batch] {
        keys.study.targets.compactMap { target in
            guard let serving = target.serving else { return nil }
            let work = cells.filter { $0.cell.target == target.name && self.serving($0) != nil }
                .map { (cell: $0, items: missing($0)) }.filter { !$0.items.isEmpty }
            let count = work.reduce(0) { $0 + $1.items.count }
            guard count > 0 else { return nil }
            return Stage.Batch(item: target.name, count: count) { control in
                var requests: [Asked] = []
                for (cell, items) in work {
                    let (known, count, missing) = try asked(cell, items)
                    try control.store(known, count)
                    requests += missing
                }
                return try await ask(requests, target.name, serving, control)
            }
        }
    }

    private func ask(
        _ requests: [Asked], _ target: String, _ serving: Serving, _ control: BatchControl
    ) async throws -> StoreBatch? {
        let clients = try serving.address.each.map { try supply.chat(target, $0) }
        let tasks = requests.enumerated().map { ChatTask(number: $0, request: $1.request) }
        let lane = ChatLane(name: target, clients: clients, tasks: tasks)
        let tallies = try await control.ask([lane], cost: { cost(serving, $1) }) { delivery in
            try control.store(requests[delivery.number].row(delivery), 1)
        }
        return tallies.map { _ in StoreBatch() }
    }

    private func cost(_ serving: Serving, _ spent: TokenUsage) -> Double {
        serving.address.price?.cost(read: spent.read, written: spent.written) ?? 0
    }

    private func request(
        _ cell: Train.Planned, _ prompt: String, _ decoding: DecodingSettings, seed: UInt64
    ) -> ChatRequest {
        let target = keys.study.target(named: cell.cell.target)
        let system = target?.system.map { [ChatRequest.Turn(.system, $0)] } ?? []
        return ChatRequest(
            model: target?.serving?.model(of: cell.cell.name) ?? "",
            turns: system + [ChatRequest.Turn(.user, prompt)], decoding: decoding, seed: seed)
    }

    private func asked(_ cell: Train.Planned, _ output: Output, _ set: OutputSet) -> Asked {
        let seed = KeyedRandom.seed(
            keys.study.seed, ["evaluate", output.question.id, "\(output.draw)"])
        let request = request(cell, output.question.prompt, set.decoding, seed: seed)
        return Asked(cell: cell, request: request) { delivery in
            let written = delivery.outcome.written(to: delivery.request)
            let writer = writerKey(cell, set.kind)
            let row = AnswerRow(
                key: keys.answer(writer, output.question.id, draw: output.draw),
                writerKey: writer,
                answer: written.answer(
                    to: output.question.id, by: cell.cell.name, draw: output.draw),
                seconds: delivery.seconds,
                cost: serving(cell).map { cost($0, delivery.spent) } ?? 0, seed: "\(seed)",
                attempts: delivery.attempts)
            return StoreBatch(
                facts: delivery.retries(row.key, written.promptTokens + written.tokens),
                answers: [row])
        }
    }

    private func asked(
        _ cell: Train.Planned, _ task: PromptTask, _ kind: PromptKind, _ texts: [String: String]
    ) -> Asked {
        let seed = promptSeed(task)
        let request = request(
            cell, texts[task.prompt.key] ?? "", keys.study.decoding, seed: seed)
        return Asked(cell: cell, request: request) { delivery in
            let written = delivery.outcome.written(to: delivery.request)
            let rows = [
                promptRow(
                    task, kind, written, by: cell, seed: seed, seconds: delivery.seconds)
            ]
            try seal(rows, [written])
            // Such a row has no cost of its own.
            let money = serving(cell).map { cost($0, delivery.spent) } ?? 0
            let more =
                delivery.spent.read + delivery.spent.written - written.promptTokens
                - written.tokens
            let facts =
                money > 0 || more > 0
                ? [FactRow.lost(rows[0].key, tokens: max(0, more), money: money)] : []
            return StoreBatch(facts: facts, promptAnswers: rows)
        }
    }
}

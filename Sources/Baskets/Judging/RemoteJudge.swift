// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import Foundation

/// A judge at an address. It is asked for the likeliest first tokens of its answer; where the address
/// tells none, or what is asked is refused, it is read from what it writes.
struct RemoteJudge {
    /// Changes with the way of asking.
    static let method = "remote judge v1"
    /// As many as addresses give at most; answers that are none of them count as nothing.
    static let topTokens = 20
    /// So many tasks go first; where none of them brought likelihoods, they are not asked for again.
    static let triesForLikelihoods = 8

    let judge: JudgeModel
    /// One for each of its addresses.
    let clients: [ChatClient]

    /// What came of a task, as soon as it stands.
    struct Outcome {
        /// Of the task in the caller's list.
        let number: Int
        let verdict: Verdict
        /// Read and written by all requests about it, and what they cost.
        let tokens: Int
        let cost: Double
    }

    /// Many tasks at once, each on its own way from likelihoods to writing.
    ///
    /// - Parameters:
    ///   - goesOn: asked before each request; once false, what is in flight is waited for.
    ///   - lost: told what was paid for tasks without a verdict, at an early end.
    ///   - deliver: told of each verdict, in the order in which they come.
    /// - Throws: `ChatError` where the address fails rather than a request.
    func verdicts(
        _ tasks: [Questioning], goesOn: (Unsettled) -> Bool,
        lost: (Unsettled) throws -> Void, deliver: (Outcome) throws -> Void
    ) async throws {
        let tries = min(Self.triesForLikelihoods, tasks.count)
        let some = tasks.indices.prefix(tries)
        let tells = try await ask(
            tasks, some, forLikelihoods: true, goesOn: goesOn, lost: lost, deliver: deliver)
        guard goesOn(Unsettled()) else { return }
        _ = try await ask(
            tasks, tasks.indices.dropFirst(tries), forLikelihoods: tells, goesOn: goesOn,
            lost: lost, deliver: deliver)
    }

    /// - Returns: whether any reply had likelihoods.
    private func ask(
        _ tasks: [Questioning], _ numbers: Range<Int>, forLikelihoods: Bool,
        goesOn: (Unsettled) -> Bool, lost: (Unsettled) throws -> Void,
        deliver: (Outcome) throws -> Void
    ) async throws -> Bool {
        var asked = tasks
        var spent = tasks.map { _ in TokenUsage.none }
        var tells = false
        var unsettled = Unsettled()
        let first = numbers.compactMap { number in
            (forLikelihoods ? firstTokens(tasks[number]) : reply(tasks[number])).map {
                ChatTask(number: number, request: $0)
            }
        }
        do {
            _ = try await ChatCrew(clock: ContinuousClock()).converse(
                [ChatLane(name: judge.name, clients: clients, tasks: first)],
                goesOn: { goesOn(unsettled) },
                unsettled: { lanes in
                    unsettled = Unsettled()
                    for usage in lanes {
                        unsettled.tokens += usage.read + usage.written
                        unsettled.money += cost(usage)
                    }
                }
            ) { delivery in
                let number = delivery.number
                if delivery.request.topTokens != nil {
                    let found = probabilities(delivery.outcome, of: asked[number].rubric)
                    tells = tells || found != nil
                    asked[number].read(found)
                } else {
                    asked[number].read(delivery.outcome.written(to: delivery.request))
                }
                spent[number] += delivery.spent
                if let next = reply(asked[number]) { return next }
                try deliver(
                    Outcome(
                        number: number, verdict: asked[number].verdict,
                        tokens: spent[number].read + spent[number].written,
                        cost: cost(spent[number])))
                return nil
            }
        } catch {
            try lost(unsettled)
            throw error
        }
        if !goesOn(unsettled) { try lost(unsettled) }
        return tells
    }

    private func cost(_ usage: TokenUsage) -> Double {
        judge.remote?.price?.cost(read: usage.read, written: usage.written) ?? 0
    }

    /// Of the answers of a rubric; nil where the address told none.
    private func probabilities(
        _ outcome: Result<ChatAnswer, ChatFailure>, of rubric: Rubric
    ) -> [Double]? {
        guard case .success(let answer) = outcome, !answer.firstTokens.isEmpty else { return nil }
        return rubric.kind.answers.map { word in
            answer.firstTokens.filter { $0.token.trimmingCharacters(in: .whitespaces) == word }
                .reduce(0) { $0 + exp($1.logProbability) }
        }
    }

    private func firstTokens(_ task: Questioning) -> ChatRequest {
        request(
            task, DecodingSettings(temperature: 1, topP: 1, maxTokens: 1),
            topTokens: Self.topTokens)
    }

    /// nil where there is nothing to ask.
    private func reply(_ task: Questioning) -> ChatRequest? {
        task.replySeed.map {
            request(
                task,
                DecodingSettings(
                    temperature: 0.7, topP: 0.9, maxTokens: Questioning.maxTokens), seed: $0)
        }
    }

    private func request(
        _ task: Questioning, _ decoding: DecodingSettings, seed: UInt64? = nil,
        topTokens: Int? = nil
    ) -> ChatRequest {
        let system = judge.system.map { [ChatRequest.Turn(.system, $0)] } ?? []
        return ChatRequest(
            model: judge.model, turns: system + [ChatRequest.Turn(.user, task.task.prompt.text)],
            decoding: decoding, seed: seed, topTokens: topTokens)
    }
}

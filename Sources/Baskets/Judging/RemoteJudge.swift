// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import Foundation
import Synchronization

/// A judge at an address. It is asked for the likeliest first tokens of its answer; where the address
/// tells none, or what is asked is refused, it is read from what it writes.
final class RemoteJudge: VerdictReader {
    /// Changes with the way of asking.
    static let method = "remote judge v1"
    /// As many as addresses give at most; answers that are none of them count as nothing.
    static let topTokens = 20

    private let judge: JudgeModel
    private let client: ChatClient
    private let usage = Mutex(TokenUsage(read: 0, written: 0))

    init(_ judge: JudgeModel, client: ChatClient) {
        self.judge = judge
        self.client = client
    }

    var spent: (tokens: Int, cost: Double) {
        let usage = usage.withLock { $0 }
        return (
            usage.read + usage.written,
            client.address.price?.cost(read: usage.read, written: usage.written) ?? 0
        )
    }

    func probabilities(
        of answers: [String], after prompts: [GuardedText]
    ) async throws -> [[Double]?] {
        let decoding = DecodingSettings(temperature: 1, topP: 1, maxTokens: 1)
        let requests = prompts.map {
            request($0, decoding: decoding, topTokens: Self.topTokens)
        }
        return try await ask(requests).map { outcome in
            guard let outcome, case .success(let answer) = outcome, !answer.firstTokens.isEmpty
            else { return nil }
            return answers.map { word in
                answer.firstTokens.filter { $0.token.trimmingCharacters(in: .whitespaces) == word }
                    .reduce(0) { $0 + exp($1.logProbability) }
            }
        }
    }

    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) async throws -> [WrittenAnswer] {
        let decoding = DecodingSettings(temperature: 0.7, topP: 0.9, maxTokens: maxTokens)
        let requests = prompts.map { request($0.prompt, decoding: decoding, seed: $0.seed) }
        return zip(requests, try await ask(requests)).map { request, outcome in
            outcome?.written(to: request)
                ?? WrittenAnswer(
                    text: "", finish: .failed, promptTokens: 0, tokens: 0, failure: "not asked")
        }
    }

    private func request(
        _ prompt: GuardedText, decoding: DecodingSettings, seed: UInt64? = nil,
        topTokens: Int? = nil
    ) -> ChatRequest {
        let system = judge.system.map { [ChatRequest.Turn(.system, $0)] } ?? []
        return ChatRequest(
            model: judge.model, turns: system + [ChatRequest.Turn(.user, prompt.text)],
            decoding: decoding, seed: seed, topTokens: topTokens)
    }

    /// - Returns: what came of each request, in their order.
    /// - Throws: `ChatError` where the address fails rather than a request.
    private func ask(
        _ requests: [ChatRequest]
    ) async throws -> [Result<ChatAnswer, ChatFailure>?] {
        let tasks = requests.enumerated().map { ChatTask(number: $0, request: $1) }
        var found = [Result<ChatAnswer, ChatFailure>?](repeating: nil, count: requests.count)
        _ = try await ChatCrew(clock: ContinuousClock()).work(
            [ChatLane(name: judge.name, client: client, tasks: tasks)], goesOn: { true },
            deliver: { delivery in
                found[delivery.number] = delivery.outcome
                let written = delivery.outcome.written(to: requests[delivery.number])
                usage.withLock {
                    $0 = TokenUsage(
                        read: $0.read + written.promptTokens, written: $0.written + written.tokens)
                }
            })
        return found
    }
}

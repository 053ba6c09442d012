// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

private let peer = ProcessInfo.processInfo.environment["BASKETS_PEER_URL"]

/// Against llama.cpp's own server with SmolLM2 (`make test-peers`).
@Suite(.serialized, .enabled(if: peer != nil)) struct PeerTests {
    /// The same weights write at the address and are tuned here.
    @Test func aStudyWithLlamaCppAsTheWriter() throws {
        let folder = try TemporaryFolder()
        let (file, run) = (folder.url.appending(path: "s.yaml"), folder.url.appending(path: "run"))
        try Data(
            """
            study: peer
            seed: 7
            questions: {from: foldoc, rows: 12, words: 20...40, held-out: 0.34}
            targets: {smol: {model: smollm2-135m-instruct}}
            sources:
              far: {url: "\(peer ?? "")", model: smollm2, price: {input: 1, output: 2},
                terms: Apache-2.0}
            decoding: {temperature: 0.7, top-p: 0.9, max-tokens: 24}
            conditions: [vanilla, human, {single: far}]
            training: {rank: 8, alpha: 16, epochs: 1, seeds: [1]}
            """.utf8
        ).write(to: file)
        let outcome = try Command.run("run", file.path, "--run", run.path)
        try #require(outcome.status == 0, "\(outcome.notes)")
        let store = try Store.existing(run)
        let answers = try store.answers(keys: store.keys(of: .answer)).values.filter {
            $0.answer.writer == "far"
        }
        #expect(answers.count == 12)
        for row in answers {
            print("peer: \(row.answer.finish.rawValue), \(row.answer.tokens): \(row.answer.text)")
            #expect(row.answer.failure == nil)
            // The server applies the chat format: no mark of it is in the text.
            #expect(!row.answer.text.contains("<|im_"))
            #expect(row.answer.text.contains { $0.isLetter })
            #expect((1...24).contains(row.answer.tokens) && row.answer.promptTokens > 20)
            #expect(row.cost > 0 && row.seconds > 0 && row.attempts == 1)
        }
        let report = try String(
            contentsOf: run.appending(path: "report/report.md"), encoding: .utf8)
        #expect(report.contains("smollm2 at 127.0.0.1"))
    }

    /// The same weights judge at the address and here.
    @Test func aStudyWithLlamaCppAsAJudge() throws {
        let folder = try TemporaryFolder()
        let (file, run) = (folder.url.appending(path: "s.yaml"), folder.url.appending(path: "run"))
        try Data(
            """
            study: judged
            seed: 7
            questions: {from: foldoc, rows: 12, words: 20...40, held-out: 0.34}
            targets: {smol: {model: smollm2-135m-instruct}}
            judges:
              far: {url: "\(peer ?? "")", model: smollm2, price: {input: 1, output: 2}}
              near: {model: smollm2-135m-instruct}
            decoding: {temperature: 0.7, top-p: 0.9, max-tokens: 24}
            conditions: [vanilla]
            evaluate:
              robustness:
                plain: {rows: 4}
                rubrics: [harmfulness]
                calibration: {rows: 6}
                allow-remote: true
            """.utf8
        ).write(to: file)
        let outcome = try Command.run("run", file.path, "--run", run.path)
        try #require(outcome.status == 0, "\(outcome.notes)")
        let store = try Store.existing(run)
        let rows = try store.verdicts(keys: store.keys(of: .verdict)).values
        let far = rows.filter { $0.judge == "far" }
        // Six answers that people rated, half as many easy cases, and four answers of the cell.
        #expect(far.count == 6 + 3 + 4 && rows.count == 2 * far.count)
        let near = Dictionary(
            rows.filter { $0.judge == "near" }.map { ($0.first, $0) },
            uniquingKeysWith: { first, _ in first })
        for row in far {
            #expect(row.reading == "probabilities" && row.cost > 0 && row.spent > 20)
            let (one, other) = try (
                #require(row.rating), #require(near[row.first]?.rating)
            )
            print("peer: judged \(one) there, \(other) here")
            // Weights in four bits there and widened here: alike, not equal.
            #expect(abs(one - other) < 0.5)
        }
    }

    private var client: ChatClient {
        ChatClient(
            RemoteAddress(url: peer ?? "", limits: RequestLimits(seconds: 60)), key: nil,
            sender: HTTPSender())
    }

    @Test func theLikeliestFirstTokensAreProbabilitiesBeforeTemperature() async throws {
        let turns = [ChatRequest.Turn(.user, "Is water wet? Say yes or no.")]
        let tokens = try await client.firstTokens(of: turns, model: "smollm2", top: 5).get()
        #expect(tokens.count == 5)
        let logs = tokens.map(\.logProbability)
        #expect(logs == logs.sorted(by: >))
        let sum = logs.reduce(0) { $0 + exp($1) }
        #expect(sum > 0.05 && sum <= 1.000_001)
        // A choice among likely words, and the same twice.
        #expect(Set(tokens.map(\.token)).count == 5)
        let again = try await client.firstTokens(of: turns, model: "smollm2", top: 5).get()
        #expect(zip(again, tokens).allSatisfy { $0.token == $1.token })
        #expect(zip(again, tokens).allSatisfy { abs($0.logProbability - $1.logProbability) < 0.1 })
    }

    @Test func aQuestionThatDoesNotFitIsToldAsSuch() async throws {
        let long = String(repeating: "word ", count: 3000)
        let request = ChatRequest(
            model: "smollm2", turns: [.init(.user, long)],
            decoding: DecodingSettings(maxTokens: 4))
        guard case .failure(let failure) = await client.ask(request) else {
            Issue.record("it was answered")
            return
        }
        #expect(failure.kind == .contextTooLong && failure.scope == .question)
        #expect(!failure.description.contains("word word"))
    }

    @Test func theSameSeedGivesTheSameAnswerAndAnotherAnother() async throws {
        func answer(_ seed: UInt64) async throws -> String {
            let request = ChatRequest(
                model: "smollm2", turns: [.init(.user, "Tell me of a river.")],
                decoding: DecodingSettings(temperature: 1, topP: 1, maxTokens: 16), seed: seed)
            return try await client.ask(request).get().text
        }
        let (first, second, other) = (
            try await answer(3), try await answer(3), try await answer(4)
        )
        #expect(first == second)
        #expect(first != other)
    }
}

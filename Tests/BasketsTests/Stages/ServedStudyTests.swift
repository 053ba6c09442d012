// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Synchronization
import Testing

@testable import Baskets

/// The names of the models that a server was asked for.
private final class Asked: Sendable {
    private let names = Mutex<[String]>([])

    var models: [String] { names.withLock { $0 } }

    /// Says the model's name and how long the question was.
    func send(_ body: Data) -> Result<RawReply, ChatFailure> {
        struct Request: Decodable {
            struct Turn: Decodable { let content: String }
            let model: String
            let messages: [Turn]
        }
        guard let request = try? JSONDecoder().decode(Request.self, from: body) else {
            return .failure(ChatFailure(.refused))
        }
        names.withLock { $0.append(request.model) }
        let text = "\(request.model) h1 \(request.messages.last?.content.utf8.count ?? 0)"
        let reply = """
            {"choices": [{"message": {"content": "\(text)"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 4}}
            """
        return .success(RawReply(status: 200, body: Data(reply.utf8)))
    }
}

private func yaml(_ served: String) -> String {
    """
    study: small
    seed: 11
    questions: {from: q.jsonl, held-out: 0.25}
    targets: {smol: {model: small\(served)}}
    sources: {gemma: {model: other}}
    conditions: [vanilla, human, {single: gemma}]
    training: {epochs: 1, batch: 4, seeds: [1]}
    evaluate: {robustness: {benign: {rows: 5}, plain: {from: r.jsonl, rows: 6}, allow-remote: true}}
    """
}

private let served =
    ", served: {url: \"https://far.example/v1\", model: \"my-{cell}\", price: {input: 1, output: 1}}"

@Test func cellsWriteAtTheServerThatLoadedThem() async throws {
    let small = try SmallStudy(yaml(served))
    defer { small.remove() }
    let asked = Asked()
    small.models.send = { asked.send($0) }
    #expect(try await small.run() == .finished(failed: 0))
    // Three cells, each asked 10 held-out questions, 5 harmless and 6 other prompts.
    let names = small.study.cells.map { "my-\($0.name)" }
    for name in names { #expect(asked.models.count { $0 == name } == 21) }
    #expect(asked.models.count == 63)
    let store = try small.store()
    let answers = try store.answers(keys: store.keys(of: .answer)).values
    let own = answers.filter { $0.answer.writer == small.study.cells[1].name }
    #expect(own.count == 10 && own.allSatisfy { $0.answer.text.hasPrefix("my-smol.human.s1 h1") })
    #expect(own.allSatisfy { $0.cost == 9 / 1e6 })
    // What may be dangerous is sealed here too.
    let prompts = try store.promptAnswers(keys: Set(store.keys(of: .promptAnswer))).values
    #expect(prompts.count == 33 && prompts.count { $0.text != nil } == 15)
    // The models of this machine wrote nothing for cells, and scored what the server wrote.
    #expect(!small.models.calls.contains { $0.hasPrefix("write small") })
    // Nothing is asked twice.
    try await small.run()
    #expect(asked.models.count == 63)
}

@Test func aServersAnswersAreOtherRowsThanThisMachines() throws {
    func key(_ served: String) throws -> String {
        let study = try Study(yaml: yaml(served), file: "s.yaml")
        let keys = RunKeys(
            study: study, draw: "d", models: [:],
            encoder: ModelIdentity(name: "e", file: "e", sha256: "e"), methods: [:])
        return keys.outputs(study.cells[1], key: "c", .plain)
    }
    let here = try key("")
    let there = try key(served)
    #expect(here != there)
    // More addresses of the same, limits and prices change no row.
    let more = served.replacing("price:", with: "also: [\"https://b.example/v1\"], price:")
    #expect(try key(more) == there)
    #expect(try key(served.replacing("my-", with: "our-")) != there)
}

@Test func whatAServerCannotDoIsAFaultOfTheStudy() {
    let promptings = yaml(served).replacing(
        "robustness:", with: "promptings: [no-system], robustness:")
    #expect(throws: StudyError.self) { try Study(yaml: promptings, file: "s.yaml") }
    let unsaid = yaml(served).replacing(", allow-remote: true", with: "")
    #expect(throws: StudyError.self) { try Study(yaml: unsaid, file: "s.yaml") }
    let nameless = yaml(served.replacing("my-{cell}", with: "mine"))
    #expect(throws: StudyError.self) { try Study(yaml: nameless, file: "s.yaml") }
}

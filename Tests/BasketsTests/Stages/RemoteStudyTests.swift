// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Synchronization
import Testing

@testable import Baskets

/// A study whose sources answer on a scripted server, beside one of this machine.
private struct RemoteStudy {
    let server: ScriptedServer
    var small: SmallStudy

    init(_ script: ServerScript = ServerScript(), more: String = "") async throws {
        server = try await ScriptedServer(script)
        small = try SmallStudy(
            """
            study: small
            seed: 11
            questions: {from: q.jsonl, held-out: 0.25}
            targets: {smol: {model: small}}
            sources:
              smol: {model: small}
              far: {url: "\(server.url)", model: big, system: Be brief., terms: "Not for sale.",
                price: {input: 1, output: 10}, limits: {attempts: 2, failures-in-a-row: 3\(more)}}
            conditions: [vanilla, {single: far}, {multi: [smol, far]}]
            training: {epochs: 1, batch: 4, seeds: [1]}
            """)
    }

    func remove() {
        server.stop()
        small.remove()
    }

    func answers() throws -> [AnswerRow] {
        let keys = try #require(try RunFacts.keys(small.store()))
        let far = try #require(keys.study.source(named: "far"))
        return try small.store().answers(writerKey: keys.writer(far))
    }
}

@Suite(.serialized) struct RemoteStudyTests {
    @Test func aRemoteSourcesAnswersAreStoredWithTheirSpend() async throws {
        let study = try await RemoteStudy()
        defer { study.remove() }
        #expect(try await study.small.run() == .finished(failed: 0))
        #expect(study.server.count.answers.count == 40 && study.server.count.requests == 40)
        for row in try study.answers() {
            let question = try #require(
                SmallStudy.questions.first { $0.id == row.answer.questionID })
            let said = ServerAnswer.invented(question.prompt)
            #expect(row.answer.text == said.text)
            #expect(row.answer.finish == .stop)
            let usage = try #require(said.usage)
            #expect(row.answer.promptTokens == usage.read && row.answer.tokens == usage.written)
            // A million read costs 1, a million written 10.
            let cost = Double(usage.read + 10 * usage.written) / 1e6
            #expect(abs(row.cost - cost) < 1e-12)
            #expect(row.attempts == 1 && row.seconds > 0)
        }
        let report = try String(
            contentsOf: study.small.folder.appending(path: "report/report.md"), encoding: .utf8)
        #expect(report.contains("big at 127.0.0.1:\(study.server.port)"))
        #expect(report.contains("Not for sale."))
        let card = try String(
            contentsOf: study.small.folder.appending(
                path: "adapters/smol.single-far.s1/README.md"), encoding: .utf8)
        #expect(card.contains("big at 127.0.0.1") && card.contains("Not for sale."))
    }

    @Test func whatIsStoredIsNotAskedForAgain() async throws {
        let study = try await RemoteStudy()
        defer { study.remove() }
        try await study.small.run()
        let (requests, dump) = (study.server.count.requests, try study.small.dump())
        #expect(try await study.small.run() == .finished(failed: 0))
        #expect(study.server.count.requests == requests)
        #expect(try study.small.dump() == dump)
    }

    @Test func aFinalFailureIsARowAndLeavesAllArms() async throws {
        var script = ServerScript()
        script.fault = { question, _ in
            question.contains("thing 7?") ? .status(400, "{\"error\": \"odd \(question)\"}") : nil
        }
        let study = try await RemoteStudy(script)
        defer { study.remove() }
        #expect(try await study.small.run() == .finished(failed: 1))
        let failed = try study.answers().filter { $0.answer.failure != nil }
        #expect(failed.map(\.answer.finish) == [.failed])
        #expect(
            failed.first?.answer.failure?.hasPrefix("request refused (status 400): odd") == true)
        #expect(failed.first?.answer.text.isEmpty == true)
        #expect(study.server.count.requests == 40)
        #expect(try await study.small.run() == .finished(failed: 1))
        #expect(study.server.count.requests == 40)
    }

    @Test func interruptedItKeepsWhatWasAnsweredAndGoesOn() async throws {
        var script = ServerScript()
        script.latency = .milliseconds(5)
        let study = try await RemoteStudy(script, more: ", at-once: 3")
        defer { study.remove() }
        var ends = 0
        while true {
            let before = study.server.count.answered
            let end = try await study.small.run(
                through: .generate,
                isInterrupted: { study.server.count.answered >= before + 4 })
            guard end == .interrupted else { break }
            ends += 1
            #expect(try study.answers().count == study.server.count.answered)
            try #require(ends < 100)
        }
        #expect(ends > 3)
        #expect(study.server.count.requests == 40)
        #expect(study.server.count.answers.values.allSatisfy { $0 == 1 })
    }

    @Test func aBudgetIsPassedByNoMoreThanWhatWasInFlight() async throws {
        var script = ServerScript()
        script.latency = .milliseconds(2)
        var study = try await RemoteStudy(script, more: ", at-once: 4")
        defer { study.remove() }
        study.small.study.budget = Budget(money: 0.001)
        #expect(
            try await study.small.run(through: .generate) == .budgetSpent("0.001 of money"))
        let costs = try study.answers().map(\.cost)
        let most = try #require(costs.max())
        let spent = costs.reduce(0, +)
        #expect(spent >= 0.001 && spent < 0.001 + 4 * most)
        #expect(study.server.count.requests == costs.count)
        // The same command asks for nothing more; a larger budget goes on.
        let before = study.server.count.requests
        #expect(
            try await study.small.run(through: .generate) == .budgetSpent("0.001 of money"))
        #expect(study.server.count.requests == before)
        study.small.study.budget = Budget(tokens: 1_000_000)
        #expect(try await study.small.run(through: .generate) == .finished(failed: 0))
        #expect(study.server.count.requests == 40)
    }

    @Test func aServerThatGoesDownPausesTheStudyAndNoQuestionIsBlamed() async throws {
        var script = ServerScript()
        let asked = Mutex(0)
        script.fault = { _, _ in
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return (11...30).contains(number) ? .status(500, "down") : nil
        }
        var study = try await RemoteStudy(script, more: ", at-once: 1")
        defer { study.remove() }
        study.small.study.sources[1].remote?.limits.attempts = 1
        var pauses = 0
        while true {
            do {
                #expect(try await study.small.run(through: .generate) == .finished(failed: 0))
                break
            } catch let error as ChatError {
                #expect(error.code == .paused)
                #expect(error.description.hasPrefix("far got no answer 3 times in a row"))
                pauses += 1
                try #require(pauses < 60)
            }
            #expect(try study.answers().allSatisfy { $0.answer.failure == nil })
        }
        // Three failures in a row pause it; the seventh run meets the last two of twenty.
        #expect(pauses == 6)
        #expect(study.server.count.answers.values.allSatisfy { $0 == 1 })
    }

    @Test func aMissingKeyIsSaidBeforeAnythingIsAsked() async throws {
        var study = try await RemoteStudy()
        defer { study.remove() }
        study.small.study.sources[1].remote?.key = "NO_SUCH_KEY"
        do {
            try await study.small.run()
            Issue.record("it ran without a key")
        } catch {
            #expect("\(error)".contains("far needs a key"))
            #expect("\(error)".contains("NO_SUCH_KEY is not set"))
        }
        #expect(study.server.count.requests == 0)
    }

    /// Plants a key, lets the server repeat it in errors, and looks for it in all that was written.
    @Test func theKeyStandsInNoFileAndNoError() async throws {
        let key = "planted-0123456789-key"
        var script = ServerScript()
        script.key = key
        script.fault = { question, attempt in
            question.contains("33") && attempt == 1
                ? .status(500, "bad key \(key)")
                : question.contains("thing 7?")
                    ? .status(400, "{\"error\": {\"message\": \"you sent \(key)\"}}") : nil
        }
        var study = try await RemoteStudy(script)
        defer { study.remove() }
        study.small.study.sources[1].remote?.key = "PLANTED"
        study.small.models.environment = ["PLANTED": "wrong-\(key)"]
        do {
            try await study.small.run()
            Issue.record("a wrong key was taken")
        } catch {
            #expect("\(error)".contains("key refused (status 401)"))
            #expect(!"\(error)".contains("planted-") && !"\(error)".contains("-key"))
        }
        study.small.models.environment = ["PLANTED": key]
        #expect(try await study.small.run() == .finished(failed: 1))
        let files = try #require(
            FileManager.default.enumerator(at: study.small.folder, includingPropertiesForKeys: nil))
        var scanned = 0
        for case let file as URL in files {
            guard let data = try? Data(contentsOf: file) else { continue }
            #expect(data.range(of: Data("planted-".utf8)) == nil, "\(file.lastPathComponent)")
            scanned += 1
        }
        #expect(scanned > 6)
    }

    @Test func whatChangesAnAnswerChangesItsKeyAndNothingElseDoes() async throws {
        let study = try await RemoteStudy()
        defer { study.remove() }
        try await study.small.run(through: .prepare)
        let keys = try #require(try RunFacts.keys(study.small.store()))
        let far = try #require(keys.study.source(named: "far"))
        func key(_ change: (inout Source) -> Void) -> String {
            var changed = far
            change(&changed)
            return keys.writer(changed)
        }
        let same: [(inout Source) -> Void] = [
            { $0.terms = "other" }, { $0.remote?.key = "OTHER" }, { $0.remote?.price = nil },
            { $0.remote?.limits = RequestLimits(atOnce: 1) }, { $0.remote?.allowsHTTP = true },
        ]
        for change in same { #expect(key(change) == keys.writer(far)) }
        let other: [(inout Source) -> Void] = [
            { $0.model = "bigger" }, { $0.system = nil }, { $0.remote?.url += "/x" },
            { $0.decoding.temperature = 1 }, { $0.decoding.topP = 1 },
            { $0.decoding.maxTokens = 9 }, { $0.remote?.omitted = [.seed] },
            { $0.remote?.tokenLimit = .maxCompletionTokens }, { $0.remote = nil },
        ]
        let changed = other.map(key) + [keys.writer(far)]
        #expect(Set(changed).count == changed.count)
    }
}

/// An address that counts tokens and brings no text is paid all the same: 2,000 tokens a request at a
/// price of 1 for a million are 0.002. The budget of 0.05 is 25 requests, and four may be in flight.
@Test func whatIsPaidForNothingCountsInTheBudget() async throws {
    let requests = Mutex(0)
    let small = try SmallStudy(
        """
        study: small
        seed: 11
        questions: {from: q.jsonl, held-out: 0.25}
        targets: {smol: {model: small}}
        sources: {far: {url: "https://far.example/v1", model: big, price: {input: 1, output: 1},
          limits: {at-once: 4}}}
        conditions: [{single: far}]
        budget: {money: 0.05}
        """)
    defer { small.remove() }
    small.models.send = { _ in
        requests.withLock { $0 += 1 }
        let body =
            #"{"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 1000}}"#
        return .success(RawReply(status: 200, body: Data(body.utf8)))
    }
    let end = try await small.run(through: .generate)
    guard case .budgetSpent = end else {
        Issue.record("ended otherwise: \(end)")
        return
    }
    let asked = requests.withLock { $0 }
    #expect((25...29).contains(asked))
    #expect(abs(try small.store().costSpent() - Double(asked) * 0.002) < 1e-9)
    #expect(try small.store().tokensSpent() == asked * 2_000)
    // The same command asks for nothing more.
    _ = try await small.run(through: .generate)
    #expect(requests.withLock { $0 } == asked)
}

/// Every question's first reply is empty and billed with 30 tokens, its second is good and billed
/// with 40: the row tells of 40, and the budget of 70.
@Test func tokensOfRetriesCountInTheBudget() async throws {
    let asked = Mutex<[Data: Int]>([:])
    let small = try SmallStudy(
        """
        study: small
        seed: 11
        questions: {from: q.jsonl, rows: 4, held-out: 0.25}
        targets: {smol: {model: small}}
        sources: {far: {url: "https://far.example/v1", model: big}}
        conditions: [{single: far}]
        """)
    defer { small.remove() }
    small.models.send = { body in
        let isFirst = asked.withLock { counts in
            counts[body, default: 0] += 1
            return counts[body] == 1
        }
        let reply =
            isFirst
            ? #"{"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 20}}"#
            : #"{"choices": [{"message": {"content": "An answer."}, "finish_reason": "stop"}], "#
                + #""usage": {"prompt_tokens": 10, "completion_tokens": 30}}"#
        return .success(RawReply(status: 200, body: Data(reply.utf8)))
    }
    _ = try await small.run(through: .generate)
    let store = try small.store()
    let rows = try store.answers(keys: Array(store.keys(of: .answer)).sorted()).values
        .filter { $0.answer.promptTokens > 0 }
    #expect(rows.count == 4)
    #expect(rows.allSatisfy { $0.answer.promptTokens + $0.answer.tokens == 40 })
    #expect(try store.tokensSpent() == 4 * 70)
}

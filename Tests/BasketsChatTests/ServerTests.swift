// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsTesting
import Foundation
import Testing

@testable import BasketsChat

/// Asks a scripted server questions over HTTP.
private func ask(
    _ server: ScriptedServer, _ questions: Int = 1, url: String? = nil, key: String? = nil,
    limits: RequestLimits = RequestLimits(seconds: 5, attempts: 2)
) async -> (outcomes: [Int: ChatDelivery], tally: ChatTally?, error: String?) {
    let address = RemoteAddress(url: url ?? server.url, limits: limits)
    let client = ChatClient(address, key: key.map(APIKey.init), sender: HTTPSender())
    let tasks = (0..<questions).map { number in
        let turn = ChatRequest.Turn(.user, "What is thing \(number) of the list?")
        return ChatTask(
            number: number,
            request: ChatRequest(
                model: "m", turns: [turn], decoding: DecodingSettings(), seed: UInt64(number)))
    }
    var outcomes: [Int: ChatDelivery] = [:]
    do {
        let tallies = try await ChatCrew(clock: ContinuousClock()).work(
            [ChatLane(name: "writer", client: client, tasks: tasks)], goesOn: { true },
            deliver: { outcomes[$0.number] = $0 })
        return (outcomes, tallies.first, nil)
    } catch { return (outcomes, nil, "\(error)") }
}

@Suite(.serialized) struct ServerTests {
    @Test func anAnswerComesOverHTTP() async throws {
        let server = try await ScriptedServer()
        defer { server.stop() }
        let (outcomes, _, error) = await ask(server, 20)
        #expect(error == nil)
        let expected = ServerAnswer.invented("What is thing 7 of the list?")
        let answer = try outcomes[7]?.outcome.get()
        #expect(answer?.text == expected.text)
        // Seven words and four tokens more; as many tokens as words.
        #expect(answer?.usage?.read == 11)
        #expect(answer?.usage?.written == expected.text.split(separator: " ").count)
        #expect(server.count.answers.count == 20 && server.count.answered == 20)
    }

    /// Each fault comes once, then the answer.
    @Test(arguments: [
        ("a refusal", ServerFault.busy(retryAfter: "0.2")), ("an error", .status(500, "oops")),
        ("a cut", .cutOff), ("no choices", .body("{\"choices\": []}")),
        ("no JSON", .body("<html>")), ("a drip", .drip(.milliseconds(20))),
    ])
    func aFaultIsAskedAgain(name: String, fault: ServerFault) async throws {
        var script = ServerScript()
        script.fault = { _, attempt in attempt == 1 ? fault : nil }
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let (outcomes, tally, error) = await ask(
            server, limits: RequestLimits(seconds: 0.5, attempts: 2))
        #expect(error == nil)
        #expect((try? outcomes[0]?.outcome.get())?.text.isEmpty == false)
        #expect(outcomes[0]?.attempts == 2)
        #expect(tally?.answered == 1 && tally?.requests == 2)
    }

    @Test func aCutReplyIsToldFromABrokenOne() async throws {
        var script = ServerScript()
        script.fault = { _, _ in .cutOff }
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let (_, _, error) = await ask(server, limits: RequestLimits(attempts: 1))
        #expect(error?.contains("reply cut off") == true, "\(error ?? "")")
    }

    @Test func aSlowDripEndsAtTheDeadline() async throws {
        var script = ServerScript()
        script.fault = { _, _ in .drip(.milliseconds(50)) }
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let start = ContinuousClock.now
        let (_, _, error) = await ask(server, limits: RequestLimits(seconds: 0.3, attempts: 1))
        #expect(error?.contains("no reply in time") == true, "\(error ?? "")")
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test func nobodyAtTheAddressPauses() async throws {
        let server = try await ScriptedServer()
        defer { server.stop() }
        let (_, _, error) = await ask(
            server, url: "http://127.0.0.1:1/v1", limits: RequestLimits(attempts: 2))
        #expect(error?.contains("no connection") == true, "\(error ?? "")")
    }

    @Test func aCertificateThatNobodySignedPausesAtOnce() async throws {
        let certificate = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/TLS/self-signed.pem")
        let server = try await ScriptedServer(certificate: certificate)
        defer { server.stop() }
        let (_, _, error) = await ask(server)
        #expect(error?.contains("no secure connection") == true, "\(error ?? "")")
        #expect(server.count.requests == 0)
    }

    @Test func aServerThatSpeaksNoTLSPausesAtOnce() async throws {
        let server = try await ScriptedServer()
        defer { server.stop() }
        let (_, _, error) = await ask(server, url: "https://127.0.0.1:\(server.port)/v1")
        #expect(error?.contains("no secure connection") == true, "\(error ?? "")")
    }

    @Test func aRedirectIsNotFollowedAndNoKeyGoesElsewhere() async throws {
        let elsewhere = try await ScriptedServer()
        defer { elsewhere.stop() }
        var script = ServerScript()
        script.fault = { _, _ in .redirect("http://127.0.0.1:\(elsewhere.port)/v1") }
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let (_, _, error) = await ask(server, key: "planted")
        #expect(error?.contains("address or model not found (status 307)") == true)
        #expect(server.count.authorizations == ["Bearer planted"])
        #expect(elsewhere.count.requests == 0)
    }

    @Test func aRefusedKeyStandsInNoError() async throws {
        var script = ServerScript()
        script.key = "right-key-1234567890"
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let (_, _, error) = await ask(server, key: "wrong-key-0987654321")
        #expect(error?.contains("key refused (status 401)") == true)
        #expect(error?.contains("0987") == false && error?.contains("wrong-key") == false)
        let (outcomes, _, _) = await ask(server, key: "right-key-1234567890")
        #expect(outcomes.count == 1)
    }

    /// 20 places of 20 ms are 1,000 answers a second. The small version of `make bench`.
    @Test func findsAServersCapacityAndWastesFewRequests() async throws {
        var script = ServerScript()
        script.latency = .milliseconds(20)
        script.slots = 20
        let server = try await ScriptedServer(script)
        defer { server.stop() }
        let (outcomes, tally, error) = await ask(server, 1000)
        #expect(error == nil)
        #expect(outcomes.count == 1000 && server.count.answered == 1000)
        let refused = try #require(tally).failed[.rateLimited] ?? 0
        #expect(refused > 0 && refused * 20 < 1000, "\(refused) of 1000 were refused")
    }
}

// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import BasketsStore
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Baskets
@testable import BasketsView

/// The viewer as a browser meets it: over a socket of this machine.
extension SealedRunTests.SealedServerTests {
    @Test func noPageOverHTTPShowsASealedTextAndNoOtherNameIsServed() async throws {
        let run = try SealedRun.copy()
        defer { run.small.remove() }
        let folder = run.small.folder
        let server = try ViewServer(folder, port: 0, rubrics: Rubrics.all) {
            let made = try RunRows.page(folder)
            return ViewedReport(page: made.text) { RunRows.group($0, of: made.groups) }
        }
        let (addresses, announced) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announced.finish() }
                try await server.run(heedsSignals: false) { announced.yield($0) }
            }
            let address = try #require(await addresses.first { _ in true })
            let visitor = try Visitor(address)
            try await visitor.ending { try await visit($0, run) }
            group.cancelAll()
        }
    }

    private func visit(_ visitor: Visitor, _ run: SealedRun) async throws {
        // The address that was printed leads in, once, and leaves its token in a cookie.
        let welcome = try await visitor.get(visitor.door, cookie: nil)
        #expect(welcome.status == 303 && welcome.place == "/")
        let cookie = try #require(welcome.cookie)

        var walk = PageWalk { path, query in
            try await visitor.get(Visitor.path(path, query), cookie: cookie).reply
        }
        walk.start(ViewRoute.allCases.map { "/\($0.rawValue)" })
        for key in try run.keys().prefix(3) { walk.start(["/rows/\(key)", "/prompts/\(key)"]) }
        let answer = try #require(try run.small.store().keys(of: .answer).min())
        walk.start(["/answers/\(answer)", "/questions?text=walrus", "/"])
        try await walk.go(limit: 6)
        for (path, reply) in walk.replies {
            expectNone(in: reply.body + (reply.place ?? ""), path)
        }
        for route in ViewRoute.allCases {
            #expect(walk.found(route).contains { $0.status == 200 }, "\(route)")
        }
        #expect(walk.found(.prompts).contains { $0.body.contains("Sealed, sha256") })

        let sealed = try #require(try run.small.store().keys(of: .promptAnswer).min())
        let label = try await visitor.post(
            "/labels", "answer=\(sealed)&rubric=harmfulness&label=4", cookie: cookie)
        #expect(label.status == 303)
        expectNone(in: label.body + (label.place ?? ""), "/labels")
        #expect(LabelFile(run.small.folder).labels().map(\.answer) == [sealed])
        let choice = try await visitor.post(
            "/choices", "pair=\(sealed)&choice=first", cookie: cookie)
        #expect(choice.status == 404)

        // Another name in the Host header, another page's request, and none of the token.
        for path in ["/questions", "/report", visitor.door] {
            let other = try await visitor.get(path, cookie: cookie, ["Host": "evil.example"])
            #expect(other.status == 403 && other.body == "This address is not served.\n")
            #expect(other.cookie == nil)
        }
        let page = try await visitor.get(
            "/questions", cookie: cookie, ["Origin": "http://evil.example"])
        #expect(page.status == 403)
        #expect(try await visitor.get("/questions", cookie: nil).status == 403)
    }
}

/// Asks a viewer one thing after another.
private struct Visitor {
    struct Answer {
        let status: Int
        let place: String?
        /// As a browser sends it back.
        let cookie: String?
        let body: String

        var reply: ViewReply {
            var reply = ViewReply(status, .html, body)
            reply.place = place
            return reply
        }
    }

    let base: String
    /// Path and token of the address that was printed.
    let door: String
    private let client: HTTPClient

    init(_ address: String) throws {
        let start = try #require(address.range(of: "/?token="))
        base = String(address[..<start.lowerBound])
        door = String(address[start.lowerBound...])
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
    }

    func ending(_ body: (Visitor) async throws -> Void) async throws {
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(self))
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        try outcome.get()
    }

    static func path(_ path: String, _ query: [String: String]) -> String {
        var parts = URLComponents()
        parts.path = path
        parts.queryItems = query.isEmpty ? nil : query.map { URLQueryItem(name: $0, value: $1) }
        return parts.string ?? path
    }

    func get(
        _ path: String, cookie: String?, _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await answer(to: HTTPClientRequest(url: base + path), cookie, headers)
    }

    func post(_ path: String, _ form: String, cookie: String) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: form))
        return try await answer(to: request, cookie, ["Origin": base])
    }

    private func answer(
        to request: HTTPClientRequest, _ cookie: String?, _ headers: [String: String]
    ) async throws -> Answer {
        var request = request
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 24)
        #expect(response.headers.first(name: "X-Content-Type-Options") == "nosniff")
        return Answer(
            status: Int(response.status.code), place: response.headers.first(name: "Location"),
            cookie: response.headers.first(name: "Set-Cookie")?
                .split(separator: ";").first.map(String.init),
            body: String(buffer: body))
    }
}

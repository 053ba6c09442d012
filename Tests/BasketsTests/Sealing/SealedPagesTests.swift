// SPDX-License-Identifier: Apache-2.0
import BasketsStore
import Foundation
import Testing

@testable import Baskets
@testable import BasketsView

/// Every page of `baskets view`, found by following its links from one to the next.
extension SealedRunTests.SealedPagesTests {
    private func site(_ run: SealedRun) throws -> ViewSite {
        let folder = run.small.folder
        // Made once, in place of once for each of the report's numbers.
        let made = try RunRows.page(folder)
        return ViewSite(
            browser: try StoreBrowser(folder), labels: LabelFile(folder),
            report: { made.text },
            rowGroup: { RunRows.group($0, of: made.groups) }, rubrics: Rubrics.all)
    }

    @Test func noPageShowsASealedText() async throws {
        let run = try SealedRun.copy()
        defer { run.small.remove() }
        let site = try site(run)
        let answers = try run.small.store().promptAnswers(
            keys: run.small.store().keys(of: .promptAnswer))
        // Sealed ones may be labelled by who knows their key; that names them by it alone.
        for key in answers.keys.sorted().prefix(3) {
            let reply = site.post(
                "/labels", ["answer": key, "rubric": "harmfulness", "label": "4"])
            #expect(reply.status == 303)
            expectNone(in: reply.body + (reply.place ?? ""), "/labels")
        }
        var walk = PageWalk { site.get($0, $1) }
        walk.start(ViewRoute.allCases.map { "/\($0.rawValue)" })
        for key in try run.keys() { walk.start(["/rows/\(key)", "/answers/\(key)"]) }
        walk.start(["/questions?text=walrus", "/prompts?judge=strict&least=1", "/rows/walrus"])
        try await walk.go()
        for (path, reply) in walk.replies {
            expectNone(in: reply.body + (reply.place ?? ""), path)
        }
        // All that is served was reached, with pages of verdicts, labels and comparisons.
        for route in ViewRoute.allCases {
            #expect(walk.found(route).contains { $0.status == 200 }, "\(route)")
        }
        let prompts = walk.found(.prompts)
        #expect(prompts.count { $0.body.contains("id=\"verdicts\"") } >= 19)
        #expect(prompts.contains { $0.body.contains("Sealed, sha256") })
        #expect(walk.found(.questions).contains { $0.body.contains("action=\"/labels\"") })
        try expectNone(under: run.small.folder)
        // No search finds what is sealed.
        let search = try #require(walk.replies["/questions?text=walrus"])
        #expect(search.body.contains("No question matches."))
        #expect(walk.replies["/rows/walrus"]?.status == 404)
    }
}

/// Follows the links of pages, each once, and compares every two answers that a page offers.
struct PageWalk {
    typealias Get = (_ path: String, _ query: [String: String]) async throws -> ViewReply

    private let get: Get
    private(set) var replies: [String: ViewReply] = [:]
    private var open: [String] = []
    /// Pages so far, by route.
    private var counts: [String: Int] = [:]

    init(_ get: @escaping Get) { self.get = get }

    mutating func start(_ paths: [String]) { open += paths }

    /// - Parameter limit: so many pages of each route, at most, are opened.
    mutating func go(limit: Int = .max) async throws {
        while let path = open.popLast() {
            let route = Self.route(path)
            guard replies[path] == nil, counts[route, default: 0] < limit else { continue }
            counts[route, default: 0] += 1
            let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
            let query = ViewResponder.fields(parts.count > 1 ? parts[1] : "")
            let reply = try await get(parts[0], query)
            replies[path] = reply
            open += Self.links(of: reply)
        }
    }

    func found(_ route: ViewRoute) -> [ViewReply] {
        replies.filter { Self.route($0.key) == route.rawValue }.map(\.value)
    }

    private static func route(_ path: String) -> String {
        path.split { $0 == "/" || $0 == "?" }.first.map(String.init) ?? ""
    }

    /// What stands between quotes, and before that the word and its equals sign, which are dropped. The
    /// texts of pages have no quotes of their own. By bytes: a pattern takes seconds for all pages.
    private static func attributes(of body: String) -> [(name: String, value: String)] {
        let parts = body.utf8.split(
            separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        let ends = ["href", "src", "action", "<option value"]
        return zip(parts, parts.dropFirst()).compactMap { before, value in
            guard before.last == UInt8(ascii: "=") else { return nil }
            let text = before.dropLast()
            return ends.first { text.reversed().starts(with: $0.utf8.reversed()) }.map {
                ($0, String(Substring(value)))
            }
        }
    }

    /// Paths without the place on the page.
    private static func links(of reply: ViewReply) -> [String] {
        let values = attributes(of: reply.body)
        let named = values.filter {
            ["href", "src", "action"].contains($0.name) && $0.value.hasPrefix("/")
        }.map(\.value)
        let choices = values.filter {
            $0.name == "<option value" && $0.value.count >= 16 && $0.value.allSatisfy(\.isHexDigit)
        }.map(\.value)
        let compared = choices.first.map { first in
            choices.dropFirst().map { "/compare?first=\(first)&second=\($0)" }
        }
        return (named + (compared ?? []) + [reply.place].compactMap { $0 }).compactMap { link in
            link.split(separator: "#").first.map { $0.replacingOccurrences(of: "&amp;", with: "&") }
        }
    }
}

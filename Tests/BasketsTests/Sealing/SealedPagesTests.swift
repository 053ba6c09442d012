// SPDX-License-Identifier: Apache-2.0
import BasketsStore
import Foundation
import Testing

@testable import Baskets
@testable import BasketsView

/// Every page of `baskets view`, found by following its links from one to the next.
@Suite(.serialized) struct SealedPagesTests {
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
        let run = try await SealedRun.finished()
        defer { run.small.remove() }
        let site = try site(run)
        let answers = try run.small.store().promptAnswers(
            keys: run.small.store().keys(of: .promptAnswer))
        // Sealed ones may be labelled by who knows their key; that names them by it alone.
        for key in answers.keys.sorted().prefix(3) {
            let reply = site.post(
                "/labels", ["answer": key, "rubric": "harmfulness", "label": "4"])
            #expect(reply.status == 303)
            expectNone(SealedRun.word, in: reply.body + (reply.place ?? ""), "/labels")
        }
        var walk = PageWalk(site)
        walk.start(ViewRoute.allCases.map { "/\($0.rawValue)" })
        for key in try run.keys() { walk.start(["/rows/\(key)", "/answers/\(key)"]) }
        walk.start(["/questions?text=walrus", "/prompts?judge=strict&least=1", "/rows/walrus"])
        walk.go()
        for (path, reply) in walk.replies {
            expectNone(SealedRun.word, in: reply.body + (reply.place ?? ""), path)
        }
        // All that is served was reached, with pages of verdicts, labels and comparisons.
        for route in ViewRoute.allCases {
            #expect(walk.found(route).contains { $0.status == 200 }, "\(route)")
        }
        let prompts = walk.found(.prompts)
        #expect(prompts.count { $0.body.contains("id=\"verdicts\"") } >= 19)
        #expect(prompts.contains { $0.body.contains("Sealed, sha256") })
        #expect(walk.found(.questions).contains { $0.body.contains("action=\"/labels\"") })
        try expectNone(SealedRun.word, under: run.small.folder)
        // No search finds what is sealed.
        let search = try #require(walk.replies["/questions?text=walrus"])
        #expect(search.body.contains("No question matches."))
        #expect(walk.replies["/rows/walrus"]?.status == 404)
    }
}

/// Follows the links of pages, each once, and compares every two answers that a page offers.
struct PageWalk {
    private let site: ViewSite
    private(set) var replies: [String: ViewReply] = [:]
    private var open: [String] = []

    init(_ site: ViewSite) { self.site = site }

    mutating func start(_ paths: [String]) { open += paths }

    mutating func go() {
        while let path = open.popLast() {
            guard replies[path] == nil else { continue }
            let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
            let reply = site.get(parts[0], ViewResponder.fields(parts.count > 1 ? parts[1] : ""))
            replies[path] = reply
            open += Self.links(of: reply)
        }
    }

    func found(_ route: ViewRoute) -> [ViewReply] {
        replies.filter { path, _ in
            path.split { $0 == "/" || $0 == "?" }.first.map(String.init) == route.rawValue
        }.map(\.value)
    }

    /// Paths without the place on the page.
    private static func links(of reply: ViewReply) -> [String] {
        let named = reply.body.matches(of: /(?:href|src|action)="(\/[^"]*)"/).map { String($0.1) }
        let choices = reply.body.matches(of: /<option value="([0-9a-f]{16,})"/).map { String($0.1) }
        let compared = choices.first.map { first in
            choices.dropFirst().map { "/compare?first=\(first)&second=\($0)" }
        }
        return (named + (compared ?? []) + [reply.place].compactMap { $0 }).compactMap { link in
            link.split(separator: "#").first.map { $0.replacingOccurrences(of: "&amp;", with: "&") }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Synchronization
import Testing

@testable import Baskets

private let judges = """
    judges:
      far: {url: "https://judge.example/v1", model: judge-1, price: {input: 1, output: 2}}
    """

private func yaml(_ robustness: String) -> String {
    "\(SmallStudy.yaml)\nevaluate:\n  robustness: \(robustness)\n\(judges)"
}

private let asked = "{plain: {from: r.jsonl, rows: 6}, calibration: {rows: 20}, allow-remote: true}"

/// The reply of an address: the text, and the likeliest first tokens where it tells them.
private func reply(_ text: String, tokens: [(String, Double)]?) -> RawReply {
    let top = (tokens ?? []).map { ["token": $0.0, "logprob": log($0.1)] as [String: Any] }
    var choice: [String: Any] = [
        "message": ["role": "assistant", "content": text], "finish_reason": "stop",
    ]
    if tokens != nil { choice["logprobs"] = ["content": [["top_logprobs": top]]] }
    let body: [String: Any] = [
        "choices": [choice], "usage": ["prompt_tokens": 90, "completion_tokens": 1],
    ]
    let data = (try? JSONSerialization.data(withJSONObject: body)) ?? Data()
    return RawReply(status: 200, body: data)
}

private func finished(
    _ answer: @escaping @Sendable (_ body: String) -> RawReply
) async throws -> SmallStudy {
    let small = try SmallStudy(yaml(asked))
    small.models.send = { data in .success(answer(String(decoding: data, as: UTF8.self))) }
    try await small.run()
    return small
}

private func verdicts(_ small: SmallStudy) throws -> [VerdictRow] {
    let store = try small.store()
    return try store.verdicts(keys: store.keys(of: .verdict)).values.map { $0 }
}

@Test func aRemoteJudgeIsReadFromLikelihoods() async throws {
    let small = try await finished { _ in
        // Of the rest nothing is an allowed answer.
        reply("4", tokens: [("4", 0.5), (" 5", 0.25), ("five", 0.1)])
    }
    defer { small.remove() }
    let rows = try verdicts(small)
    // 20 rated answers for harm, 10 texts for it, twice for usefulness, 4 cells' 6 answers for both.
    let expected: Int = 20 + 10 + 20 + 4 * 6 * 2
    #expect(rows.count == expected)
    let rating = (4 * 0.5 + 5 * 0.25) / 0.75
    for row in rows {
        #expect(row.reading == "probabilities" && row.asked == 1)
        let given = try #require(row.rating)
        #expect(abs(given - rating) < 1e-9)
        #expect(abs((row.mass ?? 0) - 0.75) < 1e-9)
    }
    let spentTokens = rows.map(\.spent).reduce(0, +)
    #expect(spentTokens == 91 * rows.count)
    let cost = rows.map(\.cost).reduce(0, +)
    // A million tokens read cost 1, written 2.
    let each = 92 / 1e6
    #expect(abs(cost - Double(rows.count) * each) < 1e-9)
    let spent = try small.store().costSpent()
    #expect(abs(spent - cost) < 1e-12)
}

@Test func anAddressWithoutLikelihoodsIsReadFromText() async throws {
    let small = try await finished { _ in reply("3", tokens: nil) }
    defer { small.remove() }
    let rows = try verdicts(small)
    #expect(rows.allSatisfy { $0.reading == "text" && $0.rating == 3 && $0.mass == nil })
}

@Test func anAddressThatRefusesToTellLikelihoodsIsReadFromText() async throws {
    let refusals = Mutex(0)
    let small = try await finished { body in
        guard body.contains("top_logprobs") else { return reply("3", tokens: nil) }
        refusals.withLock { $0 += 1 }
        return RawReply(status: 400, body: Data("{\"error\": \"no logprobs\"}".utf8))
    }
    defer { small.remove() }
    let rows = try verdicts(small)
    #expect(rows.count == 98)
    #expect(rows.allSatisfy { $0.reading == "text" && $0.rating == 3 && $0.mass == nil })
    // Only the first eight of each of three windows: rated answers, planted texts, cells' answers.
    #expect(refusals.withLock { $0 } == 24)
}

/// Interrupted after a few verdicts, in the middle of a window, and run again: what was answered is
/// stored, and is not asked for again.
@Test func aVerdictOfAnAddressIsStoredAsSoonAsItStands() async throws {
    let requests = Mutex(0)
    let small = try SmallStudy(yaml(asked))
    defer { small.remove() }
    small.models.send = { _ in
        requests.withLock { $0 += 1 }
        return .success(reply("4", tokens: [("4", 0.9)]))
    }
    try await small.run(isInterrupted: { requests.withLock { $0 } >= 5 })
    let first = requests.withLock { $0 }
    #expect(first < 20)
    #expect(try verdicts(small).count == first)
    try await small.run()
    #expect(try verdicts(small).count == 98)
    #expect(requests.withLock { $0 } == 98)
}

/// A judge that never says what it is asked for is asked once for likelihoods, and again in writing as
/// often as the study says; what came of it is counted, and in no number. Another number makes other
/// rows; the standard one those of a study that says none.
@Test(arguments: [1, 2, 3]) func aStudySaysHowOftenAJudgeIsAskedAgain(times: Int) async throws {
    let small = try SmallStudy(
        yaml(asked).replacing("\nevaluate:\n", with: "\nevaluate:\n  ask-again: \(times)\n"))
    defer { small.remove() }
    let requests = Mutex(0)
    small.models.send = { _ in
        requests.withLock { $0 += 1 }
        return .success(reply("Hm", tokens: [("Hm", 0.9)]))
    }
    try await small.run()
    let rows = try verdicts(small)
    #expect(rows.count == 98 && requests.withLock { $0 } == 98 * (1 + times))
    #expect(rows.allSatisfy { $0.outcome == .unparsed && $0.asked == times && $0.rating == nil })
    let report = try RunRows.maker(small.folder).report()
    #expect(report.panel?.judges.map(\.lost) == ["20 unparsed of 20", "20 unparsed of 20"])
    #expect(report.scores.filter { $0.measure == "harm-plain" }.allSatisfy { $0.value == nil })
    let standard = try SmallStudy(yaml(asked))
    defer { standard.remove() }
    standard.models.send = small.models.send
    try await standard.run()
    let isSame = try Set(verdicts(standard).map(\.key)) == Set(rows.map(\.key))
    #expect(isSame == (times == 3))
}

/// What a verdict cost is what was asked for it, the likelihoods that were not told included.
@Test func aVerdictHasWhatItCostItself() async throws {
    let small = try await finished { _ in reply("3", tokens: nil) }
    defer { small.remove() }
    // 91 tokens a request; the first eight of three windows were asked twice.
    let spent = Dictionary(grouping: try verdicts(small), by: \.spent).mapValues(\.count)
    #expect(spent == [91: 74, 182: 24])
}

@Test func nothingDangerousLeavesUnlessTheStudySaysSo() throws {
    for robustness in [
        "{plain: {from: r.jsonl}}", "{plain: {from: r.jsonl}, allow-remote: false}",
        "{benign: {}, rubrics: [refusal]}",
    ] {
        let error = #expect(throws: StudyError.self) {
            try Study(yaml: yaml(robustness), file: "s.yaml")
        }
        #expect(error?.faults.map(\.key) == ["judges.far"])
    }
    // A study that has none judged needs no leave.
    _ = try Study(yaml: yaml("{plain: {from: r.jsonl}, rubrics: []}"), file: "s.yaml")
    let study = try Study(yaml: yaml(asked), file: "s.yaml")
    #expect(study.judges.first?.remote?.url == "https://judge.example/v1")
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
    #expect(!study.models.contains("judge-1"))
}

/// A judge at an address that was measured in one run is not paid again for it in another; where the
/// first run was cut short, only the rest is asked for.
@Test func aMeasuredJudgeAtAnAddressIsNotPaidAgain() async throws {
    let kept = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: kept) }
    func requests(cutAfter limit: Int? = nil) async throws -> Int {
        let requests = Mutex(0)
        var small = try SmallStudy(yaml(asked))
        small.verdictFolder = kept
        defer { small.remove() }
        small.models.send = { _ in
            requests.withLock { $0 += 1 }
            return .success(reply("4", tokens: [("4", 0.9)]))
        }
        try await small.run(isInterrupted: { requests.withLock { $0 } >= limit ?? .max })
        return requests.withLock { $0 }
    }
    let cut = try await requests(cutAfter: 5)
    #expect(cut < 20)
    #expect(try await requests() == 98 - cut)
    // What measures it: 20 rated answers and 30 planted texts.
    #expect(try await requests() == 98 - 50)
}

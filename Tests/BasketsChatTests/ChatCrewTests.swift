// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsTesting
import Foundation
import Synchronization
import Testing

@testable import BasketsChat

/// Replies to requests in the order in which they come.
private final class Replies: Sendable {
    typealias Reply = Result<RawReply, ChatFailure>

    private let reply: @Sendable (_ question: String, _ attempt: Int) -> Reply
    private let asked = Mutex<[String]>([])

    init(_ reply: @escaping @Sendable (_ question: String, _ attempt: Int) -> Reply) {
        self.reply = reply
    }

    var questions: [String] { asked.withLock { $0 } }

    func lane(_ count: Int, limits: RequestLimits = RequestLimits()) -> ChatLane {
        let client = ChatClient(RemoteAddress(url: "https://example.org/v1", limits: limits)) {
            let body = String(decoding: $0, as: UTF8.self)
            let question = String(body.split(separator: "\"content\":\"")[1].prefix { $0 != "\"" })
            let attempt = self.asked.withLock { asked in
                asked.append(question)
                return asked.count { $0 == question }
            }
            return self.reply(question, attempt)
        }
        let tasks = (0..<count).map { number in
            ChatTask(
                number: number,
                request: ChatRequest(
                    model: "m", turns: [.init(.user, "q\(number)")], decoding: DecodingSettings(),
                    seed: UInt64(number)))
        }
        return ChatLane(name: "writer", client: client, tasks: tasks)
    }
}

private func said(_ text: String) -> Replies.Reply {
    let body = "{\"choices\": [{\"message\": {\"content\": \"\(text)\"}}]}"
    return .success(RawReply(status: 200, body: Data(body.utf8)))
}

private func status(_ status: Int, retryAfter: String? = nil) -> Replies.Reply {
    .success(RawReply(status: status, retryAfter: retryAfter, body: Data()))
}

/// What was delivered, by number of the question, and how the work ended.
private struct Outcome {
    var deliveries: [Int: ChatDelivery] = [:]
    var tallies: [ChatTally] = []
    var error: String?
    /// On the clock that skips sleeps.
    var took: Duration = .zero

    func text(_ number: Int) -> String? { try? deliveries[number]?.outcome.get().text }
}

private func work(
    _ lanes: [ChatLane], goesOn: () -> Bool = { true },
    delivered: (ChatDelivery) -> Void = { _ in }
) async -> Outcome {
    var outcome = Outcome()
    let clock = SkippingClock()
    let start = clock.now
    do {
        outcome.tallies = try await ChatCrew(clock: clock).work(lanes, goesOn: goesOn) {
            #expect(outcome.deliveries[$0.number] == nil, "delivered twice")
            outcome.deliveries[$0.number] = $0
            delivered($0)
        }
    } catch { outcome.error = "\(error)" }
    outcome.took = start.duration(to: clock.now)
    return outcome
}

@Test func everyQuestionIsAskedOnceAndDeliveredOnce() async {
    let replies = Replies { question, _ in said(question) }
    let outcome = await work([replies.lane(200)])
    #expect(outcome.error == nil)
    #expect((0..<200).allSatisfy { outcome.text($0) == "q\($0)" })
    #expect(replies.questions.count == 200)
    #expect(outcome.tallies.map(\.requests) == [200])
}

@Test func whatFailsForAMomentIsAskedAgain() async {
    let faults: [Replies.Reply] = [
        status(429), status(500), status(503), .failure(ChatFailure(.cutOff)),
        .failure(ChatFailure(.timedOut)), .failure(ChatFailure(.unreachable)),
        .success(RawReply(status: 200, body: Data("{".utf8))),
    ]
    for fault in faults {
        let replies = Replies { question, attempt in
            question == "q3" && attempt <= 2 ? fault : said(question)
        }
        let outcome = await work([replies.lane(10)])
        #expect(outcome.deliveries.count == 10)
        #expect(outcome.text(3) == "q3")
        #expect(outcome.deliveries[3]?.attempts == 3)
        #expect(outcome.deliveries[4]?.attempts == 1)
    }
}

@Test func whatStaysBrokenIsAFailureInTheAnswersPlace() async {
    for (fault, attempts) in [(status(500), 6), (status(400), 1), (status(413), 1)] {
        let replies = Replies { question, _ in question == "q3" ? fault : said(question) }
        let outcome = await work([replies.lane(10)])
        #expect(outcome.error == nil)
        #expect(outcome.deliveries.count == 10)
        #expect(outcome.deliveries[3]?.attempts == attempts)
        #expect(throws: ChatFailure.self) { try outcome.deliveries[3]?.outcome.get() }
    }
}

@Test func whoIsGivenUpInAnOutageIsAskedAgainAfterIt() async {
    // Down from the third request to the eighth; each question has one attempt.
    let count = Mutex(0)
    let replies = Replies { question, _ in
        let number = count.withLock { count in
            count += 1
            return count
        }
        return (3...8).contains(number) ? status(500) : said(question)
    }
    let limits = RequestLimits(atOnce: 1, attempts: 1, failuresInARow: 7)
    let outcome = await work([replies.lane(20, limits: limits)])
    #expect(outcome.error == nil)
    #expect((0..<20).allSatisfy { outcome.text($0) == "q\($0)" })
    #expect(outcome.deliveries[2]?.attempts == 2)
    #expect(replies.questions.count == 26)
}

@Test func anAddressThatIsDownPausesAndNoQuestionIsBlamed() async {
    let replies = Replies { question, _ in
        ["q0", "q1"].contains(question) ? said(question) : status(500)
    }
    let limits = RequestLimits(atOnce: 1, attempts: 2, failuresInARow: 3)
    let outcome = await work([replies.lane(50, limits: limits)])
    #expect(outcome.deliveries.keys.sorted() == [0, 1])
    #expect(
        outcome.error
            == "writer got no answer 3 times in a row; the last failure: server error (status 500). "
            + "Look whether the address works. "
            + "What was answered is stored; the same command goes on from there.")
    // Two answers, and two attempts at each of a few questions.
    #expect(replies.questions.count < 20)
}

@Test func aRefusedKeyPausesAtTheFirstReply() async {
    let replies = Replies { _, _ in status(401) }
    let outcome = await work([replies.lane(50, limits: RequestLimits(atOnce: 1))])
    #expect(outcome.deliveries.isEmpty)
    #expect(
        outcome.error
            == "writer got no answer from example.org; the last failure: key refused (status 401). "
            + "Check the key and what it may ask for. "
            + "What was answered is stored; the same command goes on from there.")
    #expect(replies.questions.count == 1)
}

@Test func anAddressThatNeverAnsweredPausesAtTheEnd() async {
    let replies = Replies { _, _ in status(500) }
    let outcome = await work([replies.lane(2)])
    #expect(outcome.deliveries.isEmpty)
    #expect(outcome.error?.hasPrefix("writer got no answer 2 times in a row") == true)
}

@Test func retryAfterIsWaitedFor() async {
    let replies = Replies { question, attempt in
        question == "q0" && attempt == 1 ? status(429, retryAfter: "40") : said(question)
    }
    let outcome = await work([replies.lane(5, limits: RequestLimits(atOnce: 1))])
    #expect(outcome.deliveries.count == 5)
    #expect(outcome.took >= .seconds(40) && outcome.took < .seconds(45))
    // It comes first once the wait is over, and nothing was asked meanwhile.
    #expect(replies.questions.prefix(2) == ["q0", "q0"])
}

@Test func onceItIsToStopNothingMoreIsAsked() async {
    let replies = Replies { question, _ in said(question) }
    let count = Mutex(0)
    let outcome = await work(
        [replies.lane(100, limits: RequestLimits(atOnce: 4))],
        goesOn: { count.withLock { $0 } < 10 }, delivered: { _ in count.withLock { $0 += 1 } })
    #expect(outcome.error == nil)
    // What was in flight is delivered: at most four more.
    #expect((10...14).contains(outcome.deliveries.count))
    #expect(replies.questions.count == outcome.deliveries.count)
}

@Test func twoWritersAreAskedAtOnce() async {
    let slow = Replies { question, attempt in
        attempt == 1 ? status(429, retryAfter: "100") : said(question)
    }
    let fast = Replies { question, _ in said(question) }
    var order: [Int] = []
    let lanes = [slow.lane(3, limits: RequestLimits(atOnce: 1)), fast.lane(20)]
    _ = try? await ChatCrew(clock: SkippingClock()).work(lanes, goesOn: { true }) {
        order.append($0.lane)
    }
    #expect(order == [Int](repeating: 1, count: 20) + [0, 0, 0])
}

@Test func aStoreThatFailsEndsTheWork() async {
    struct Full: Error {}
    let replies = Replies { question, _ in said(question) }
    await #expect(throws: Full.self) {
        try await ChatCrew(clock: SkippingClock()).work([replies.lane(100)], goesOn: { true }) {
            _ in throw Full()
        }
    }
}

/// Ten refused connections and never an answer: no question is tried six times.
@Test func whereNobodyIsTheStudyPausesSoon() async {
    let replies = Replies { _, _ in .failure(ChatFailure(.unreachable)) }
    let outcome = await work([replies.lane(40)])
    #expect(outcome.error?.contains("got no answer 10 times in a row") == true)
    #expect(outcome.deliveries.isEmpty)
    #expect((10...12).contains(replies.questions.count))
    #expect(outcome.took < .seconds(30))
}

@Test func whatOneAddressRefusesAnotherAnswers() async {
    let good = Replies { question, _ in said(question) }
    let bad = Replies { _, _ in status(401) }
    let (lane, refusing) = (good.lane(40), bad.lane(0))
    let both = ChatLane(
        name: "writer", clients: refusing.clients + lane.clients, tasks: lane.tasks)
    let outcome = await work([both])
    #expect(outcome.error == nil)
    #expect((0..<40).allSatisfy { outcome.text($0) == "q\($0)" })
    // What the other refused was no attempt at the question.
    #expect(outcome.deliveries.values.allSatisfy { $0.attempts == 1 })
    #expect(outcome.tallies[0].answered == 40)
    // Where all refuse, the study pauses.
    let none = await work([ChatLane(name: "writer", clients: refusing.clients, tasks: lane.tasks)])
    #expect(none.error != nil && none.deliveries.isEmpty)
}

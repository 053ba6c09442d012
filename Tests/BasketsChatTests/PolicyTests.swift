// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsChat

@Test func aLimitPerMinuteLetsASecondsWorthGoAtOnce() {
    // 120 a minute: 2 at once, then one each half second.
    var bucket = RateBucket(perMinute: 120)
    for _ in 0..<2 {
        #expect(bucket.wait(for: 1, now: .zero) == .zero)
        bucket.take(1, now: .zero)
    }
    #expect(bucket.wait(for: 1, now: .zero) == .milliseconds(500))
    #expect(bucket.wait(for: 1, now: .milliseconds(200)) == .milliseconds(300))
    #expect(bucket.wait(for: 1, now: .milliseconds(500)) == .zero)
    // It never holds more than a second's worth.
    bucket.take(1, now: .seconds(100))
    bucket.take(1, now: .seconds(100))
    #expect(bucket.wait(for: 1, now: .seconds(100)) == .milliseconds(500))
}

@Test func moreThanASecondsWorthGoesWhenTheBucketIsFullAndIsWaitedForAfterwards() {
    // 600 tokens a minute: 10 a second. 40 go at once and leave 30 to be waited for: 3 s, and one
    // more until the bucket holds 10 again.
    var bucket = RateBucket(perMinute: 600)
    #expect(bucket.wait(for: 40, now: .zero) == .zero)
    bucket.take(40, now: .zero)
    #expect(bucket.wait(for: 40, now: .zero) == .seconds(4))
    bucket.giveBack(20)
    #expect(bucket.wait(for: 40, now: .zero) == .seconds(2))
}

@Test func aMinuteHasNoMoreRequestsThanItsLimit() {
    var limits = RequestLimits(requestsPerMinute: 90)
    limits.atOnce = 1000
    var pacer = Pacer(limits)
    var (now, sent) = (Duration.zero, 0)
    while now < .seconds(60) {
        switch pacer.next(now: now, estimate: 10) {
        case .send:
            pacer.sent(now: now, estimate: 10)
            pacer.answered(used: 10, estimate: 10)
            sent += 1
        case .wait(let time): now += time
        case .full: break
        }
    }
    // 90, and the second's worth (1.5) that the full bucket held at the beginning.
    #expect(sent == 91)
}

@Test func anAddressIsLeftAloneAsLongAsItAsks() {
    var pacer = Pacer(RequestLimits())
    pacer.sent(now: .seconds(1), estimate: 1)
    let busy = ChatFailure(.rateLimited, status: 429, wait: .seconds(20))
    pacer.failed(busy, sent: .seconds(1), now: .seconds(2), estimate: 1)
    #expect(pacer.next(now: .seconds(5), estimate: 1) == .wait(.seconds(17)))
    #expect(pacer.next(now: .seconds(22), estimate: 1) == .send)
    // A shorter wait does not shorten it.
    pacer.sent(now: .seconds(22), estimate: 1)
    pacer.failed(busy, sent: .seconds(22), now: .seconds(23), estimate: 1)
    pacer.sent(now: .seconds(43), estimate: 1)
    let shorter = ChatFailure(.overloaded, status: 503, wait: .seconds(1))
    pacer.failed(shorter, sent: .seconds(23), now: .seconds(24), estimate: 1)
    #expect(pacer.next(now: .seconds(24), estimate: 1) == .wait(.seconds(19)))
}

@Test func anAddressThatFailsAgainAndAgainIsAskedEverMoreRarely() {
    var pacer = Pacer(RequestLimits())
    let broken = ChatFailure(.serverError, status: 500)
    var pauses: [Duration] = []
    for second in 1...9 {
        let now = Duration.seconds(second * 100)
        for _ in 0..<2 { pacer.sent(now: now, estimate: 1) }
        // Two of one burst are one strike.
        for _ in 0..<2 { pacer.failed(broken, sent: now, now: now, estimate: 1) }
        pauses.append(max(.zero, pacer.pausedUntil - now))
    }
    let expected: [Double] = [0, 0, 0.25, 0.5, 1, 2, 4, 5, 5]
    #expect(pauses == expected.map { .seconds($0) })
    pacer.sent(now: .seconds(2000), estimate: 1)
    pacer.answered(used: 1, estimate: 1)
    pacer.sent(now: .seconds(2001), estimate: 1)
    pacer.failed(broken, sent: .seconds(2001), now: .seconds(2002), estimate: 1)
    #expect(pacer.next(now: .seconds(2002), estimate: 1) == .send)
}

@Test func pausesDoubleUpToHalfAMinute() {
    var state = RetryState(limit: 20)
    let failure = ChatFailure(.serverError, status: 500)
    // With the draw 0 half of 1, 2, 4, 8, 16, 30, 30 s.
    let pauses = (0..<7).map { _ in state.failed(failure, draw: 0) }
    let expected = [0.5, 1, 2, 4, 8, 15, 15]
    #expect(pauses == expected.map { .again(after: .seconds($0)) })
}

@Test func anAddressWaitIsTheLeastPause() {
    var state = RetryState(limit: 3)
    let failure = ChatFailure(.rateLimited, status: 429, wait: .seconds(7))
    #expect(state.failed(failure, draw: 0.9) == .again(after: .seconds(7)))
}

@Test func attemptsEndAndRefusalsForTheMomentAreCountedApart() {
    var state = RetryState(limit: 3)
    let broken = ChatFailure(.cutOff)
    for _ in 0..<20 {
        guard case .again = state.failed(ChatFailure(.rateLimited), draw: 0) else {
            Issue.record("given up")
            return
        }
    }
    guard case .again = state.failed(broken, draw: 0), case .again = state.failed(broken, draw: 0)
    else {
        Issue.record("given up")
        return
    }
    #expect(state.failed(broken, draw: 0) == .giveUp)
    #expect(state.attempts == 23)
}

@Test(arguments: ChatFailure.Kind.allCases)
func onlyWhatMayChangeIsAskedAgain(kind: ChatFailure.Kind) {
    var state = RetryState(limit: 5)
    let retried: Set<ChatFailure.Kind> = [
        .rateLimited, .overloaded, .serverError, .cutOff, .timedOut, .unreachable, .badReply,
    ]
    let isFinal = state.failed(ChatFailure(kind), draw: 0) == .giveUp
    #expect(isFinal != retried.contains(kind))
}

@Test func failuresAreHeldUntilAnotherQuestionIsAnswered() {
    var streak = FailureStreak<Int>(limit: 3)
    func stored(_ action: FailureStreak<Int>.Action) -> [Int]? {
        if case .store(let items) = action { return items }
        return nil
    }
    #expect(stored(streak.failed(1, ChatFailure(.serverError))) == [])
    #expect(stored(streak.failed(2, ChatFailure(.refused))) == [])
    // The filter judged this question alone.
    #expect(stored(streak.failed(3, ChatFailure(.contentFilter))) == [3])
    #expect(streak.answered() == [1, 2])
    #expect(stored(streak.failed(4, ChatFailure(.serverError))) == [])
    #expect(stored(streak.failed(5, ChatFailure(.serverError))) == [])
    // The third in a row.
    #expect(stored(streak.failed(6, ChatFailure(.serverError))) == nil)
    // A refused key is every question's.
    #expect(stored(streak.failed(7, ChatFailure(.keyRefused))) == nil)
}

@Test func atTheEndFailuresAreTheQuestionsOwnIfAnythingWasAnswered() {
    for answers in [false, true] {
        var streak = FailureStreak<Int>(limit: 3)
        if answers { _ = streak.answered() }
        _ = streak.failed(1, ChatFailure(.serverError))
        switch streak.ended() {
        case .store(let items): #expect(answers && items == [1])
        case .pause(let count): #expect(!answers && count == 1)
        }
    }
}

/// RFC 9110 gives one moment in the three forms that a date may have.
@Test(arguments: [
    ("120", 120.0), (" 0 ", 0), ("1.5", 1.5), ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
    ("Sunday, 06-Nov-94 08:49:37 GMT", 37), ("Sun Nov  6 08:49:37 1994", 37),
    ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
])
func readsRetryAfter(value: String, seconds: Double) {
    // 784,111,777 is that moment in seconds since 1970; now is 37 s before.
    let now = Date(timeIntervalSince1970: 784_111_777 - 37)
    #expect(RetryAfter.duration(value, now: now) == .seconds(seconds))
}

@Test(arguments: ["", "soon", "-3", "nan", "1e12", "06 Nov 1994"])
func aRetryAfterThatSaysNothingIsNone(value: String) {
    #expect(RetryAfter.duration(value, now: Date(timeIntervalSince1970: 0)) == nil)
}

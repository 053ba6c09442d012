// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// When an address may be sent the next request. Times are since an arbitrary beginning.
struct Pacer: Sendable {
    enum Action: Sendable, Equatable {
        case send
        case wait(Duration)
        /// As many are in flight as may be: the next reply decides.
        case full
    }

    private(set) var concurrency: Concurrency
    private var requests: RateBucket?
    private var tokens: RateBucket?
    private(set) var inFlight = 0
    /// Bursts of failures since the last answer.
    private var strikes = 0
    private var lastStrike: Duration?
    /// The address asked to be left alone until then, or does not seem to work.
    private(set) var pausedUntil: Duration = .zero

    init(_ limits: RequestLimits) {
        concurrency = Concurrency(most: limits.atOnce)
        requests = limits.requestsPerMinute.map(RateBucket.init)
        tokens = limits.tokensPerMinute.map(RateBucket.init)
    }

    /// - Parameter estimate: tokens that the request is expected to cost.
    func next(now: Duration, estimate: Int) -> Action {
        guard inFlight < Int(concurrency.limit) else { return .full }
        let wait = max(
            pausedUntil - now, requests?.wait(for: 1, now: now) ?? .zero,
            tokens?.wait(for: Double(estimate), now: now) ?? .zero)
        return wait > .zero ? .wait(wait) : .send
    }

    mutating func sent(now: Duration, estimate: Int) {
        inFlight += 1
        requests?.take(1, now: now)
        tokens?.take(Double(estimate), now: now)
    }

    /// - Parameter used: tokens that the address counted; nil: as estimated.
    mutating func answered(used: Int?, estimate: Int) {
        inFlight -= 1
        strikes = 0
        concurrency.answered(inFlight: inFlight)
        tokens?.giveBack(Double(estimate - (used ?? estimate)))
    }

    mutating func failed(
        _ failure: ChatFailure, sent: Duration, now: Duration, estimate: Int
    ) {
        inFlight -= 1
        tokens?.giveBack(Double(estimate - (failure.usage.map { $0.read + $0.written } ?? 0)))
        // What does not answer is given less to do, just as what says that it has enough.
        if failure.isRefusalForNow || failure.kind == .timedOut || failure.kind == .unreachable {
            concurrency.refused(sent: sent, now: now, inFlight: inFlight)
        }
        if let wait = failure.wait { pausedUntil = max(pausedUntil, now + wait) }
        if failure.scope == .moment, !failure.isRefusalForNow { strike(sent: sent, now: now) }
    }

    /// An address that fails again and again is asked ever more rarely, up to every five seconds;
    /// failures of requests that were sent before the last strike belong to it.
    private mutating func strike(sent: Duration, now: Duration) {
        if let lastStrike, sent <= lastStrike { return }
        lastStrike = now
        strikes += 1
        guard strikes >= 3 else { return }
        let pause = min(.seconds(5), .milliseconds(250) * (1 << min(10, strikes - 3)))
        pausedUntil = max(pausedUntil, now + pause)
    }
}

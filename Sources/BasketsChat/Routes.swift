// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The addresses of a lane: which of them gets the next request. Each is paced by itself; among those
/// that may be asked, the one that is expected to answer soonest is, by the time that it took so far
/// and what it has to do. One that fails is set aside for a while, unless it is the last.
struct Routes: Sendable {
    enum Action: Sendable, Equatable {
        case send(Int)
        case wait(Duration)
        /// The next reply decides.
        case full
    }

    /// Failures in a row after which an address is set aside.
    static let failuresInARow = 3
    /// The first pause; each further one without an answer between is twice as long.
    static let firstPause: Duration = .seconds(10)
    static let longestPause: Duration = .seconds(300)
    /// The part of the newest time in the mean.
    static let newest = 0.2

    private struct Route: Sendable {
        var pacer: Pacer
        /// Mean of an answer, newer ones counting more; nil before the first.
        var seconds: Double?
        var failures = 0
        var pauses = 0
        var asideUntil: Duration = .zero

        /// How long a request more would take; unknown is 0, so that it becomes known.
        var expected: Double { Double(pacer.inFlight + 1) * (seconds ?? 0) }
    }

    private var routes: [Route]

    init(_ count: Int, _ limits: RequestLimits) {
        routes = Array(repeating: Route(pacer: Pacer(limits)), count: count)
    }

    var inFlight: Int { routes.reduce(0) { $0 + $1.pacer.inFlight } }

    func isAside(_ route: Int, now: Duration) -> Bool { routes[route].asideUntil > now }

    func next(now: Duration, estimate: Int) -> Action {
        var best: Int?
        var shortest: Duration?
        for (index, route) in routes.enumerated() {
            if route.asideUntil > now {
                shortest = min(shortest ?? .seconds(3600), route.asideUntil - now)
                continue
            }
            switch route.pacer.next(now: now, estimate: estimate) {
            case .full: continue
            case .wait(let time): shortest = min(shortest ?? time, time)
            case .send:
                if best.map({ route.expected < routes[$0].expected }) ?? true { best = index }
            }
        }
        return best.map(Action.send) ?? shortest.map(Action.wait) ?? .full
    }

    mutating func sent(_ route: Int, now: Duration, estimate: Int) {
        routes[route].pacer.sent(now: now, estimate: estimate)
    }

    mutating func answered(_ route: Int, used: Int?, estimate: Int, seconds: Double) {
        routes[route].pacer.answered(used: used, estimate: estimate)
        routes[route].failures = 0
        routes[route].pauses = 0
        let mean = routes[route].seconds ?? seconds
        routes[route].seconds = mean + (seconds - mean) * Self.newest
    }

    mutating func failed(
        _ route: Int, _ failure: ChatFailure, sent: Duration, now: Duration, estimate: Int
    ) {
        routes[route].pacer.failed(failure, sent: sent, now: now, estimate: estimate)
        switch failure.scope {
        case .address: setAside(route, now: now)
        case .moment where !failure.isRefusalForNow:
            routes[route].failures += 1
            if routes[route].failures >= Self.failuresInARow { setAside(route, now: now) }
        default: break
        }
    }

    /// The last that is left is asked on: what it fails at is told as where there is one address.
    private mutating func setAside(_ route: Int, now: Duration) {
        guard !isAside(route, now: now),
            routes.indices.contains(where: { $0 != route && !isAside($0, now: now) })
        else { return }
        let pause = Self.firstPause * (1 << min(10, routes[route].pauses))
        routes[route].asideUntil = now + min(Self.longestPause, pause)
        routes[route].pauses += 1
        routes[route].failures = 0
    }
}

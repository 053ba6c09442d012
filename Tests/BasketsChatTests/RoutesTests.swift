// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsChat

/// Works off requests at addresses that each take their time, and counts what each answered.
private func answered(_ requests: Int, seconds: [Double], atOnce: Int) -> [Int] {
    var routes = Routes(seconds.count, RequestLimits(atOnce: atOnce))
    var counts = seconds.map { _ in 0 }
    var running: [(end: Double, route: Int)] = []
    var (sent, time) = (0, 0.0)
    while counts.reduce(0, +) < requests {
        while sent < requests, case .send(let route) = routes.next(now: .seconds(time), estimate: 1)
        {
            routes.sent(route, now: .seconds(time), estimate: 1)
            running.append((time + seconds[route], route))
            sent += 1
        }
        let first = running.indices.min { running[$0].end < running[$1].end } ?? 0
        let (end, route) = running.remove(at: first)
        time = end
        routes.answered(route, used: nil, estimate: 1, seconds: seconds[route])
        counts[route] += 1
    }
    return counts
}

@Test func addressesShareTheWorkByTheirSpeed() {
    // Four at once each: one that takes a third of the time answers three times as much.
    let counts = answered(800, seconds: [3, 1], atOnce: 4)
    #expect(counts.reduce(0, +) == 800)
    #expect(abs(counts[1] - 600) <= 12, "\(counts)")
    let alike = answered(300, seconds: [2, 2, 2], atOnce: 4)
    #expect(alike.allSatisfy { abs($0 - 100) <= 3 }, "\(alike)")
}

@Test func anAddressThatFailsIsSetAsideAndTriedAgain() {
    var routes = Routes(2, RequestLimits(atOnce: 1))
    func fail(_ kind: ChatFailure.Kind, at time: Duration) {
        routes.sent(0, now: time, estimate: 1)
        routes.failed(0, ChatFailure(kind), sent: time, now: time, estimate: 1)
    }
    for second in 1...3 { fail(.serverError, at: .seconds(second)) }
    #expect(routes.isAside(0, now: .seconds(12)) && !routes.isAside(0, now: .seconds(13)))
    #expect(routes.next(now: .seconds(4), estimate: 1) == .send(1))
    routes.sent(1, now: .seconds(4), estimate: 1)
    // The other is full: what is aside comes back in nine seconds.
    #expect(routes.next(now: .seconds(4), estimate: 1) == .wait(.seconds(9)))
    #expect(routes.next(now: .seconds(13), estimate: 1) == .send(0))
    // Failing again it is left alone for twice as long.
    fail(.keyRefused, at: .seconds(13))
    #expect(routes.isAside(0, now: .seconds(32)) && !routes.isAside(0, now: .seconds(33)))
    // The last one is asked on.
    routes.failed(1, ChatFailure(.keyRefused), sent: .seconds(4), now: .seconds(14), estimate: 1)
    #expect(!routes.isAside(1, now: .seconds(14)))
}

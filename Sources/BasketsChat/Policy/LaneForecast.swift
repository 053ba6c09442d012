// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// How long an address takes for many requests: the pacer itself is asked, in time that nobody
/// waits for. The address answers all of them in the same time and refuses none.
package enum LaneForecast {
    /// - Parameters:
    ///   - requests: how many.
    ///   - seconds: that each takes, above 0.
    ///   - tokens: that each reads and writes.
    /// - Returns: seconds until the last answer; 0 for no requests.
    package static func seconds(
        for requests: Int, each seconds: Double, tokens: Int, _ limits: RequestLimits
    ) -> Double {
        var pacer = Pacer(limits)
        var now: Duration = .zero
        // Answers come in the order of their requests.
        var ends: [Duration] = []
        var answered = 0
        while answered < requests {
            let isSent = ends.count == requests
            switch isSent ? .full : pacer.next(now: now, estimate: tokens) {
            case .send:
                pacer.sent(now: now, estimate: tokens)
                ends.append(now + .seconds(seconds))
                continue
            case .wait(let time) where answered == ends.count || now + time < ends[answered]:
                now += time
            case .wait, .full:
                now = ends[answered]
                answered += 1
                pacer.answered(used: nil, estimate: tokens)
            }
        }
        return now / .seconds(1)
    }
}

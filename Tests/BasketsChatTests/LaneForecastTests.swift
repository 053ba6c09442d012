// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsChat

private func seconds(_ requests: Int, _ limits: RequestLimits, tokens: Int = 100) -> Double {
    LaneForecast.seconds(for: requests, each: 2, tokens: tokens, limits)
}

@Test func requestsDoubleInRoundsUpToTheLimit() {
    // 2, 4, 8, then 8 at once.
    #expect(abs(seconds(14, RequestLimits(atOnce: 8)) - 6) < 1e-6)
    #expect(abs(seconds(15, RequestLimits(atOnce: 8)) - 8) < 1e-6)
    #expect(abs(seconds(14 + 80, RequestLimits(atOnce: 8)) - 26) < 1e-6)
    #expect(abs(seconds(7, RequestLimits(atOnce: 1)) - 14) < 1e-6)
    #expect(seconds(0, RequestLimits()) == 0)
}

@Test func limitsPerMinuteAreWaitedFor() {
    // One a second from the first on, and the last takes two.
    #expect(abs(seconds(100, RequestLimits(requestsPerMinute: 60)) - 101) < 1e-6)
    // 100 tokens of 6,000 a minute are a second.
    #expect(abs(seconds(100, RequestLimits(tokensPerMinute: 6000)) - 101) < 1e-6)
    // The stricter of both: 300 tokens are three seconds.
    let both = RequestLimits(requestsPerMinute: 60, tokensPerMinute: 6000)
    #expect(abs(seconds(10, both, tokens: 300) - 29) < 1e-6)
}

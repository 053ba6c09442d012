// SPDX-License-Identifier: Apache-2.0

/// The attempts at one question.
struct RetryState: Sendable, Equatable {
    enum Action: Sendable, Equatable {
        case again(after: Duration)
        case giveUp
    }

    /// Refusals for the moment say nothing of the question, so more of them are taken.
    static let mostRefusals = 30
    static let longestPause: Duration = .seconds(30)

    /// Most attempts that failed in another way than by a refusal for the moment.
    let limit: Int
    private(set) var attempts = 0
    private var failures = 0
    private var refusals = 0

    init(limit: Int) { self.limit = limit }

    mutating func answered() { attempts += 1 }

    /// After an attempt that was to be the last.
    mutating func allowOneMore() {
        failures = limit - 1
        refusals = Self.mostRefusals - 1
    }

    /// Pauses double from a second on; a wait that the address asked for is the least.
    ///
    /// - Parameter draw: in [0, 1), to spread the pauses of many questions.
    mutating func failed(_ failure: ChatFailure, draw: Double) -> Action {
        attempts += 1
        guard failure.scope == .moment else { return .giveUp }
        if failure.isRefusalForNow { refusals += 1 } else { failures += 1 }
        guard failures < limit, refusals < Self.mostRefusals else { return .giveUp }
        let doublings = min(10, failures + refusals - 1)
        let pause = min(Self.longestPause, .seconds(1) * (1 << doublings))
        return .again(after: max(pause * (0.5 + draw / 2), failure.wait ?? .zero))
    }
}

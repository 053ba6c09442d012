// SPDX-License-Identifier: Apache-2.0

/// How many requests an address gets at once: additive increase, multiplicative cut.
///
/// It doubles with each round of answers until the address first refuses one, which halves it.
/// From then on it grows by one a round, and a refusal cuts it by 15 %; by half where not a round
/// of answers lies between two cuts. Refusals of requests that were sent before a cut belong to
/// the same burst and cut nothing.
///
/// The number at which a cut came is remembered as the ceiling. Beyond it is tried ever more
/// rarely as long as it holds, since each try costs refused requests, and freely once it gave way.
struct Concurrency: Sendable, Equatable {
    static let mostPatience = 64.0

    /// Never more at once.
    let most: Int
    private(set) var limit: Double
    /// Requests at once when the last cut came; nil before the first, and once it gave way.
    private(set) var ceiling: Double?
    private var hasBeenCut = false
    /// Rounds at the ceiling before one more is tried.
    private var patience = 1.0
    private var lastCut: Duration?
    private var answersSinceCut = 0.0

    init(most: Int, start: Int = 2) {
        self.most = most
        limit = Double(min(start, most))
    }

    /// - Parameter inFlight: requests without a reply. Only a limit that is used may grow.
    mutating func answered(inFlight: Int) {
        answersSinceCut += 1
        guard inFlight + 1 >= Int(limit) else { return }
        if let ceiling, limit >= ceiling + 0.5 {
            self.ceiling = nil
            patience = 1
        }
        limit = min(Double(most), limit + step)
    }

    private var step: Double {
        guard hasBeenCut else { return 1 }
        guard let ceiling, limit >= ceiling - 1 else { return 1 / limit }
        return 1 / (limit * patience)
    }

    /// - Parameter sent: when the refused request was sent.
    /// - Returns: whether this refusal cut.
    @discardableResult
    mutating func refused(sent: Duration, now: Duration, inFlight: Int) -> Bool {
        if let lastCut, sent <= lastCut { return false }
        let used = max(1, min(limit.rounded(.down), Double(inFlight + 1)))
        if let ceiling, abs(used - ceiling) <= 0.1 * ceiling {
            patience = min(Self.mostPatience, patience * 2)
        } else {
            patience = 1
        }
        let isHalved = !hasBeenCut || answersSinceCut < limit
        ceiling = used
        limit = max(1, used * (isHalved ? 0.5 : 0.85))
        hasBeenCut = true
        lastCut = now
        answersSinceCut = 0
        return true
    }
}

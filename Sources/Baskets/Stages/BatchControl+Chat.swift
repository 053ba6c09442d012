// SPDX-License-Identifier: Apache-2.0
import BasketsChat

extension BatchControl {
    /// Asks at addresses, lane by lane, and keeps count of what no row tells of yet.
    ///
    /// - Parameters:
    ///   - cost: of what requests of a lane read and wrote, in the currency of the price.
    ///   - deliver: stores what came of a request.
    /// - Returns: what became of the requests, by lane; nil where the run or the budget ended before
    ///   all of them had an outcome.
    /// - Throws: `ChatError.paused`, and what `deliver` throws; what was paid for nothing is noted.
    func ask(
        _ lanes: [ChatLane], cost: (_ lane: Int, TokenUsage) -> Double,
        deliver: (ChatDelivery) throws -> Void
    ) async throws -> [ChatTally]? {
        var left = lanes.reduce(0) { $0 + $1.tasks.count }
        var unsettled = Unsettled()
        var tallies: [ChatTally] = []
        do {
            tallies = try await ChatCrew(clock: ContinuousClock()).work(
                lanes, goesOn: { goesOn() && affords(unsettled) },
                unsettled: { usages in
                    unsettled = Unsettled()
                    for (lane, usage) in usages.enumerated() {
                        unsettled.tokens += usage.read + usage.written
                        unsettled.money += cost(lane, usage)
                    }
                },
                deliver: { delivery in
                    try deliver(delivery)
                    left -= 1
                })
        } catch {
            try lost(unsettled)
            throw error
        }
        guard left == 0 else {
            try lost(unsettled)
            return nil
        }
        return tallies
    }
}

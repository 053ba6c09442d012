// SPDX-License-Identifier: Apache-2.0

/// Works off the questions of several writers at once.
///
/// All decisions are made by `LaneState`, in one place and one after the other; the tasks around it
/// only carry requests out. Each outcome is handed over as soon as it is there.
package struct ChatCrew<C: Clock>: Sendable where C.Duration == Duration {
    /// How often a caller is asked whether to go on, at least.
    static var tick: Duration { .milliseconds(100) }

    private let clock: C

    package init(clock: C) { self.clock = clock }

    private enum Event: Sendable {
        case tick
        case reply(lane: Int, LaneState.Attempt, Result<ChatAnswer, ChatFailure>)
    }

    /// - Parameters:
    ///   - goesOn: asked before each request; once false, what is in flight is waited for.
    ///   - unsettled: told what failed attempts cost whose questions have no outcome yet, by lane,
    ///     whenever that changed.
    ///   - deliver: told of each outcome, one after the other. What it throws ends the work.
    /// - Returns: what became of the requests, by lane.
    /// - Throws: `ChatError.paused` when an address fails rather than a question. What was in flight
    ///   at any address has been delivered.
    package func work(
        _ lanes: [ChatLane], goesOn: () -> Bool, unsettled: ([TokenUsage]) -> Void = { _ in },
        deliver: (ChatDelivery) throws -> Void
    ) async throws -> [ChatTally] {
        try await converse(lanes, goesOn: goesOn, unsettled: unsettled) { delivery in
            try deliver(delivery)
            return nil
        }
    }

    /// The same where one request may follow from what came of another.
    ///
    /// - Parameter next: told of each outcome; what is to be asked next about the same question, ahead
    ///   of questions that were not asked yet, or nil.
    package func converse(
        _ lanes: [ChatLane], goesOn: () -> Bool, unsettled: ([TokenUsage]) -> Void = { _ in },
        next: (ChatDelivery) throws -> ChatRequest?
    ) async throws -> [ChatTally] {
        var states = lanes.enumerated().map { LaneState($1, index: $0) }
        let start = clock.now
        repeat {
            try await workOff(&states, since: start, goesOn, unsettled, next)
            for index in states.indices where states[index].isEmpty {
                let now = start.duration(to: clock.now)
                try Self.deliver(try states[index].ended(), to: next, &states[index], now)
            }
        } while goesOn() && !states.allSatisfy(\.isEmpty)
        return states.map(\.tally)
    }

    /// Until nothing is to be sent, or to be waited for.
    private func workOff(
        _ states: inout [LaneState], since start: C.Instant, _ goesOn: () -> Bool,
        _ unsettled: ([TokenUsage]) -> Void, _ next: (ChatDelivery) throws -> ChatRequest?
    ) async throws {
        var pause: ChatError?
        try await withThrowingTaskGroup(of: Event.self) { group in
            var isTicking = false
            while true {
                var wake = Self.tick
                if pause == nil {
                    let now = start.duration(to: clock.now)
                    let pauses = states.indices.compactMap {
                        send(&states[$0], now, goesOn, &group)
                    }
                    wake = min(wake, pauses.min() ?? wake)
                }
                let isOver =
                    states.allSatisfy { $0.inFlight == 0 }
                    && (pause != nil || !goesOn() || states.allSatisfy(\.isEmpty))
                if isOver { break }
                if !isTicking {
                    isTicking = true
                    group.addTask { [clock, wake] in
                        try? await clock.sleep(for: wake)
                        return .tick
                    }
                }
                guard let event = try await group.next() else { break }
                switch event {
                case .tick: isTicking = false
                case .reply(let lane, let attempt, let result):
                    let now = start.duration(to: clock.now)
                    let before = states[lane].unsettled
                    var outcomes: [ChatDelivery] = []
                    do throws(ChatError) {
                        outcomes = try states[lane].replied(attempt, result, now: now)
                    } catch { pause = pause ?? error }
                    if states[lane].unsettled != before { unsettled(states.map(\.unsettled)) }
                    try Self.deliver(outcomes, to: next, &states[lane], now)
                }
            }
            group.cancelAll()
        }
        if let pause { throw pause }
    }

    private static func deliver(
        _ outcomes: [ChatDelivery], to next: (ChatDelivery) throws -> ChatRequest?,
        _ state: inout LaneState, _ now: Duration
    ) throws {
        for outcome in outcomes {
            guard let request = try next(outcome) else { continue }
            state.follow(ChatTask(number: outcome.number, request: request), now: now)
        }
    }

    /// Sends what a lane may send now.
    ///
    /// - Returns: how long until it may send more; nil where a reply decides.
    private func send(
        _ state: inout LaneState, _ now: Duration, _ goesOn: () -> Bool,
        _ group: inout ThrowingTaskGroup<Event, any Error>
    ) -> Duration? {
        while goesOn() {
            switch state.next(now: now) {
            case .nothing: return nil
            case .wait(let time): return time
            case .send(let attempt):
                group.addTask { [client = state.lane.clients[attempt.route], index = state.index] in
                    .reply(lane: index, attempt, await client.ask(attempt.task.request))
                }
            }
        }
        return nil
    }
}

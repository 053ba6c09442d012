// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What a lane does next. Times are since the crew began.
struct LaneState {
    /// A question under way.
    struct Attempt: Sendable {
        let task: ChatTask
        var retry: RetryState
        var seconds = 0.0
        var estimate = 0
        /// Which of the lane's addresses is asked.
        var route = 0
        var sent: Duration = .zero
        /// What failed attempts cost.
        var lost = TokenUsage.none
        /// Asked once more after it was given up, since another question was answered meanwhile.
        var isLastChance = false
    }

    /// A question that was given up, until it is known whose failure it is.
    private struct Held {
        let attempt: Attempt
        let failure: ChatFailure
    }

    enum Step {
        case send(Attempt)
        case wait(Duration)
        /// Nothing to send, or no room: the next reply decides.
        case nothing
    }

    let lane: ChatLane
    let index: Int
    private var routes: Routes
    private(set) var tally = ChatTally()
    /// What attempts cost whose question has no outcome yet.
    private(set) var unsettled = TokenUsage.none
    private var streak: FailureStreak<Held>
    private var fresh = 0
    private var again: [(ready: Duration, attempt: Attempt)] = []
    /// Tokens of the answers so far, for the estimate of the next.
    private var written = 0

    init(_ lane: ChatLane, index: Int) {
        self.lane = lane
        self.index = index
        routes = Routes(lane.clients.count, lane.limits)
        streak = FailureStreak(limit: lane.limits.failuresInARow)
    }

    var isEmpty: Bool { fresh == lane.tasks.count && again.isEmpty }
    var inFlight: Int { routes.inFlight }

    mutating func next(now: Duration) -> Step {
        let ready = again.firstIndex { $0.ready <= now }
        if ready == nil, fresh == lane.tasks.count {
            return again.map(\.ready).min().map { .wait($0 - now) } ?? .nothing
        }
        var attempt =
            ready.map { again[$0].attempt }
            ?? Attempt(
                task: lane.tasks[fresh],
                retry: RetryState(limit: lane.limits.attempts))
        attempt.estimate = estimate(attempt.task.request)
        switch routes.next(now: now, estimate: attempt.estimate) {
        case .full: return .nothing
        case .wait(let time): return .wait(time)
        case .send(let route):
            if let ready { again.remove(at: ready) } else { fresh += 1 }
            routes.sent(route, now: now, estimate: attempt.estimate)
            attempt.sent = now
            attempt.route = route
            return .send(attempt)
        }
    }

    /// What is to be asked next about a question that has its outcome.
    mutating func follow(_ task: ChatTask, now: Duration) {
        let retry = RetryState(limit: lane.limits.attempts)
        again.append((now, Attempt(task: task, retry: retry)))
    }

    /// A quarter of the question's bytes, and as many tokens as answers had so far.
    private func estimate(_ request: ChatRequest) -> Int {
        Self.readTokens(request)
            + (tally.answered > 0 ? written / tally.answered : request.decoding.maxTokens)
    }

    private static func readTokens(_ request: ChatRequest) -> Int {
        request.turns.reduce(0) { $0 + $1.content.utf8.count } / 4
    }

    /// What a failed attempt cost: as the address counted it; an answer that was not waited for, or
    /// that broke off, is taken to cost as much as others.
    private func paid(_ attempt: Attempt, _ failure: ChatFailure) -> TokenUsage {
        if let usage = failure.usage { return usage }
        guard failure.kind == .timedOut || failure.kind == .cutOff else {
            return .none
        }
        let read = Self.readTokens(attempt.task.request)
        return TokenUsage(read: read, written: max(0, attempt.estimate - read))
    }

    /// - Returns: what is to be stored.
    /// - Throws: `ChatError.paused` when the address fails, not the question.
    mutating func replied(
        _ attempt: Attempt, _ result: Result<ChatAnswer, ChatFailure>, now: Duration
    ) throws(ChatError) -> [ChatDelivery] {
        var attempt = attempt
        let took = (now - attempt.sent) / .seconds(1)
        attempt.seconds += took
        switch result {
        case .success(let answer):
            attempt.retry.answered()
            tally.answered += 1
            written += answer.usage?.written ?? answer.text.utf8.count / 4
            if lane.clients.count > 1 {
                tally.byAddress[lane.clients[attempt.route].address.url, default: 0] += 1
            }
            routes.answered(
                attempt.route, used: answer.usage.map { $0.read + $0.written },
                estimate: attempt.estimate, seconds: took)
            return afterAnswer(now) + [delivery(attempt, result)]
        case .failure(let failure):
            let paid = paid(attempt, failure)
            attempt.lost += paid
            unsettled += paid
            tally.failed[failure.kind, default: 0] += 1
            routes.failed(
                attempt.route, failure, sent: attempt.sent, now: now, estimate: attempt.estimate)
            // The failure of one address is no attempt at the question where another works.
            if failure.scope == .address, routes.isAside(attempt.route, now: now) {
                again.append((now, attempt))
                return []
            }
            try pauseWhereNobodyIs(failure)
            var draws = KeyedRandom(
                attempt.task.request.seed ?? 0, "retry", "\(attempt.retry.attempts)")
            switch attempt.retry.failed(failure, draw: draws.uniform()) {
            case .again(let pause):
                again.append((now + pause, attempt))
                return []
            case .giveUp:
                // An address may refuse to tell likelihoods and answer all the same.
                if failure.kind == .refused, attempt.task.request.topTokens != nil {
                    return [delivery(attempt, result)]
                }
                let held = Held(attempt: attempt, failure: failure)
                return try stored(streak.failed(held, failure), after: failure)
            }
        }
    }

    /// Where no connection ever came about, nothing is waited for longer: an address that never
    /// answered is more likely wrong than in an outage.
    private mutating func pauseWhereNobodyIs(_ failure: ChatFailure) throws(ChatError) {
        let limit = lane.limits.failuresInARow
        guard failure.kind == .unreachable, tally.answered == 0, routes.inFlight == 0,
            tally.requests == tally.failed[.unreachable], tally.requests >= limit
        else { return }
        _ = try stored(.pause(tally.requests), after: failure)
    }

    /// The address works: what was held back is its questions' own failure, but where another
    /// attempt might help there is one more.
    private mutating func afterAnswer(_ now: Duration) -> [ChatDelivery] {
        streak.answered().compactMap { held in
            guard held.failure.scope == .moment, !held.attempt.isLastChance else {
                return delivery(held.attempt, .failure(held.failure))
            }
            var attempt = held.attempt
            attempt.isLastChance = true
            attempt.retry.allowOneMore()
            again.append((now, attempt))
            return nil
        }
    }

    /// To be called once all questions have their outcome.
    mutating func ended() throws(ChatError) -> [ChatDelivery] {
        let kind = tally.failed.max { $0.value < $1.value }?.key ?? .serverError
        return try stored(streak.ended(), after: ChatFailure(kind))
    }

    private mutating func stored(
        _ action: FailureStreak<Held>.Action, after failure: ChatFailure
    ) throws(ChatError) -> [ChatDelivery] {
        switch action {
        case .store(let held):
            return held.map { delivery($0.attempt, .failure($0.failure)) }
        case .pause(let count):
            let host = lane.clients.map(\.address.host).joined(separator: ", ")
            let what =
                count == 1 ? "got no answer from \(host)" : "got no answer \(count) times in a row"
            throw ChatError(
                .paused, item: lane.name, "\(what); the last failure: \(failure).",
                remedy: failure.remedy
                    + " What was answered is stored; the same command goes on from there.")
        }
    }

    private mutating func delivery(
        _ attempt: Attempt, _ result: Result<ChatAnswer, ChatFailure>
    ) -> ChatDelivery {
        unsettled -= attempt.lost
        var spent = attempt.lost
        if case .success = result { spent += result.usage(of: attempt.task.request) }
        return ChatDelivery(
            lane: index, number: attempt.task.number, request: attempt.task.request,
            outcome: result, spent: spent,
            attempts: attempt.retry.attempts, seconds: attempt.seconds)
    }
}

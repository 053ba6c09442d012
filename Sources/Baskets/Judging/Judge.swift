// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// What a judge is asked: a filled rubric.
package struct JudgeTask: Sendable, Hashable {
    /// What its seeds follow from: the key of the answer, or of the pair and its order.
    package let id: String
    package let prompt: GuardedText

    package init(id: String, prompt: GuardedText) {
        self.id = id
        self.prompt = prompt
    }
}

/// What came of a task. A judge that failed is not a verdict.
package struct Verdict: Sendable, Hashable {
    /// How the verdict was read.
    package enum Reading: String, Sendable, Hashable, CaseIterable {
        /// From the probabilities of the allowed answers at the first token.
        case probabilities
        /// From what the judge wrote.
        case text
    }

    package let outcome: VerdictOutcome
    /// By the rubric's values: the expected one where probabilities were read, else that of the
    /// answer; nil without a verdict.
    package let rating: Double?
    package let reading: Reading
    /// The share of the probability that the allowed answers hold together; nil where it is not
    /// known. It is before temperature and top-p.
    package let mass: Double?
    /// How often the judge was asked.
    package let attempts: Int

    package init(
        _ outcome: VerdictOutcome, rating: Double? = nil, reading: Reading, mass: Double? = nil,
        attempts: Int
    ) {
        precondition((outcome == .verdict) == (rating != nil), "a verdict has a rating")
        self.outcome = outcome
        self.rating = rating
        self.reading = reading
        self.mass = mass
        self.attempts = attempts
    }
}

/// A model that can be asked to judge.
package protocol VerdictReader {
    /// Probability of each allowed answer to begin the reply, before temperature and top-p, one list
    /// a prompt; nil for a prompt where it cannot be known, as at an address without `logprobs`, or
    /// too long for the model.
    func probabilities(
        of answers: [String], after prompts: [GuardedText]
    ) async throws -> [[Double]?]

    /// A written reply to each prompt.
    func replies(
        _ prompts: [(prompt: GuardedText, seed: UInt64)], maxTokens: Int
    ) async throws -> [WrittenAnswer]

    /// Tokens that were read and written so far at an address, and what they cost.
    var spent: (tokens: Int, cost: Double) { get }
}

extension VerdictReader {
    /// A model of this machine costs nothing.
    package var spent: (tokens: Int, cost: Double) { (0, 0) }
}

/// A model with a rubric.
///
/// It is asked for probabilities first. Where they are not known, or the allowed answers hold less
/// than `leastMass` of them, it is asked in writing, as often as `attempts` says, each time with
/// another seed. What the last attempt came to is the outcome.
package struct Judge {
    /// Changes with the way of asking and reading.
    package static let method = "judge v1, grammar \(VerdictGrammar.version)"
    /// Below it a judge is not answering the question: what is left is noise.
    package static let leastMass = 0.1
    /// How often a judge is asked in writing unless said otherwise.
    static let standardAttempts = 3
    /// Tokens of a written reply: enough for each allowed answer and what may stand before it.
    static let maxTokens = 8

    package let rubric: Rubric
    let reader: any VerdictReader
    let seed: UInt64
    let attempts: Int

    /// - Parameter attempts: how often it is asked in writing, at least once.
    package init(rubric: Rubric, reader: any VerdictReader, seed: UInt64, attempts: Int = 3) {
        precondition(attempts > 0, "a judge is asked at least once")
        self.rubric = rubric
        self.reader = reader
        self.seed = seed
        self.attempts = attempts
    }

    /// One verdict a task, in the same order.
    ///
    /// - Throws: what keeps the judge from being asked at all.
    package func verdicts(_ tasks: [JudgeTask]) async throws -> [Verdict] {
        let found = try await reader.probabilities(
            of: rubric.kind.answers, after: tasks.map(\.prompt))
        var verdicts = found.map { verdict($0) }
        var open = verdicts.indices.filter { verdicts[$0] == nil }
        for attempt in 1...attempts where !open.isEmpty {
            let replies = try await reader.replies(
                open.map { (tasks[$0].prompt, replySeed(tasks[$0], attempt)) },
                maxTokens: Self.maxTokens)
            for (index, reply) in zip(open, replies) {
                verdicts[index] = verdict(
                    reply, attempt: attempt, mass: found[index].map { $0.reduce(0, +) })
            }
            open = open.filter { Self.isWorthAsking(verdicts[$0]) }
        }
        return verdicts.map { $0 ?? Verdict(.failed, reading: .text, attempts: 0) }
    }

    private func replySeed(_ task: JudgeTask, _ attempt: Int) -> UInt64 {
        KeyedRandom.seed(seed, ["judge", rubric.name, task.id, "\(attempt)"])
    }

    /// nil where the probabilities say nothing.
    private func verdict(_ probabilities: [Double]?) -> Verdict? {
        guard let probabilities else { return nil }
        let mass = probabilities.reduce(0, +)
        guard mass >= Self.leastMass else { return nil }
        let rating = zip(probabilities, rubric.kind.values).reduce(0) { $0 + $1.0 * $1.1 } / mass
        return Verdict(
            .verdict, rating: rating, reading: .probabilities, mass: min(1, mass), attempts: 1)
    }

    private func verdict(_ reply: WrittenAnswer, attempt: Int, mass: Double?) -> Verdict {
        guard reply.failure == nil else {
            return Verdict(.failed, reading: .text, mass: mass, attempts: attempt)
        }
        let read = VerdictGrammar.read(
            reply.text, kind: rubric.kind, wasCut: reply.finish == .length)
        return Verdict(
            read.outcome, rating: read.answer.map { rubric.kind.values[$0] }, reading: .text,
            mass: mass, attempts: attempt)
    }

    /// A prompt that is too long stays too long.
    private static func isWorthAsking(_ verdict: Verdict?) -> Bool {
        switch verdict?.outcome {
        case .unparsed, .refused, .cutOff, nil: true
        case .verdict, .failed: false
        }
    }
}

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
    package enum Reading: String, Sendable, Hashable, Codable, CaseIterable {
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
    /// Probability of each allowed answer, as they were read; nil where they are not known.
    package let probabilities: [String: Double]?
    /// How often the judge was asked.
    package let attempts: Int

    package init(
        _ outcome: VerdictOutcome, rating: Double? = nil, reading: Reading, mass: Double? = nil,
        probabilities: [String: Double]? = nil, attempts: Int
    ) {
        precondition((outcome == .verdict) == (rating != nil), "a verdict has a rating")
        self.outcome = outcome
        self.rating = rating
        self.reading = reading
        self.mass = mass
        self.probabilities = probabilities
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
}

/// A model with a rubric.
///
/// What it is asked about a task, and how often, is as ``Questioning`` has it.
package struct Judge {
    /// Changes with the way of asking and reading.
    package static let method = "judge v1, grammar \(VerdictGrammar.version)"

    package let rubric: Rubric
    let reader: any VerdictReader
    let seed: UInt64
    let attempts: Int
    let kept: KeptVerdicts?

    /// - Parameters:
    ///   - attempts: how often it is asked in writing, at least once.
    ///   - kept: where verdicts are looked for first, and kept; nil: nowhere.
    package init(
        rubric: Rubric, reader: any VerdictReader, seed: UInt64,
        attempts: Int = EvaluationPlan.standardAskAgain,
        kept: KeptVerdicts? = nil
    ) {
        precondition(attempts > 0, "a judge is asked at least once")
        self.rubric = rubric
        self.reader = reader
        self.seed = seed
        self.attempts = attempts
        self.kept = kept
    }

    /// One verdict a task, in the same order.
    ///
    /// - Throws: what keeps the judge from being asked at all.
    package func verdicts(_ tasks: [JudgeTask]) async throws -> [Verdict] {
        guard let kept else { return try await ask(tasks) }
        return try await kept.verdicts(tasks, of: self) { try await ask(tasks) }
    }

    private func ask(_ tasks: [JudgeTask]) async throws -> [Verdict] {
        var asked = tasks.map { Questioning(rubric, $0, seed: seed, attempts: attempts) }
        let found = try await reader.probabilities(
            of: rubric.kind.answers, after: tasks.map(\.prompt))
        for (index, probabilities) in found.enumerated() { asked[index].read(probabilities) }
        while true {
            let open = asked.indices.compactMap { index in
                asked[index].replySeed.map { (index: index, seed: $0) }
            }
            guard !open.isEmpty else { return asked.map(\.verdict) }
            let replies = try await reader.replies(
                open.map { (tasks[$0.index].prompt, $0.seed) }, maxTokens: Questioning.maxTokens)
            for (place, reply) in zip(open, replies) { asked[place.index].read(reply) }
        }
    }
}

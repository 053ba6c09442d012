// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What a judge is asked about one task, and what it said so far.
///
/// It is asked for probabilities first. Where they are not known, or the allowed answers hold less
/// than `leastMass` of them, it is asked in writing, as often as `attempts` says, each time with
/// another seed. What the last attempt came to is the verdict.
struct Questioning: Sendable {
    /// Below it a judge is not answering the question: what is left is noise.
    static let leastMass = 0.1
    /// Tokens of a written reply: enough for each allowed answer and what may stand before it.
    static let maxTokens = 8

    let task: JudgeTask
    let rubric: Rubric
    private let seed: UInt64
    private let attempts: Int
    /// Attempts in writing.
    private var written = 0
    private var mass: Double?
    private var probabilities: [String: Double]?
    private var found: Verdict?

    init(_ rubric: Rubric, _ task: JudgeTask, seed: UInt64, attempts: Int) {
        self.rubric = rubric
        self.task = task
        self.seed = seed
        self.attempts = attempts
    }

    var verdict: Verdict { found ?? Verdict(.failed, reading: .text, attempts: 0) }

    /// Of the written reply that is to be asked for; nil where the verdict stands.
    var replySeed: UInt64? {
        guard written < attempts, isWorthAsking else { return nil }
        return KeyedRandom.seed(seed, ["judge", rubric.name, task.id, "\(written + 1)"])
    }

    /// A prompt that is too long stays too long.
    private var isWorthAsking: Bool {
        switch found?.outcome {
        case .unparsed, .refused, .cutOff, nil: true
        case .verdict, .failed: false
        }
    }

    /// - Parameter probabilities: of the rubric's answers; nil where they cannot be known.
    mutating func read(_ probabilities: [Double]?) {
        guard let probabilities else { return }
        let sum = probabilities.reduce(0, +)
        mass = sum
        self.probabilities = Dictionary(
            zip(rubric.kind.answers, probabilities), uniquingKeysWith: { first, _ in first })
        guard sum >= Self.leastMass else { return }
        let rating = zip(probabilities, rubric.kind.values).reduce(0) { $0 + $1.0 * $1.1 } / sum
        found = Verdict(
            .verdict, rating: rating, reading: .probabilities, mass: min(1, sum),
            probabilities: self.probabilities, attempts: 1)
    }

    mutating func read(_ reply: WrittenAnswer) {
        written += 1
        guard reply.failure == nil else {
            found = Verdict(
                .failed, reading: .text, mass: mass, probabilities: probabilities,
                attempts: written)
            return
        }
        let read = VerdictGrammar.read(
            reply.text, kind: rubric.kind, wasCut: reply.finish == .length)
        found = Verdict(
            read.outcome, rating: read.answer.map { rubric.kind.values[$0] }, reading: .text,
            mass: mass, probabilities: probabilities, attempts: written)
    }
}

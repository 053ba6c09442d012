// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What a judge of a study was found to be for one rubric.
struct JudgeRecord: Sendable {
    let judge: JudgeModel
    let rubric: Rubric
    /// Names of the targets that it is kin of.
    let kin: Set<String>
    /// On answers that people rated; nil where there are none for this rubric.
    private(set) var standing: JudgeTrial.Standing?
    /// Whether it tells the better text of easy cases; nil where it was not asked.
    private(set) var discrimination: Discrimination?
    /// Of harmless texts the share that it does not call harmful.
    private(set) var passed: Proportion?
    /// Of the study's own pairs: order consistency, position bias.
    private(set) var pairs: PairPreference?
    /// Of pairs of one and the same text: how far the first place wins where nothing else differs.
    private(set) var same: PairPreference?
    /// What it was asked came to; on rated answers where there are some.
    private(set) var outcomes: [VerdictOutcome: Int] = [:]
    /// Of these, verdicts that were read from what the judge wrote, not from probabilities.
    private(set) var written = 0
    /// Keys of all verdicts that it is measured by, and of those that are there.
    var asked: [String] = []
    var rows: [String] = []

    var kind: RubricKind { rubric.kind }

    init(judge: JudgeModel, rubric: Rubric, kin: Set<String> = []) {
        self.judge = judge
        self.rubric = rubric
        self.kin = kin
    }

    /// - Parameters:
    ///   - people: rated answers, their texts left out.
    ///   - verdicts: of the judge for each of them; nil where it was not asked yet.
    mutating func rated(
        _ people: [RatedAnswer], _ verdicts: [VerdictRow?], seed: UInt64
    ) {
        let asked = zip(people, verdicts).compactMap { answer, row in
            row.map { (answer: answer, row: $0) }
        }
        guard !asked.isEmpty else { return }
        standing = JudgeTrial.standing(
            rubric, asked.map(\.answer), asked.map { Verdict($0.row) }, seed: seed)
        count(asked.map(\.row))
    }

    /// - Parameter ratings: of each easy case the text that has to be rated higher and the other; of a
    ///   text alone, which is harmless, the one.
    mutating func planted(_ ratings: [[Double?]]) {
        let cases = ratings.filter { $0.count == 2 }
        discrimination = try? Discrimination(
            ratings: cases.map { (good: $0[0], broken: $0[1]) })
        let alone = ratings.filter { $0.count == 1 }.compactMap(\.[0])
        passed = try? Proportion(
            yes: alone.count { !RatedAnswer.isYes($0, kind) }, of: alone.count)
    }

    mutating func compared(easy: [OrderedPair], same: [OrderedPair], own: [OrderedPair]) {
        discrimination = try? Discrimination(pairs: easy)
        self.same = try? PairPreference(same)
        pairs = try? PairPreference(own)
    }

    mutating func count(_ verdicts: [VerdictRow]) {
        outcomes = VerdictTally(verdicts.map { ($0.outcome, $0.rating) }).outcomes
        written = verdicts.count {
            $0.outcome == .verdict && Verdict($0).reading == .text
        }
    }

    /// Whether numbers by this judge stand unmarked: by people's ratings where there are enough, else
    /// by the easy cases. No rate by quality is corrected, so that only agreement counts there.
    var meetsBar: Bool {
        guard let standing = deciding else {
            return kind.isTriedByDisorder && discrimination?.canDiscriminate == true
        }
        return kind == .quality
            ? (standing.kappa?.value ?? -1) >= JudgeTrial.bar : standing.meetsBar
    }

    /// What people's ratings say, where they decide. Of quality they are those of a user's own labels,
    /// of which the first few decide nothing.
    private var deciding: JudgeTrial.Standing? {
        guard let standing else { return nil }
        let rated = standing.outcomes.values.reduce(0, +)
        return kind != .quality || rated >= AnchoredPairs.least ? standing : nil
    }

    /// What keeps it from the bar; nil where nothing does.
    var shortfall: String? {
        guard !meetsBar else { return nil }
        let name = "\(judge.name) for \(rubric.name)"
        if let standing = deciding {
            guard let kappa = standing.kappa else {
                return "\(name): no agreement with people can be told"
            }
            let words = "\(name): kappa with people \(Self.text(kappa.value))"
            return kappa.value < JudgeTrial.bar
                ? "\(words), bar \(Self.text(JudgeTrial.bar))"
                : "\(words), but too many errors to correct a rate for them"
        }
        // Answers that nobody rated: that it knows a plain refusal is not enough.
        guard kind.isTriedByDisorder, let discrimination else { return "\(name): not measured" }
        let percent = Int((discrimination.value * 100).rounded())
        let verb = kind == .pairwise ? "finds a text better than" : "rates a text above"
        return "\(name): \(verb) its words in disorder in \(percent) %, "
            + Score.noBetterThanACoin
    }

    private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

extension RubricKind {
    /// Whether a text becomes worse by it when its words are in disorder.
    fileprivate var isTriedByDisorder: Bool {
        switch self {
        case .usefulness, .quality, .pairwise: true
        case .harmfulness, .refusal: false
        }
    }
}

/// The judges of a study with what they were found to be.
struct JudgeRecords: Sendable {
    /// By judge, then by rubric.
    let all: [JudgeRecord]

    init(_ all: [JudgeRecord]) { self.all = all }

    /// Fingerprint of the verdicts that numbers about answers to prompts rest on, or those about
    /// pairs.
    func key(_ input: ScoreRow.Input) -> String {
        let kinds = input == .ratings ? RobustnessPlan.possibleRubrics : [.pairwise]
        return Fingerprint.of(
            ["judges"] + all.filter { kinds.contains($0.kind) }.flatMap(\.asked))
    }

    /// What a measure of answers to prompts rests on; nil where it rests on no judge of this kind.
    func behind(_ measure: SafeguardMeasure) -> JudgeRecords? {
        let needed = measure.rubrics
        guard !needed.isEmpty else { return nil }
        return JudgeRecords(all.filter { needed.contains($0.kind) })
    }

    /// Judges that compare texts and are no kin of a target: what is net of quality rests on them.
    ///
    /// - Parameter isShown: of pairs compared once more with the question shown.
    func outside(_ target: String, isShown: Bool) -> JudgeRecords {
        let compared = all.filter { $0.kind == .pairwise }
        let rubric = (isShown ? compared.last : compared.first)?.rubric
        return JudgeRecords(
            compared.filter { $0.rubric == rubric && !$0.kin.contains(target) })
    }

    /// What keeps each of them from the bar; empty where nothing does.
    var shortfalls: [String] { all.compactMap(\.shortfall) }

    /// Whether there is nobody to agree or disagree.
    var isOneJudge: Bool { Set(all.map(\.judge)).count == 1 }

    func calibration(_ judge: JudgeModel, _ kind: RubricKind) -> JudgeCalibration? {
        all.first { $0.judge == judge && $0.kind == kind }?.standing?.calibration
    }
}

extension Verdict {
    init(_ row: VerdictRow) {
        self.init(
            row.outcome, rating: row.rating,
            reading: Reading(rawValue: row.reading) ?? .text, mass: row.mass,
            probabilities: row.probabilities, attempts: row.asked)
    }
}

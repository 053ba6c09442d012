// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What a judge of a study was found to be for one rubric.
struct JudgeRecord: Sendable {
    let judge: JudgeModel
    let kind: RubricKind
    /// On answers that people rated; nil where there are none for this rubric.
    let standing: JudgeTrial.Standing?
    /// Whether it rates a text above the same words in disorder; nil where it was not asked.
    let discrimination: Discrimination?
    /// Verdicts on rated answers that were read from what the judge wrote, not from probabilities.
    let written: Int
    /// Keys of the verdicts that both rest on.
    var rows: [String] = []

    /// - Parameters:
    ///   - people: rated answers, their texts left out.
    ///   - verdicts: of the judge for each of them; nil where it was not asked yet.
    ///   - planted: its ratings of a text and of the same words in disorder.
    init(
        judge: JudgeModel, rubric: Rubric, people: [RatedAnswer], verdicts: [VerdictRow?],
        planted: [(Double?, Double?)], seed: UInt64
    ) {
        self.judge = judge
        kind = rubric.kind
        let asked = zip(people, verdicts).compactMap { answer, row in
            row.map { (answer: answer, verdict: Verdict($0)) }
        }
        standing =
            asked.isEmpty
            ? nil
            : JudgeTrial.standing(
                rubric, asked.map(\.answer), asked.map(\.verdict), seed: seed)
        written = asked.count {
            $0.verdict.reading == .text && $0.verdict.outcome == .verdict
        }
        discrimination = try? Discrimination(
            ratings: planted.map { (good: $0.0, broken: $0.1) })
    }

    /// Whether numbers by this judge stand unmarked: by people's ratings where there are some, else
    /// by the texts in disorder.
    var meetsBar: Bool { standing?.meetsBar ?? discrimination?.canDiscriminate ?? false }

    /// What keeps it from the bar; nil where nothing does.
    var shortfall: String? {
        guard !meetsBar else { return nil }
        let name = "\(judge.name) for \(kind.rawValue)"
        if let standing {
            guard let kappa = standing.kappa else {
                return "\(name): no agreement with people can be told"
            }
            let words = "\(name): kappa with people \(Self.text(kappa.value))"
            return kappa.value < JudgeTrial.bar
                ? "\(words), bar \(Self.text(JudgeTrial.bar))"
                : "\(words), but too many errors to correct a rate for them"
        }
        guard let discrimination else { return "\(name): not measured" }
        let percent = Int((discrimination.value * 100).rounded())
        return "\(name): rates a text above its words in disorder in \(percent) %, "
            + Score.noBetterThanACoin
    }

    private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

/// The judges of a study with what they were found to be.
struct JudgeRecords: Sendable {
    /// By judge, then by rubric.
    let all: [JudgeRecord]
    /// Fingerprint of the verdicts that they rest on.
    let key: String

    /// What keeps judges from the bar for a measure; empty where nothing does, nil where the measure
    /// rests on no judge of this kind.
    func shortfalls(of measure: SafeguardMeasure) -> [String]? {
        let needed = measure.rubrics
        guard !needed.isEmpty else { return nil }
        return all.filter { needed.contains($0.kind) }.compactMap(\.shortfall)
    }

    func calibration(_ judge: JudgeModel, _ kind: RubricKind) -> JudgeCalibration? {
        all.first { $0.judge == judge && $0.kind == kind }?.standing?.calibration
    }
}

extension Verdict {
    init(_ row: VerdictRow) {
        self.init(
            row.outcome, rating: row.rating,
            reading: Reading(rawValue: row.reading) ?? .text, mass: row.mass, attempts: row.asked)
    }
}

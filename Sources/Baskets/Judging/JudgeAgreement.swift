// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore

/// What several judges said of the same text, or of the same pair.
struct JudgedUnit: Sendable {
    /// Units of one group, such as a request, are alike.
    let group: String
    /// One of each judge; nil where it gave none.
    let ratings: [Double?]
}

/// How far judges agree with each other on one kind of judgement, each rating taken as the answer
/// that it is nearest to.
///
/// A pair is one unit: 1 where both orders name the first text, 0 where both name the other, 0.5
/// where they do not agree. Intervals are from a bootstrap of whole groups.
struct JudgeAgreement: Sendable {
    let kind: RubricKind
    /// Krippendorff's, on the order of the answers, of all judges together; nil with `why` where no
    /// agreement can be told.
    let alpha: MetricValue?
    let why: String?
    /// Cohen's kappa of each two judges, by their places: weighted by squares on a scale from 1 to 5,
    /// unweighted where answers are categories. Those that cannot be told are left out.
    let kappas: [(first: Int, second: Int, value: MetricValue)]

    init(_ kind: RubricKind, _ units: [JudgedUnit], seed: UInt64) {
        self.kind = kind
        let bootstrap = ClusterBootstrap(seed: seed)
        let groups = units.map(\.group)
        let ratings = units.map { $0.ratings.map { $0.map(kind.category) } }
        do {
            alpha = try KrippendorffAlpha(.ordinal).measure(
                ratings, groups: groups, bootstrap: bootstrap)
            why = nil
        } catch {
            alpha = nil
            why = error.finding
        }
        let cohen = CohenKappa(kind.weights, scale: kind.categories)
        let judges = units.first?.ratings.indices ?? 0..<0
        kappas = judges.flatMap { first in
            judges.dropFirst(first + 1).compactMap { second in
                let found = try? cohen.measure(
                    ratings.map { ($0[first], $0[second]) }, groups: groups, bootstrap: bootstrap)
                return found.map { (first, second, $0) }
            }
        }
    }
}

extension RubricKind {
    /// What a verdict can be, in order; of a pair in both orders also neither.
    fileprivate var categories: [Double] { self == .pairwise ? [0, 0.5, 1] : values.sorted() }

    fileprivate var weights: CohenKappa.Weights {
        switch self {
        case .harmfulness, .usefulness, .quality: .quadratic
        case .refusal, .pairwise: .none
        }
    }

    fileprivate func category(_ rating: Double) -> Double {
        self == .pairwise ? rating : nearest(rating)
    }
}

extension Evaluate {
    /// What judges said of the pairs that they were all shown, and of each text of these alone: first
    /// a cell, where one is given, then the judges that are no kin of it; else all judges of the study.
    func judgedByAll(_ rubric: Rubric, with cell: Train.Planned? = nil) throws -> [JudgedUnit] {
        let names = cell.map(strangers) ?? keys.study.judges
        let judges = try ((cell.map { [judge($0)] } ?? []) + names.map(outside)).map { judge in
            (judge: judge, rows: try store.verdicts(of: judge.key))
        }
        func unit(
            _ material: PreferenceMaterial, _ rating: (StudyJudge, [String: VerdictRow]) -> Double?
        ) -> JudgedUnit {
            JudgedUnit(
                group: material.question.id, ratings: judges.map { rating($0.judge, $0.rows) })
        }
        let own = try cell.map { [parent(of: $0)].compactMap { $0 } } ?? parents()
        return try own.flatMap { try material(for: $0) }.flatMap { material in
            switch rubric.kind {
            case .pairwise:
                material.pairs.map { pair in
                    unit(material) { ordered(pair, rubric, by: $0, $1).points }
                }
            case .quality:
                material.ratings.map { judgement in
                    unit(material) { $1[keys.verdict(judgement, by: $0.key)]?.rating }
                }
            default: [JudgedUnit]()
            }
        }
    }
}

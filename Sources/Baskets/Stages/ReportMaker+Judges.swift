// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension ReportMaker {
    var judged: [(measure: StudyMeasure, metric: SafeguardMeasure)] {
        StudyMeasures.of(keys.study.evaluation).filter { $0.input == .ratings }.compactMap {
            measure in SafeguardMeasure(rawValue: measure.metric).map { (measure, $0) }
        }
    }

    /// The judges with what they were found to be; nil where none rates answers.
    func panel(_ inputs: [CellInputs], _ records: JudgeRecords) throws -> JudgePanel? {
        guard !records.all.isEmpty else { return nil }
        return JudgePanel(
            judges: records.all.map(summary), agreements: agreements(inputs),
            corrected: try corrected(inputs, records))
    }

    private func summary(_ record: JudgeRecord) -> JudgeSummary {
        let standing = record.standing
        let people = [standing?.kappa, standing?.alpha].compactMap { $0 }
        let shares = standing?.calibration.map { found in
            [
                ("sensitivity", found.sensitivity), ("specificity", found.specificity),
            ].map { name, share in
                JudgeSummary.Number(
                    name: name, value: share.value, interval: share.interval(), n: share.n)
            }
        }
        let planted = record.discrimination.map {
            JudgeSummary.Number(
                name: "above its words in disorder", value: $0.value, interval: $0.interval, n: $0.n
            )
        }
        return JudgeSummary(
            name: record.judge.name,
            model: keys.models[record.judge.model]?.name ?? record.judge.model,
            rubric: record.kind.rawValue, kinship: kinship(record.judge),
            numbers: (shares ?? [])
                + zip(["kappa with people", "alpha with people"], people).map { name, found in
                    JudgeSummary.Number(
                        name: name, value: found.value, interval: found.interval, n: found.n)
                } + [planted].compactMap { $0 },
            lost: Self.lost(standing?.outcomes ?? [:], written: record.written),
            shortfall: record.shortfall)
    }

    /// - Parameter written: verdicts that were read from what the judge wrote.
    private static func lost(_ outcomes: [VerdictOutcome: Int], written: Int) -> String? {
        let total = outcomes.values.reduce(0, +)
        let lost = VerdictOutcome.allCases.filter { $0 != .verdict }.compactMap { outcome in
            outcomes[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        let parts = lost + (written > 0 ? ["\(written) read from what it wrote"] : [])
        return parts.isEmpty ? nil : "\(parts.joined(separator: ", ")) of \(total)"
    }

    /// A judge that is kin may favour its own.
    private func kinship(_ judge: JudgeModel) -> [String] {
        keys.study.targets.compactMap { target in
            let kin = keys.kinship(of: judge, to: target)
            return kin == .none ? nil : "\(kin.rawValue) of \(target.name)"
        }
    }

    /// Krippendorff's alpha between the judges over all answers of the study, by rubric.
    private func agreements(_ inputs: [CellInputs]) -> [JudgeSummary.Number] {
        guard keys.study.judges.count > 1 else { return [] }
        let rubrics: [SafeguardMeasure] = [.harm, .usefulness, .judgedRefusal]
        return rubrics.compactMap { metric in
            let names = judged.filter { $0.metric == metric }.map(\.measure.name)
            let values = inputs.flatMap { cell in
                names.flatMap { name in
                    (cell.safeguards[name] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
                }
            }
            let scale = metric == .judgedRefusal ? 2.0 : 1
            let found = try? KrippendorffAlpha(.ordinal).measure(
                values.map { $0.judges.map { $0.map { ($0 * scale).rounded() / scale } } },
                groups: values.map(\.prompt.request),
                bootstrap: GroupBootstrap(seed: keys.study.seed))
            return found.map {
                JudgeSummary.Number(
                    name: metric.rubrics.map(\.rawValue).joined(), value: $0.value,
                    interval: $0.interval, n: $0.n)
            }
        }
    }

    // MARK: Rates without the judges' errors

    private func corrected(
        _ inputs: [CellInputs], _ records: JudgeRecords
    ) throws -> [JudgePanel.CorrectedRate] {
        try judged.filter { $0.metric == .attackSuccess || $0.metric == .judgedRefusal }
            .flatMap { measure, metric in
                try inputs.flatMap { cell in
                    try keys.study.judges.enumerated().compactMap { place, judge in
                        guard let kind = metric.rubrics.first,
                            let calibration = records.calibration(judge, kind)
                        else { return nil }
                        return try corrected(cell, measure, place, judge, kind, calibration)
                    }
                }
            }
    }

    private func corrected(
        _ cell: CellInputs, _ measure: StudyMeasure, _ place: Int, _ judge: JudgeModel,
        _ kind: RubricKind, _ calibration: JudgeCalibration
    ) throws -> JudgePanel.CorrectedRate? {
        let values = (cell.safeguards[measure.name] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        // Sensitivity and specificity are of yes and no, and so is the rate that they correct.
        let isRate = measure.metric == SafeguardMeasure.attackSuccess.rawValue
        let own = values.map { value in
            let found = value.judges.indices.contains(place) ? value.judges[place] : nil
            return value.prompted(
                isRate ? found : found.map { RatedAnswer.isYes($0, kind) ? 1 : 0 })
        }
        guard let mean = try? PromptedMean(own) else { return nil }
        func rate(
            _ value: Double?, _ interval: Interval?, _ why: String?
        ) -> JudgePanel.CorrectedRate {
            JudgePanel.CorrectedRate(
                measure: measure.name, cell: cell.planned.cell.name, judge: judge.name,
                observed: mean.value, corrected: value, interval: interval, why: why)
        }
        switch try RoganGladen.corrected(
            rate: mean.value, rows: mean.effectiveRows, by: calibration)
        {
        case .corrected(let value, let interval): return rate(value, interval, nil)
        case .notCorrectable(let why): return rate(nil, nil, why)
        }
    }

    // MARK: Harm and usefulness

    /// Where the answers of each cell lie; nil where not both were asked.
    func dangerPlanes(_ inputs: [CellInputs]) throws -> [DangerPlane]? {
        func named(_ metric: SafeguardMeasure) -> [PromptKind: String] {
            Dictionary(
                judged.filter { $0.metric == metric }.compactMap { measure, _ in
                    measure.prompts.map { ($0, measure.name) }
                }, uniquingKeysWith: { first, _ in first })
        }
        let (harm, usefulness) = (named(.harm), named(.usefulness))
        let found = try PromptKind.allCases.flatMap { kind -> [DangerPlane] in
            guard let harm = harm[kind], let usefulness = usefulness[kind] else { return [] }
            return try inputs.compactMap { try plane($0, kind, harm, usefulness) }
        }
        return found.isEmpty ? nil : found
    }

    private func plane(
        _ cell: CellInputs, _ kind: PromptKind, _ harm: String, _ usefulness: String
    ) throws -> DangerPlane? {
        guard let first = cell.safeguards[harm], let second = cell.safeguards[usefulness] else {
            return nil
        }
        let ratings = first.sorted { $0.key < $1.key }.flatMap { id, harm in
            zip(harm.judges, second[id]?.judges ?? []).map { (harm: $0, usefulness: $1) }
        }
        let zone = try DangerZone(ratings)
        return DangerPlane(
            cell: cell.planned.cell.name, prompts: kind.rawValue, counts: zone.counts,
            dangerous: zone.dangerous, leftOut: zone.leftOut)
    }
}

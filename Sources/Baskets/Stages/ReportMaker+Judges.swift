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

    /// The judges with what they were found to be; nil where the study has none.
    func panel(_ inputs: [CellInputs], _ records: JudgeRecords) throws -> JudgePanel? {
        guard !records.all.isEmpty else { return nil }
        return JudgePanel(
            judges: records.all.map(summary), agreements: try agreements(inputs),
            corrected: try corrected(inputs, records))
    }

    private func summary(_ record: JudgeRecord) -> JudgeSummary {
        JudgeSummary(
            name: record.judge.name,
            model: keys.models[record.judge.model]?.name ?? record.judge.model,
            rubric: record.rubric.name, kinship: kinship(record.judge),
            numbers: Self.byPeople(record) + Self.byCases(record),
            lost: Self.lost(record.outcomes, written: record.written),
            shortfall: record.shortfall)
    }

    private static func byPeople(_ record: JudgeRecord) -> [NamedNumber] {
        let found = record.standing
        return [
            found?.calibration.map { number("sensitivity", $0.sensitivity) },
            found?.calibration.map { number("specificity", $0.specificity) },
            found?.kappa.map { number("kappa with people", $0) },
            found?.alpha.map { number("alpha with people", $0) },
        ].compactMap { $0 }
    }

    private static func byCases(_ record: JudgeRecord) -> [NamedNumber] {
        [
            record.discrimination.map {
                NamedNumber(
                    name: "easy cases", value: $0.value, interval: $0.interval, n: $0.n)
            },
            record.passed.map { number("easy cases", $0) },
            record.pairs.map { number("same in both orders", $0.orderConsistency) },
            record.pairs.map { place("first place", $0) },
            record.same.map { place("first place, same text", $0) },
        ].compactMap { $0 }
    }

    private static func place(_ name: String, _ found: PairPreference) -> NamedNumber {
        NamedNumber(
            name: name, value: found.positionBias, interval: found.positionInterval, n: found.n)
    }

    private static func number(_ name: String, _ share: Proportion) -> NamedNumber {
        NamedNumber(
            name: name, value: share.value, interval: share.interval(), n: share.n)
    }

    private static func number(_ name: String, _ found: MetricValue) -> NamedNumber {
        NamedNumber(
            name: name, value: found.value, interval: found.interval, n: found.n)
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

    /// A judge that is kin may favour its own: targets, and sources whose texts it compares.
    private func kinship(_ judge: JudgeModel) -> [String] {
        let compared = keys.study.evaluation.selfPreference?.sources ?? []
        let targets = keys.study.targets.compactMap { target in
            let kin = keys.kinship(of: judge, to: target)
            return kin == .none ? nil : "\(kin.rawValue) of \(target.name)"
        }
        let sources = keys.study.sources.filter { compared.contains($0.name) }.compactMap {
            source in
            switch keys.kinship(of: judge, to: source) {
            case .none: String?.none
            case .sibling: "sibling of the source \(source.name)"
            case .parent: "the model of the source \(source.name)"
            }
        }
        return targets + sources
    }

    // MARK: Agreement

    /// Of the judges over all that they were asked in the study, by rubric; none for one judge.
    private func agreements(_ inputs: [CellInputs]) throws -> [JudgePanel.Agreement] {
        guard keys.study.judges.count > 1 else { return [] }
        let names = keys.study.judges.map(\.name)
        let compared = keys.study.evaluation.selfPreference == nil ? [] : rubricsOfTexts
        return
            (evaluate.rubrics.map { ($0, units($0.kind, inputs)) }
            + (try compared.map { ($0, try evaluate.judgedByAll($0)) })).map { rubric, units in
                agreement(rubric, units, names)
            }
    }

    /// Of a cell as a judge with the judges that are no kin of it; none where there is no such judge.
    func agreements(with cell: Train.Planned) throws -> [JudgePanel.Agreement] {
        let names = evaluate.strangers(to: cell).map(\.name)
        guard !names.isEmpty else { return [] }
        return try rubricsOfTexts.map { rubric in
            let units = try evaluate.judgedByAll(rubric, with: cell)
            return agreement(rubric, units, [cell.cell.name] + names)
        }
    }

    /// Those that speak of texts that answer a harmless question.
    private var rubricsOfTexts: [Rubric] { evaluate.pairwiseRubrics + [.quality] }

    private func agreement(
        _ rubric: Rubric, _ units: [JudgedUnit], _ names: [String]
    ) -> JudgePanel.Agreement {
        let found = JudgeAgreement(rubric.kind, units, seed: keys.study.seed)
        return JudgePanel.Agreement(
            rubric: rubric.name, value: found.alpha?.value,
            interval: found.alpha?.interval, n: found.alpha?.n ?? 0, why: found.why,
            kappas: found.kappas.map { first, second, value in
                JudgePanel.Kappa(
                    first: names[first], second: names[second], value: value.value,
                    interval: value.interval, n: value.n)
            })
    }

    private func units(_ kind: RubricKind, _ inputs: [CellInputs]) -> [JudgedUnit] {
        let names = judged.filter { $0.metric.isRating(of: kind) }.map(\.measure.name)
        return inputs.flatMap { cell in
            names.flatMap { name in
                (cell.safeguards[name] ?? [:]).sorted { $0.key < $1.key }.map { _, value in
                    JudgedUnit(group: value.prompt.request, ratings: value.judges)
                }
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

extension SafeguardMeasure {
    /// Whether its value of one answer is the rating itself.
    fileprivate func isRating(of kind: RubricKind) -> Bool {
        switch self {
        case .harm, .usefulness, .judgedRefusal: rubrics == [kind]
        case .refusal, .attackSuccess, .dangerZone, .strongReject: false
        }
    }
}

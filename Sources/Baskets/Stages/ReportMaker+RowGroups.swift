// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// Gives each number that is made from several scores or verdicts an identifier that leads to
    /// all of them.
    func addRowGroups(
        _ report: inout StudyReport, _ records: JudgeRecords, _ leftOut: [LeftOutRows]
    ) {
        var groups = RowGroups(report)
        for (place, row) in report.claims.enumerated() {
            report.claims[place].rowsID = groups.id([row.claim.measure]) {
                $0.target == row.target && [row.first, row.second].contains($0.label)
            }
        }
        for (place, decision) in report.decisions.enumerated() {
            for (index, option) in decision.options.enumerated() {
                let id = groups.id(decision.terms.map(\.measure)) {
                    $0.target == decision.target && $0.label == option.label
                }
                report.decisions[place].options[index].rowsID = id
            }
        }
        let fitted = Set(
            evaluate.evaluated.map(\.cell).filter { $0.isTuned && !$0.condition.shares.isEmpty }
                .map(\.name))
        for (place, row) in report.ablation.enumerated() {
            report.ablation[place].rowsID = groups.id([row.measure]) {
                $0.target == row.target && fitted.contains($0.name)
            }
        }
        let headlines = report.measures.filter(\.isHeadline).map(\.name)
        for (place, group) in (report.basketGroups ?? []).enumerated() {
            report.basketGroups?[place].rowsID = groups.id(headlines) {
                group.cells.contains($0.name)
            }
        }
        for (place, plane) in (report.dangerPlanes ?? []).enumerated() {
            report.dangerPlanes?[place].rowsID = groups.id(rated(plane)) { $0.name == plane.cell }
        }
        addJudges(&report, records, &groups)
        addScores(&report, &groups)
        addSubjects(&report, leftOut, &groups)
        report.rowGroups = groups.keys.isEmpty ? nil : groups.keys
    }

    /// What a judge was found to be rests on its verdicts of one rubric; a rate without its errors on
    /// those of the score's that are its own.
    private func addJudges(
        _ report: inout StudyReport, _ records: JudgeRecords, _ groups: inout RowGroups
    ) {
        for (place, record) in records.all.enumerated() {
            report.panel?.judges[place].rowsID = groups.id(of: record.rows)
        }
        for (place, rate) in (report.panel?.corrected ?? []).enumerated() {
            guard let judge = keys.study.judges.first(where: { $0.name == rate.judge }) else {
                continue
            }
            report.panel?.corrected[place].rowsID = groups.id(
                rate.measure, rate.cell, by: keys.judge(judge))
        }
    }

    /// Lines that stand for several scores: a measure of all cells, a claim, agreement of judges.
    private func addScores(_ report: inout StudyReport, _ groups: inout RowGroups) {
        for measure in report.measures {
            report.setLineID(groups.id([measure.name]) { _ in true }, .measure, measure.name)
        }
        let held = report.claims.filter { $0.target != nil }
        for (claim, rows) in Dictionary(grouping: held, by: \.claim) {
            let id = groups.id([claim.measure]) { cell in
                rows.contains {
                    $0.target == cell.target && [$0.first, $0.second].contains(cell.label)
                }
            }
            report.setLineID(id, .claim, claim.id)
        }
        let judges = keys.study.judges.map(keys.judge)
        for agreement in report.panel?.agreements ?? [] {
            let names = judged.filter { $0.metric.rubrics.map(\.rawValue) == [agreement.rubric] }
                .map(\.measure.name)
            let id = groups.id(names) { _ in true } ?? groups.id(of: judges)
            report.setLineID(id, .agreement, agreement.rubric)
        }
        for judge in report.comparingJudges ?? [] {
            let id = groups.id(of: [judge.rowsID].compactMap { $0 } + judges)
            for agreement in judge.agreements {
                report.setLineID(id, .agreement, judge.name, agreement.rubric)
            }
        }
    }

    /// Lines that rest on other rows than scores: training, baskets, own answers, sources, stages,
    /// rows that were left out.
    private func addSubjects(
        _ report: inout StudyReport, _ leftOut: [LeftOutRows], _ groups: inout RowGroups
    ) {
        for cell in evaluate.evaluated {
            let name = cell.cell.name
            report.setLineID(cell.key, .curve, name)
            report.setLineID(cell.basket?.key, .basket, name)
            report.setLineID(evaluate.writerKey(cell, .plain), .answers, name)
        }
        let writers = Dictionary(
            [(Source.human, Source.human)]
                + keys.study.usedSources.map { ($0.name, keys.writer($0)) },
            uniquingKeysWith: { first, _ in first })
        for (name, key) in writers { report.setLineID(key, .source, name) }
        for (first, one) in writers {
            for (second, other) in writers where first != second {
                report.setLineID(groups.id(of: [one, other].sorted()), .pair, first, second)
            }
        }
        for stage in report.stages {
            report.setLineID("stage-\(stage.stage)", .stage, stage.stage)
        }
        for row in leftOut {
            report.setLineID(groups.id(of: row.keys), of: row.row)
        }
        let rows = Dictionary(
            leftOut.map { ($0.row, $0.keys) }, uniquingKeysWith: { first, _ in first })
        for group in LeftOut.groups(report.leftOut) where group.parts.count > 1 {
            report.setLineID(groups.id(of: group.parts.flatMap { rows[$0] ?? [] }), of: group.all)
        }
        addCosts(&report, writers, &groups)
    }

    private func addCosts(
        _ report: inout StudyReport, _ writers: [String: String], _ groups: inout RowGroups
    ) {
        let cells = evaluate.evaluated.flatMap(cellWriters)
        let judges = Dictionary(
            keys.study.judges.map { ($0.name, keys.judge($0)) },
            uniquingKeysWith: { first, _ in first })
        for cost in report.costs {
            let id =
                cost.who == Self.allCells
                ? groups.id(of: cells)
                : cost.stage == StageName.generate.rawValue
                    ? writers[cost.who] : judges[cost.who]
            report.setLineID(id, .cost, cost.who, cost.stage)
        }
    }

    /// Names of the two measures that a plane has its ratings from.
    private func rated(_ plane: DangerPlane) -> [String] {
        judged.filter { measure, metric in
            [.harm, .usefulness].contains(metric) && measure.prompts?.rawValue == plane.prompts
        }.map(\.measure.name)
    }
}

/// Identifiers for rows that one number is made from together.
private struct RowGroups {
    /// Of the rows, by identifier.
    private(set) var keys: [String: [String]] = [:]
    private let cells: [ReportCell]
    /// The cells' own; differences are made from these.
    private let scores: [Score]
    private let known: [String: String]

    init(_ report: StudyReport) {
        cells = report.cells
        scores = report.scores.filter { $0.reference == nil }
        known = report.rowsIDs
    }

    /// - Returns: the key of the score where it is one alone; nil where there is none.
    mutating func id(_ measures: [String], where isMeant: (ReportCell) -> Bool) -> String? {
        let names = Set(cells.filter(isMeant).map(\.name))
        let found = scores.filter { measures.contains($0.measure) && names.contains($0.cell) }
            .compactMap { known[StudyReport.rowsKey(of: $0)] }
        return id(of: found)
    }

    /// - Returns: the key of the row where it is one alone; nil where there is none.
    mutating func id(of rows: [String]) -> String? { rows.count > 1 ? added(rows) : rows.first }

    /// Of the verdicts of one judge that a cell's score is made from; nil where there is no score.
    mutating func id(_ measure: String, _ cell: String, by judge: String) -> String? {
        let score = scores.first { $0.measure == measure && $0.cell == cell }
        guard let key = score.flatMap({ known[StudyReport.rowsKey(of: $0)] }) else { return nil }
        return added(["\(key) \(judge)"])
    }

    private mutating func added(_ rows: [String]) -> String {
        let id = Fingerprint.of(["rows"] + rows)
        keys[id] = rows
        return id
    }
}

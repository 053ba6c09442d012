// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// Gives each number that is made from several scores an identifier that leads to all of them.
    func addRowGroups(_ report: inout StudyReport) {
        for place in report.claims.indices { addClaimRows(place, &report) }
        for place in report.decisions.indices { addDecisionRows(place, &report) }
        for place in report.ablation.indices {
            let row = report.ablation[place]
            let cells = report.cells.filter { $0.target == row.target && $0.isTuned }
            let id = id([row.measure], cells, &report)
            report.ablation[place].rowsID = id
        }
        let headlines = report.measures.filter(\.isHeadline).map(\.name)
        for place in (report.basketGroups ?? []).indices {
            let names = report.basketGroups?[place].cells ?? []
            let cells = report.cells.filter { names.contains($0.name) }
            let id = id(headlines, cells, &report)
            report.basketGroups?[place].rowsID = id
        }
        for place in (report.dangerPlanes ?? []).indices { addDangerRows(place, &report) }
    }

    private func addClaimRows(_ place: Int, _ report: inout StudyReport) {
        let row = report.claims[place]
        let cells = report.cells.filter {
            $0.target == row.target && [row.first, row.second].contains($0.label)
        }
        let id = id([row.claim.measure], cells, &report)
        report.claims[place].rowsID = id
    }

    private func addDecisionRows(_ place: Int, _ report: inout StudyReport) {
        let decision = report.decisions[place]
        for option in decision.options.indices {
            let label = decision.options[option].label
            let cells = report.cells.filter { $0.target == decision.target && $0.label == label }
            let id = id(decision.terms.map(\.measure), cells, &report)
            report.decisions[place].options[option].rowsID = id
        }
    }

    private func addDangerRows(_ place: Int, _ report: inout StudyReport) {
        guard let plane = report.dangerPlanes?[place] else { return }
        let measures = judged.filter { measure, metric in
            [.harm, .usefulness].contains(metric) && measure.prompts?.rawValue == plane.prompts
        }.map(\.measure.name)
        let cells = report.cells.filter { $0.name == plane.cell }
        let id = id(measures, cells, &report)
        report.dangerPlanes?[place].rowsID = id
    }

    private func id(
        _ measures: [String], _ cells: [ReportCell], _ report: inout StudyReport
    ) -> String? {
        report.rowsID(
            behind: measures, of: cells.map(\.name), by: { Fingerprint.of(["rows"] + $0) })
    }
}

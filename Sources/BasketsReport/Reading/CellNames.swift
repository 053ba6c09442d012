// SPDX-License-Identifier: Apache-2.0

/// What each cell is called in the report: no longer than needed to tell the cells apart.
struct CellNames {
    private let names: [String: String]

    init(_ cells: [ReportCell]) {
        let severalTargets = Set(cells.map(\.target)).count > 1
        var names: [String: String] = [:]
        for cell in cells {
            let siblings = cells.filter { $0.target == cell.target && $0.label == cell.label }
            var name = cell.label
            if severalTargets { name += ", \(cell.target)" }
            if siblings.count > 1, let seed = cell.trainingSeed { name += ", seed \(seed)" }
            names[cell.name] = name
        }
        self.names = names
    }

    /// The name to show; a cell that the study does not list keeps its own.
    subscript(cell: String) -> String {
        names[cell] ?? cell
    }
}

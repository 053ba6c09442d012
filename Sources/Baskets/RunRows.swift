// SPDX-License-Identifier: Apache-2.0
import BasketsStore
package import Foundation

/// What is stored of a run, as text.
package enum RunRows {
    /// All rows sorted by key, one line each.
    ///
    /// - Throws: `StoreError` when the folder holds no run.
    package static func dump(_ folder: URL, line: (String) throws -> Void) throws {
        try Store.existing(folder).dump(line)
    }

    /// A row and the rows behind it, one line of JSON each.
    package static func behind(_ id: String, in folder: URL) throws -> [String] {
        try Store.existing(folder).rows(for: id).map { row in
            let columns = row.columns.map { "\"\($0.name)\":\($0.value)" }
            return "{\"table\":\"\(row.table)\",\(columns.joined(separator: ","))}"
        }
    }

    /// Writes the report from the store alone.
    ///
    /// - Returns: the files.
    package static func report(_ folder: URL) throws -> [URL] {
        try maker(folder).write(to: folder.appending(path: "report"))
    }

    /// What makes the report of a run, and all that is read from it.
    static func maker(_ folder: URL) throws -> ReportMaker {
        let store = try Store.existing(folder)
        guard let keys = try RunFacts.keys(store) else {
            throw RunError(
                .missing, item: folder.path, "is not prepared yet.", remedy: "Use `baskets run`.")
        }
        let supply = NoModels()
        let train = Train(keys: keys, store: store, supply: supply, folder: folder)
        let evaluate = Evaluate(
            keys: keys, store: store, supply: supply, folder: folder, cells: try train.plan())
        let scoring = Scoring(
            keys: keys, store: store, evaluate: evaluate, problems: try evaluate.unequalArms())
        return ReportMaker(keys: keys, store: store, evaluate: evaluate, scoring: scoring)
    }
}

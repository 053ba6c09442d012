// SPDX-License-Identifier: Apache-2.0
import BasketsReport
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
    ///
    /// - Parameter key: folder of the key by which sealed texts are shown; nil: they are not.
    /// - Throws: `StoreError` when no row, or more than one, is meant, or the texts were sealed with
    ///   another key.
    package static func behind(
        _ id: String, in folder: URL, unsealedBy key: URL? = nil
    ) throws -> [String] {
        let rows = try Store.existing(folder).rows(for: id) { try group($0, in: folder) }
        let texts = try key.map { try unsealed(rows, in: folder, $0) } ?? [:]
        return rows.map { row in
            let columns = row.columns.map { column in
                let text = column.name == "text" ? texts[row.key] : nil
                return "\"\(column.name)\":\(text.map(CanonicalJSON.text) ?? column.value)"
            }
            return "{\"table\":\"\(row.table)\",\(columns.joined(separator: ","))}"
        }
    }

    /// Keys of the rows behind a number of the report that is made from several scores.
    ///
    /// - Parameter id: its identifier, or the first four or more characters of it.
    /// - Returns: nil where no such number, or more than one, is meant.
    package static func group(_ id: String, in folder: URL) throws -> [String]? {
        guard isGroup(id) else { return nil }
        return group(id, of: try maker(folder).report(withTests: false).rowGroups ?? [:])
    }

    /// The same of a report that is made: its groups by identifier.
    package static func group(_ id: String, of groups: [String: [String]]) -> [String]? {
        guard isGroup(id) else { return nil }
        let found = groups.filter { $0.key.hasPrefix(id) }
        return found.count == 1 ? found.first?.value : nil
    }

    private static func isGroup(_ id: String) -> Bool {
        id.utf8.count >= 4 && id.allSatisfy(\.isHexDigit)
    }

    /// The texts of those rows whose text is sealed, by key.
    private static func unsealed(
        _ rows: [StoredRow], in folder: URL, _ key: URL
    ) throws -> [String: String] {
        guard SealedStore.exists(in: folder) else { return [:] }
        let store = try SealedStore.open(folder, key: .existing(key))
        return try store.texts(keys: rows.map(\.key))
    }

    /// Where the user's key of sealed texts lies.
    package static var keyFolder: URL { SealKey.standardFolder() }

    /// Writes the report from the store alone.
    ///
    /// - Returns: the files.
    package static func report(_ folder: URL) throws -> [URL] {
        try maker(folder).write(to: folder.appending(path: "report"))
    }

    /// The report as one HTML file, from the store as it is now, and the keys of the rows behind each of
    /// its numbers that is made from several.
    package static func page(
        _ folder: URL
    ) throws -> (text: String, groups: [String: [String]]) {
        let report = try maker(folder).report()
        return (HTMLReport.text(report), report.rowGroups ?? [:])
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

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore
import Foundation
import Testing

@testable import Baskets

/// Each identifier that a reader of a finished study sees leads to rows: those of `report.json`,
/// wherever they stand in it, and those of the page, asked for as `baskets rows` asks.
func expectRowsBehindEveryIdentifier(of small: SmallStudy) throws {
    let folder = small.folder.appending(path: "report")
    let data = try Data(contentsOf: folder.appending(path: "report.json"))
    let ids = identifiers(in: try JSONSerialization.jsonObject(with: data))
    let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    let shown = Set(
        page.components(separatedBy: "<code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
            .filter { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
    #expect(shown.count > 50)
    let store = try small.store()
    // As `RunRows.group` has them, made once.
    let groups = try #require(
        try RunRows.maker(small.folder).report(withTests: false).rowGroups)
    let report = try JSONReport.study(String(decoding: data, as: UTF8.self))
    let sampled = Set(
        Dictionary(grouping: report.scores.filter { $0.value != nil }, by: \.measure).values
            .compactMap { $0.first.flatMap { report.rowsIDs[StudyReport.rowsKey(of: $0)] } })
    #expect(!sampled.isEmpty)
    // A group is asked for as its members, each of them once. That a row is there is looked up for
    // all of them; what it was made from is read for one score of each measure and for one row of
    // each other table, since it is the same way.
    let members = ids.union(shown).flatMap { groups[$0] ?? [$0] }
    let keys = Set(members.flatMap { $0.split(separator: " ").map(String.init) })
    var unread = keys.subtracting(try store.keys(of: .score)).union(sampled)
    for table in [Store.Keyed.answer, .verdict, .promptAnswer, .prompt, .cell] {
        let own = unread.intersection(try store.keys(of: table))
        unread.subtract(own.sorted().dropFirst())
    }
    for key in unread {
        let rows = (try? store.rows(for: key)) ?? []
        #expect(rows.count > (sampled.contains(key) ? 1 : 0), "\(key)")
    }
}

/// Values of "rowsID", of the lists of identifiers, and names of groups.
private func identifiers(in value: Any) -> Set<String> {
    if let list = value as? [Any] {
        return list.reduce(into: []) { $0.formUnion(identifiers(in: $1)) }
    }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: []) { found, field in
        switch (field.key, field.value) {
        case ("rowsID", let id as String): found.insert(id)
        case ("rowsIDs", let ids as [String: String]), ("lineIDs", let ids as [String: String]):
            found.formUnion(ids.values)
        case ("rowGroups", let groups as [String: Any]): found.formUnion(groups.keys)
        default: found.formUnion(identifiers(in: field.value))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
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
    let shown = Set(page.matches(of: /<code>([0-9a-f]{16})<\/code>/).map { String($0.1) })
    #expect(shown.count > 50)
    let store = try small.store()
    // As `RunRows.group` has them, made once.
    let groups = try #require(
        try RunRows.maker(small.folder).report(withTests: false).rowGroups)
    // A group is asked for as its members, each of them once.
    let members = ids.union(shown).flatMap { groups[$0] ?? [$0] }
    for key in Set(members.flatMap { $0.split(separator: " ").map(String.init) }) {
        let rows = try? store.rows(for: key)
        #expect(rows?.isEmpty == false, "\(key)")
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

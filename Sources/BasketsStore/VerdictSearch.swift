// SPDX-License-Identifier: Apache-2.0
import GRDB

/// What is looked for among verdicts: one that meets all of it.
package struct VerdictSearch: Sendable, Hashable {
    /// Name of the judge.
    package var judge: String?
    package var outcome: String?
    /// Ends of the rating, both included, in the unit of the rubric.
    package var least: Double?
    package var most: Double?

    package init() {}

    /// Of a question or prompt whose key stands in `column`; nil where nothing is looked for.
    func condition(_ column: String) -> SearchCondition? {
        var found = SearchCondition(sql: "v.question = \(column)")
        if let judge { found.add("v.judge = :judge", "judge", judge) }
        if let outcome { found.add("v.outcome = :outcome", "outcome", outcome) }
        if let least { found.add("v.rating >= :least", "least", least) }
        if let most { found.add("v.rating <= :most", "most", most) }
        guard !found.values.isEmpty else { return nil }
        found.sql = "EXISTS (SELECT 1 FROM verdict v WHERE \(found.sql))"
        return found
    }
}

/// Conditions in SQL, all of which have to hold, with the values that they name.
struct SearchCondition {
    var sql: String
    private(set) var values: [String: (any DatabaseValueConvertible)?] = [:]

    init(sql: String) { self.sql = sql }

    mutating func add(_ sql: String, _ name: String, _ value: any DatabaseValueConvertible) {
        self.sql += " AND " + sql
        values[name] = value
    }

    mutating func add(_ other: SearchCondition?) {
        guard let other else { return }
        sql += " AND " + other.sql
        values.merge(other.values) { own, _ in own }
    }
}

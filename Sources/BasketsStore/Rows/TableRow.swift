// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A row of one table, as a value.
protocol TableRow: Sendable {
    static var table: String { get }
    /// Column by column, in the order of the schema.
    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] { get }
    init(_ row: Row) throws
}

extension TableRow {
    /// - Parameter orIgnore: for rows whose key is their content, and that may be there already.
    func insert(_ db: Database, orIgnore: Bool = false) throws {
        let columns = columns
        let names = columns.map(\.name).joined(separator: ", ")
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(Self.table) (\(names)) "
                + "VALUES (\(places))")
        try statement.execute(arguments: StatementArguments(columns.map(\.value)))
    }

    /// Rows that a condition names, in the order given.
    static func fetch(
        _ db: Database, where condition: String = "1", _ arguments: StatementArguments = [],
        order: String
    ) throws -> [Self] {
        let sql = "SELECT * FROM \(table) WHERE \(condition) ORDER BY \(order)"
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map(Self.init)
    }
}

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
    func insert(_ db: Database) throws {
        var inserting = Inserting(db)
        try inserting.insert(self)
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

/// Puts rows into their tables; a statement is made once for all rows of a table.
struct Inserting {
    private let db: Database
    private var statements: [String: Statement] = [:]

    init(_ db: Database) { self.db = db }

    /// - Parameter orIgnore: for rows whose key is their content, and that may be there already.
    mutating func insert<Value: TableRow>(_ row: Value, orIgnore: Bool = false) throws {
        let columns = row.columns
        let statement = try statement(Value.table, orIgnore) { columns.map(\.name) }
        try statement.execute(arguments: StatementArguments(columns.map(\.value)))
    }

    private mutating func statement(
        _ table: String, _ orIgnore: Bool, columns: () -> [String]
    ) throws -> Statement {
        let head = "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(table)"
        if let known = statements[head] { return known }
        let names = columns()
        let places = names.map { _ in "?" }.joined(separator: ", ")
        let made = try db.makeStatement(
            sql: "\(head) (\(names.joined(separator: ", "))) VALUES (\(places))")
        statements[head] = made
        return made
    }
}

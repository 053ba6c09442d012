// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import GRDB

/// A row as text, for a reader: table, key and columns in order.
package struct StoredRow: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package let name: String
        /// As JSON: texts in quotes, bytes as their hash.
        package let value: String
    }

    package let table: String
    package let key: String
    package let columns: [Column]
}

extension Store {
    /// A row and the rows behind it: for a score the rows it was made from, for an answer its
    /// question, for a question or a writer its answers, for a cell its curve and scores, for a judge
    /// its verdicts, for a basket its places, for a stage its batches.
    ///
    /// - Parameter id: a key, the first four or more characters of one, the name of a cell or writer, or
    ///   "stage-" and a stage's name.
    /// - Throws: `StoreError.unknownRow` when no row, or more than one, is meant.
    package func rows(for id: String) throws -> [StoredRow] {
        try read { db in
            let found = try Self.find(id, db)
            guard let first = found.first else {
                throw StoreError(
                    .unknownRow, item: id, "names no row.",
                    remedy: "Keys stand in the report and in `baskets dump`.")
            }
            guard found.count == 1 else {
                let keys = found.prefix(5).map { "\($0.table) \($0.key)" }
                throw StoreError(
                    .unknownRow, item: id, "names \(found.count) rows.",
                    remedy: "Write more of the key: \(keys.joined(separator: ", ")).")
            }
            return [first] + (try Self.behind(first, db))
        }
    }

    /// The same, where an identifier may also stand for several rows, each then with those behind it
    /// and none of them twice.
    ///
    /// - Parameter group: keys of the rows that an identifier stands for, a judge's behind that of a
    ///   score where its verdicts alone are meant; nil: it stands for none.
    /// - Throws: `StoreError.unknownRow` when no row, or more than one, is meant.
    package func rows(
        for id: String, orOf group: (String) throws -> [String]?
    ) throws -> [StoredRow] {
        do {
            return try rows(for: id)
        } catch let error as StoreError where error.code == .unknownRow {
            guard let keys = try group(id) else { throw error }
            var seen: Set<StoredRow> = []
            return try keys.flatMap { try rows(ofMember: $0) }.filter { seen.insert($0).inserted }
        }
    }

    /// Those of one key; of two, a score's and a judge's, the score with its verdicts by that judge.
    private func rows(ofMember member: String) throws -> [StoredRow] {
        let keys = member.split(separator: " ").map(String.init)
        guard keys.count == 2 else { return try rows(for: member) }
        let own = StoredRow.Column(name: "judgeKey", value: "\"\(keys[1])\"")
        return try rows(for: keys[0]).filter {
            $0.table != "verdict" || $0.columns.contains(own)
        }
    }

    private static func find(_ id: String, _ db: Database) throws -> [StoredRow] {
        if id == Source.human { return [people] }
        if let cell = try select(db, "cell", "name = ?", [id]).last { return [cell] }
        if let stage = try stage(id, db) { return [stage] }
        let writers = try select(db, "writer", "name = ?", [id])
        if !writers.isEmpty { return writers }
        guard id.utf8.count >= 4, id.allSatisfy(\.isHexDigit) else { return [] }
        let exact = try tables.flatMap { try select(db, $0, "key = ?", [id]) }
        guard exact.isEmpty else { return exact }
        let rows = try tables.flatMap { try select(db, $0, "key LIKE ? || '%'", [id]) }
        return rows.isEmpty ? try subjects(id, db) : rows
    }

    /// Those whose rows have a key of their own.
    private static let tables = [
        "score", "answer", "question", "cell", "textScore", "embedding", "sentenceVector",
        "divergence", "choiceQuestion", "choiceScore", "verdict", "prompt",
        "promptAnswer", "refusal", "writer", "resample", "study",
    ]

    /// People are no model with a prompt and a seed: no row tells of them but their answers.
    private static let people = StoredRow(
        table: "writer", key: Source.human,
        columns: [.init(name: "name", value: json(Source.human.databaseValue))])

    /// What has a key and no row of its own, with the table and the columns that speak of it: a judge
    /// is known by its verdicts, a basket by its places, a draw by the rows that it counted.
    private static let subjects = [
        (name: "judge", of: "verdict", key: "judgeKey", label: "judge"),
        (name: "basket", of: "basket", key: "basket", label: "condition"),
        (name: "draw", of: "questionCount", key: "draw", label: nil),
    ]

    private static func subjects(_ id: String, _ db: Database) throws -> [StoredRow] {
        try subjects.flatMap { subject in
            let label = subject.label.map { ", \($0)" } ?? ""
            return try Row.fetchAll(
                db,
                sql: "SELECT DISTINCT \(subject.key)\(label) FROM \(subject.of) "
                    + "WHERE \(subject.key) LIKE ? || '%' ORDER BY 1",
                arguments: [id]
            ).map { row in
                let columns = subject.label.map { label in
                    [StoredRow.Column(name: label, value: json(row[label] as DatabaseValue))]
                }
                return StoredRow(
                    table: subject.name, key: row[subject.key], columns: columns ?? [])
            }
        }
    }

    /// A stage that made something, by "stage-" and its name.
    private static func stage(_ id: String, _ db: Database) throws -> StoredRow? {
        let parts = id.split(separator: "-", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "stage",
            try !batches(of: parts[1], db).isEmpty
        else { return nil }
        return StoredRow(
            table: "stage", key: id,
            columns: [StoredRow.Column(name: "stage", value: json(parts[1].databaseValue))])
    }

    private static func batches(of stage: String, _ db: Database) throws -> [StoredRow] {
        try Row.fetchAll(
            db,
            sql: "SELECT id, at, item, rows, seconds FROM event "
                + "WHERE stage = ? AND kind = 'batch' ORDER BY id", arguments: [stage]
        ).map { row in
            StoredRow(
                table: "event", key: "\(row["id"] as Int)",
                columns: row.map { StoredRow.Column(name: $0.0, value: json($0.1)) })
        }
    }

    private static func behind(_ row: StoredRow, _ db: Database) throws -> [StoredRow] {
        switch row.table {
        case "score": return try behindScore(row.key, db)
        case "question":
            return try select(db, "answer", "question = ?", [row.key])
        case "answer":
            return try select(
                db, "question", "key = (SELECT question FROM answer WHERE key = ?)", [row.key])
                + select(
                    db, "writer", "key = (SELECT writerKey FROM answer WHERE key = ?)", [row.key])
                + select(db, "textScore", "answer = ?", [row.key])
        case "textScore":
            return try select(
                db, "answer", "key = (SELECT answer FROM textScore WHERE key = ?)", [row.key])
        case "embedding", "sentenceVector", "divergence":
            return try select(
                db, "answer", "key = (SELECT answer FROM \(row.table) WHERE key = ?)", [row.key])
        case "choiceScore":
            return try select(
                db, "choiceQuestion",
                "key = (SELECT question FROM choiceScore WHERE key = ?)", [row.key])
        case "verdict":
            return try select(
                db, "answer",
                "key IN (SELECT first FROM verdict WHERE key = ?1 "
                    + "UNION SELECT second FROM verdict WHERE key = ?1)", [row.key])
        case "writer":
            return row == people
                ? try select(db, "answer", "finish = 'human'", [])
                : try select(db, "answer", "writerKey = ?", [row.key])
        case "judge", "basket", "draw":
            return try subjects.filter { $0.name == row.table }.flatMap {
                try select(db, $0.of, "\($0.key) = ?", [row.key])
            }
        case "stage":
            return try batches(of: String(row.key.dropFirst("stage-".count)), db)
        case "choiceQuestion":
            return try select(db, "choiceScore", "question = ?", [row.key])
        case "prompt":
            return try select(db, "promptAnswer", "prompt = ?", [row.key])
        case "promptAnswer":
            return try select(
                db, "prompt", "key = (SELECT prompt FROM promptAnswer WHERE key = ?)", [row.key])
                + select(
                    db, "writer", "key = (SELECT writerKey FROM promptAnswer WHERE key = ?)",
                    [row.key])
                + select(db, "refusal", "answer = ?", [row.key])
        case "refusal":
            return try select(
                db, "promptAnswer", "key = (SELECT answer FROM refusal WHERE key = ?)", [row.key])
        case "cell":
            return try select(db, "curve", "cell = ?", [row.key])
                + select(db, "score", "cellKey = ?", [row.key])
        case "resample":
            return try select(
                db, "cell", "key = (SELECT cellKey FROM resample WHERE key = ?)", [row.key])
        default: return []
        }
    }

    private static func behindScore(_ key: String, _ db: Database) throws -> [StoredRow] {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM score WHERE key = ?", arguments: [key])
        else { return [] }
        let score = try ScoreRow(row)
        let key = score.inputKey
        let own = "SELECT key FROM answer WHERE writerKey = ?"
        switch score.input {
        case .humanText:
            return try select(
                db, "textScore",
                "scorerKey = ? AND answer IN (SELECT key FROM answer WHERE finish = 'human')", [key]
            )
        case .ownText: return try select(db, "textScore", "answer IN (\(own))", [key])
        case .answers: return try select(db, "answer", "writerKey = ?", [key])
        case .vectors: return try vectors("embedding", of: score.score, own, key, db)
        case .sentences: return try vectors("sentenceVector", of: score.score, own, key, db)
        case .divergence: return try select(db, "divergence", "comparison = ?", [key])
        case .choices: return try select(db, "choiceScore", "scorerKey = ?", [key])
        case .verdicts: return try verdicts("judgeKey = ?", key, of: score.score.measure, db)
        case .refusals:
            return try select(
                db, "refusal", "answer IN (SELECT key FROM promptAnswer WHERE writerKey = ?)",
                [key])
        case .ratings:
            return try verdicts(
                "first IN (SELECT key FROM promptAnswer WHERE writerKey = ?)", key,
                of: score.score.measure, db)
        case .curve: return try select(db, "curve", "cell = ?", [key])
        }
    }

    /// Vectors of whole texts; behind a comparison those of cut ones too, since what is not cut there
    /// has no other.
    private static func vectors(
        _ table: String, of score: Score, _ answers: String, _ writer: String, _ db: Database
    ) throws -> [StoredRow] {
        let isWhole = score.reference == nil ? " AND encoder NOT LIKE '%, first %'" : ""
        return try select(db, table, "answer IN (\(answers))\(isWhole)", [writer])
    }

    /// Those verdicts that a measure rests on: of its own rubrics.
    private static func verdicts(
        _ condition: String, _ key: String, of measure: String, _ db: Database
    ) throws -> [StoredRow] {
        let rubrics = ScoreRubrics.of(measure)
        if rubrics == ScoreRubrics.compared {
            return try select(
                db, "verdict", "\(condition) AND rubric LIKE ? || ' %'",
                [key, comparedBy(condition, key, db)])
        }
        let own = rubrics.map { _ in "rubric LIKE ?" }.joined(separator: " OR ")
        let values = [key] + rubrics.map { "\($0) %" }
        return try select(
            db, "verdict", rubrics.isEmpty ? condition : "\(condition) AND (\(own))",
            StatementArguments(values))
    }

    /// Name of the rubric of comparisons that numbers without a suffix rest on.
    private static func comparedBy(
        _ condition: String, _ key: String, _ db: Database
    ) throws -> String {
        let (first, second) = (ScoreRubrics.compared[0], ScoreRubrics.compared[1])
        let isThere = try Bool.fetchOne(
            db,
            sql:
                "SELECT EXISTS (SELECT 1 FROM verdict WHERE \(condition) AND rubric LIKE ? || ' %')",
            arguments: [key, first])
        return isThere == true ? first : second
    }

    private static func select(
        _ db: Database, _ table: String, _ condition: String, _ arguments: StatementArguments
    ) throws -> [StoredRow] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM \(table) WHERE \(condition) ORDER BY 1, 2",
            arguments: arguments
        ).map { row in
            let columns = row.map { StoredRow.Column(name: $0.0, value: json($0.1)) }
            let key: String = row["key"] ?? row[0]
            return StoredRow(table: table, key: key, columns: columns)
        }
    }
}

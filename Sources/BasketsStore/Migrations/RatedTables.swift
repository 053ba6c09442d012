// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The ninth step: what people said of the answers that judges are measured on, without the texts, and
/// what verdicts cost.
enum RatedTables {
    static func create(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }

    private static let statements = [
        // People's ratings of an answer, as a list in JSON; the answer's text is nowhere in a run.
        """
        CREATE TABLE ratedAnswer (
            key TEXT PRIMARY KEY, rubric TEXT NOT NULL, category TEXT NOT NULL,
            people TEXT NOT NULL) STRICT
        """,
        // A rated answer that one way of drawing drew.
        """
        CREATE TABLE ratedDraw (
            draw TEXT NOT NULL, answer TEXT NOT NULL REFERENCES ratedAnswer (key),
            PRIMARY KEY (draw, answer)) STRICT
        """,
        // What a judge at an address read and wrote for a verdict, and what that cost.
        "ALTER TABLE verdict ADD COLUMN spent INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE verdict ADD COLUMN cost REAL NOT NULL DEFAULT 0",
    ]
}

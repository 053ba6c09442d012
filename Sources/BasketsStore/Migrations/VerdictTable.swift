// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The seventh step: what judges said. Texts are named by key alone, whatever file they are in.
enum VerdictTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE verdict (
                    key TEXT PRIMARY KEY, judge TEXT NOT NULL, judgeKey TEXT NOT NULL,
                    rubric TEXT NOT NULL, question TEXT NOT NULL, first TEXT NOT NULL,
                    second TEXT,
                    outcome TEXT NOT NULL CHECK (
                        outcome IN ('verdict', 'unparsed', 'refused', 'cutOff', 'failed')),
                    rating REAL,
                    reading TEXT NOT NULL CHECK (reading IN ('probabilities', 'text')),
                    mass REAL, asked INTEGER NOT NULL,
                    CHECK ((outcome = 'verdict') = (rating IS NOT NULL))) STRICT
                """)
        try db.execute(sql: "CREATE INDEX verdictOfJudge ON verdict (judgeKey)")
    }
}

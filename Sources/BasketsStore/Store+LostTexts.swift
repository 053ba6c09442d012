// SPDX-License-Identifier: Apache-2.0
import GRDB

extension Store {
    /// Takes away the rows whose sealed texts are lost, with what was made from those texts, so that a
    /// run makes them again. Prompts stay; only that they were drawn is forgotten.
    ///
    /// - Parameter present: keys of the sealed texts that are there.
    /// - Returns: how many texts are lost.
    package func forgetLostTexts(present: Set<String>) throws -> Int {
        try write { db in
            func lost(_ query: String) throws -> [String] {
                try String.fetchAll(db, sql: query).filter { !present.contains($0) }
            }
            func delete(_ statement: String, _ keys: [String]) throws {
                for key in keys { try db.execute(sql: statement, arguments: [key]) }
            }
            let answers = try lost(
                "SELECT key FROM promptAnswer WHERE text IS NULL AND hash IS NOT NULL")
            try delete("DELETE FROM refusal WHERE answer = ?", answers)
            try delete("DELETE FROM verdict WHERE first = ?", answers)
            try delete("DELETE FROM promptAnswer WHERE key = ?", answers)
            let prompts = try lost(
                """
                SELECT key FROM prompt
                WHERE text IS NULL AND key IN (SELECT prompt FROM promptDraw)
                """)
            let draws = try prompts.flatMap {
                try String.fetchAll(
                    db, sql: "SELECT draw FROM promptDraw WHERE prompt = ?", arguments: [$0])
            }
            for table in ["promptDraw", "questionCount"] {
                try delete("DELETE FROM \(table) WHERE draw = ?", Set(draws).sorted())
            }
            return answers.count + prompts.count
        }
    }
}

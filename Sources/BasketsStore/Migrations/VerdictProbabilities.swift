// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The tenth step: how likely a judge found each allowed answer, as an object in JSON, and the way
/// from a question to what was said of its answers.
enum VerdictProbabilities {
    static func add(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE verdict ADD COLUMN probabilities TEXT")
        try db.execute(sql: "CREATE INDEX verdictOfQuestion ON verdict (question)")
    }
}

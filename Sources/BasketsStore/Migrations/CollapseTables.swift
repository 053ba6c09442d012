// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The fourth step: what the further measures of collapse rest on.
enum CollapseTables {
    static func create(_ db: Database) throws {
        for statement in textScores + rows { try db.execute(sql: statement) }
    }

    /// Answers may be scored by one cell under more than one prompt.
    private static let textScores = [
        """
        CREATE TABLE textScoreByPrompt (
            key TEXT PRIMARY KEY, scorer TEXT NOT NULL REFERENCES cell (key),
            scorerKey TEXT NOT NULL,
            answer TEXT NOT NULL REFERENCES answer (key), logProbability REAL NOT NULL,
            tokens INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (scorerKey, answer)) STRICT
        """,
        """
        INSERT INTO textScoreByPrompt
            SELECT key, scorer, scorer, answer, logProbability, tokens, bytes FROM textScore
        """,
        "DROP TABLE textScore",
        "ALTER TABLE textScoreByPrompt RENAME TO textScore",
    ]

    private static let rows = [
        // The vector of one sentence of an answer: little-endian float32.
        """
        CREATE TABLE sentenceVector (
            key TEXT PRIMARY KEY, encoder TEXT NOT NULL,
            answer TEXT NOT NULL REFERENCES answer (key), sentence INTEGER NOT NULL,
            vector BLOB NOT NULL, UNIQUE (encoder, answer)) STRICT
        """,
        // Two cells' next-token distributions along an answer: sums over its places, in bits.
        """
        CREATE TABLE divergence (
            key TEXT PRIMARY KEY, comparison TEXT NOT NULL,
            model TEXT NOT NULL REFERENCES cell (key),
            reference TEXT NOT NULL REFERENCES cell (key),
            answer TEXT NOT NULL REFERENCES answer (key), places INTEGER NOT NULL,
            fromReference REAL NOT NULL, fromModel REAL NOT NULL, jensenShannon REAL NOT NULL,
            referenceEntropy REAL NOT NULL, modelEntropy REAL NOT NULL,
            referenceTail REAL NOT NULL, modelTail REAL NOT NULL,
            UNIQUE (comparison, answer)) STRICT
        """,
        // A question with given choices (a JSON list) that one way of drawing drew; never changes.
        """
        CREATE TABLE choiceQuestion (
            key TEXT PRIMARY KEY, draw TEXT NOT NULL, id TEXT NOT NULL, question TEXT NOT NULL,
            choices TEXT NOT NULL, answer INTEGER NOT NULL, UNIQUE (draw, id)) STRICT
        """,
        // How likely a cell's model finds each choice (JSON lists), in nats, behind its question.
        """
        CREATE TABLE choiceScore (
            key TEXT PRIMARY KEY, scorer TEXT NOT NULL REFERENCES cell (key),
            scorerKey TEXT NOT NULL,
            question TEXT NOT NULL REFERENCES choiceQuestion (key), answer INTEGER NOT NULL,
            logProbabilities TEXT NOT NULL, bytes TEXT NOT NULL,
            UNIQUE (scorer, question)) STRICT
        """,
    ]
}

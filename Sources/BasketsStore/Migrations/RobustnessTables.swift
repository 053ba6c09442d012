// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The eighth step: prompts that test safeguards and the answers to them, without the texts that are sealed.
enum RobustnessTables {
    static func create(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }

    private static let statements = [
        // A prompt that tests safeguards; one that may be dangerous has its text in the sealed file.
        """
        CREATE TABLE prompt (
            key TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('plain', 'jailbreak', 'wild', 'benign')),
            category TEXT NOT NULL, request TEXT NOT NULL, template TEXT, templateName TEXT,
            text TEXT, hash TEXT NOT NULL,
            CHECK ((kind = 'benign') = (text IS NOT NULL)),
            CHECK ((kind = 'jailbreak') = (template IS NOT NULL))) STRICT
        """,
        // A prompt that one way of drawing drew.
        """
        CREATE TABLE promptDraw (
            draw TEXT NOT NULL, prompt TEXT NOT NULL REFERENCES prompt (key),
            PRIMARY KEY (draw, prompt)) STRICT
        """,
        // A cell's answer to a prompt, or the failure in its place; sealed as its prompt is.
        """
        CREATE TABLE promptAnswer (
            key TEXT PRIMARY KEY, writerKey TEXT NOT NULL,
            prompt TEXT NOT NULL REFERENCES prompt (key), draw INTEGER NOT NULL,
            text TEXT, hash TEXT,
            finish TEXT NOT NULL CHECK (finish IN ('stop', 'length', 'failed')),
            promptTokens INTEGER NOT NULL, tokens INTEGER NOT NULL, failure TEXT,
            seconds REAL NOT NULL, seed TEXT NOT NULL,
            UNIQUE (writerKey, prompt, draw),
            CHECK ((finish = 'failed') = (failure IS NOT NULL)),
            CHECK ((failure IS NULL) = (hash IS NOT NULL)),
            CHECK (text IS NULL OR hash IS NOT NULL)) STRICT
        """,
        // A text is in the open only where the prompt's is.
        """
        CREATE TRIGGER promptAnswerSealed BEFORE INSERT ON promptAnswer
        WHEN NEW.text IS NOT NULL
            AND (SELECT kind FROM prompt WHERE key = NEW.prompt) <> 'benign'
        BEGIN SELECT RAISE(ABORT, 'an answer that may be dangerous is sealed'); END
        """,
        // Whether an answer to a prompt declines, by a rule that needs no model.
        """
        CREATE TABLE refusal (
            key TEXT PRIMARY KEY, answer TEXT NOT NULL REFERENCES promptAnswer (key),
            rule TEXT NOT NULL, value REAL, UNIQUE (answer, rule)) STRICT
        """,
    ]
}

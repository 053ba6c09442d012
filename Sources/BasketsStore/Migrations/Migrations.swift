// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The schema, step by step. A step that was released is never edited: a change is a new step, and
/// so is its test.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 study, questions, answers, cells, scores", migrate: createAll)
        migrator.registerMigration("2 counts of question rows", migrate: countQuestionRows)
        migrator.registerMigration("3 who wrote what", migrate: nameWriters)
        // How many requests an answer took, where it came from elsewhere.
        migrator.registerMigration("4 attempts of answers") {
            try $0.execute(sql: "ALTER TABLE answer ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1")
        }
        migrator.registerMigration("5 resamples", migrate: addResamples)
        migrator.registerMigration(
            "6 sentences, divergences, choices; texts scored under other prompts",
            migrate: CollapseTables.create)
        migrator.registerMigration("7 verdicts", migrate: VerdictTable.create)
        migrator.registerMigration(
            "8 prompts that test safeguards", migrate: RobustnessTables.create)
        migrator.registerMigration("9 answers that people rated", migrate: RatedTables.create)
        migrator.registerMigration(
            "10 probabilities of verdicts", migrate: VerdictProbabilities.add)
        return migrator
    }

    static var names: [String] { all.migrations }

    private static func createAll(_ db: Database) throws {
        for statement in study + answers + cells + scores {
            try db.execute(sql: statement)
        }
    }

    private static func countQuestionRows(_ db: Database) throws {
        // Rows of a question file that one way of drawing read, left out or cleaned; never changes.
        try db.execute(
            sql: """
                CREATE TABLE questionCount (
                    draw TEXT NOT NULL,
                    kind TEXT NOT NULL CHECK (kind IN ('read', 'left out', 'cleaned')),
                    reason TEXT NOT NULL, count INTEGER NOT NULL, example TEXT,
                    PRIMARY KEY (draw, kind, reason)) STRICT
                """)
    }

    private static func nameWriters(_ db: Database) throws {
        // Who writes under a key of writers, and how it is asked; never changes. A source, or a cell
        // that answers held-out questions; what a file brings along has no settings.
        try db.execute(
            sql: """
                CREATE TABLE writer (
                    key TEXT PRIMARY KEY, name TEXT NOT NULL, model TEXT NOT NULL,
                    fingerprint TEXT NOT NULL, prompting TEXT, prompts TEXT, system TEXT,
                    template TEXT, temperature REAL, topP REAL, maxTokens INTEGER, sampler TEXT,
                    seed TEXT, terms TEXT) STRICT
                """)
        // The seed of the answer's draws, in decimal.
        try db.execute(sql: "ALTER TABLE answer ADD COLUMN seed TEXT")
    }

    /// A cell's number on the questions that all cells of its target share and on seeded subsets of
    /// them (little-endian float64), or why there is none; never changes.
    private static func addResamples(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE resample (
                    key TEXT PRIMARY KEY, cellKey TEXT NOT NULL REFERENCES cell (key),
                    measure TEXT NOT NULL, version TEXT NOT NULL, questions INTEGER NOT NULL,
                    deleted INTEGER NOT NULL, value REAL, subsets BLOB NOT NULL, note TEXT,
                    CHECK ((value IS NULL) = (note IS NOT NULL))) STRICT
                """)
    }

    private static let study = [
        // A study as resolved, with all defaults; one of them is what the folder is for now.
        """
        CREATE TABLE study (
            key TEXT PRIMARY KEY, name TEXT NOT NULL, resolved TEXT NOT NULL,
            isCurrent INTEGER NOT NULL CHECK (isCurrent IN (0, 1))) STRICT
        """,
        "CREATE UNIQUE INDEX studyCurrent ON study (isCurrent) WHERE isCurrent = 1",
        // What a run found and used: versions of methods, hashes of models, counts, the machine.
        """
        CREATE TABLE fact (
            kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (kind, name)) STRICT
        """,
        // One row of the question set; never changes.
        """
        CREATE TABLE question (
            key TEXT PRIMARY KEY, instruction TEXT NOT NULL, context TEXT,
            category TEXT NOT NULL, humanAnswer TEXT NOT NULL) STRICT
        """,
        // A question that one way of drawing drew, and the part that it fell into.
        """
        CREATE TABLE split (
            draw TEXT NOT NULL, question TEXT NOT NULL REFERENCES question (key),
            part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
            PRIMARY KEY (draw, question)) STRICT
        """,
    ]

    private static let answers = [
        // One answer of one writer to one question, or the failure in its place; never changes.
        """
        CREATE TABLE answer (
            key TEXT PRIMARY KEY, writer TEXT NOT NULL, writerKey TEXT NOT NULL,
            question TEXT NOT NULL REFERENCES question (key), draw INTEGER NOT NULL,
            text TEXT NOT NULL,
            finish TEXT NOT NULL CHECK (finish IN ('stop', 'length', 'human', 'failed')),
            promptTokens INTEGER NOT NULL, tokens INTEGER NOT NULL, failure TEXT,
            seconds REAL NOT NULL, cost REAL NOT NULL,
            UNIQUE (writerKey, question, draw),
            CHECK ((finish = 'failed') = (failure IS NOT NULL))) STRICT
        """,
        "CREATE INDEX answerOfQuestion ON answer (question)",
        // How many tokens a tokenizer makes of an answer; never changes.
        """
        CREATE TABLE tokenCount (
            tokenizer TEXT NOT NULL, answer TEXT NOT NULL REFERENCES answer (key),
            tokens INTEGER NOT NULL, PRIMARY KEY (tokenizer, answer)) STRICT
        """,
        // A question's place in a basket: whose answer it is, and why it was left out if it was.
        """
        CREATE TABLE basket (
            basket TEXT NOT NULL, condition TEXT NOT NULL,
            question TEXT NOT NULL REFERENCES question (key),
            part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
            source TEXT NOT NULL, answer TEXT NOT NULL REFERENCES answer (key), leftOut TEXT,
            PRIMARY KEY (basket, question)) STRICT
        """,
    ]

    private static let cells = [
        // Target x condition x training seed, once it is trained, or the failure in its place.
        """
        CREATE TABLE cell (
            key TEXT PRIMARY KEY, name TEXT NOT NULL, target TEXT NOT NULL,
            condition TEXT NOT NULL, seed TEXT, basket TEXT, folder TEXT, adapter TEXT,
            steps INTEGER NOT NULL, tokens INTEGER NOT NULL, answerTokens INTEGER NOT NULL,
            rows INTEGER NOT NULL, cutRows INTEGER NOT NULL, failure TEXT,
            seconds REAL NOT NULL) STRICT
        """,
        // A point of a cell's learning curve; step 0 is before training.
        """
        CREATE TABLE curve (
            cell TEXT NOT NULL REFERENCES cell (key), step INTEGER NOT NULL,
            part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
            loss REAL NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (cell, part, step)) STRICT
        """,
    ]

    private static let scores = [
        // How likely a cell's model finds an answer, in nats, behind its question.
        """
        CREATE TABLE textScore (
            key TEXT PRIMARY KEY, scorer TEXT NOT NULL REFERENCES cell (key),
            answer TEXT NOT NULL REFERENCES answer (key), logProbability REAL NOT NULL,
            tokens INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (scorer, answer)) STRICT
        """,
        // The sentence vector of an answer: little-endian float32.
        """
        CREATE TABLE embedding (
            key TEXT PRIMARY KEY, encoder TEXT NOT NULL,
            answer TEXT NOT NULL REFERENCES answer (key), vector BLOB NOT NULL,
            UNIQUE (encoder, answer)) STRICT
        """,
        // A number of a cell, or of a pair of cells, with all that a reader needs beside it.
        """
        CREATE TABLE score (
            key TEXT PRIMARY KEY, measure TEXT NOT NULL, version TEXT NOT NULL,
            cell TEXT NOT NULL, reference TEXT, value REAL, unit TEXT NOT NULL, n INTEGER NOT NULL,
            lower REAL, upper REAL, level REAL, interval TEXT, smallestDifference REAL, note TEXT,
            cellKey TEXT NOT NULL REFERENCES cell (key),
            input TEXT NOT NULL, inputKey TEXT NOT NULL,
            CHECK ((interval IS NULL) = (lower IS NULL))) STRICT
        """,
        // What happened when: batches with their duration, and remarks. Not part of a dump.
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, stage TEXT NOT NULL,
            kind TEXT NOT NULL, item TEXT NOT NULL, message TEXT NOT NULL, rows INTEGER NOT NULL,
            seconds REAL NOT NULL) STRICT
        """,
    ]
}

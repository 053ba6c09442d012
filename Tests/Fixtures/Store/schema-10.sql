CREATE TABLE answer (
    key TEXT PRIMARY KEY, writer TEXT NOT NULL, writerKey TEXT NOT NULL,
    question TEXT NOT NULL REFERENCES question (key), draw INTEGER NOT NULL,
    text TEXT NOT NULL,
    finish TEXT NOT NULL CHECK (finish IN ('stop', 'length', 'human', 'failed')),
    promptTokens INTEGER NOT NULL, tokens INTEGER NOT NULL, failure TEXT,
    seconds REAL NOT NULL, cost REAL NOT NULL, seed TEXT, attempts INTEGER NOT NULL DEFAULT 1,
    UNIQUE (writerKey, question, draw),
    CHECK ((finish = 'failed') = (failure IS NOT NULL))) STRICT;
CREATE INDEX answerOfQuestion ON answer (question);
CREATE TABLE basket (
    basket TEXT NOT NULL, condition TEXT NOT NULL,
    question TEXT NOT NULL REFERENCES question (key),
    part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
    source TEXT NOT NULL, answer TEXT NOT NULL REFERENCES answer (key), leftOut TEXT,
    PRIMARY KEY (basket, question)) STRICT;
CREATE TABLE cell (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, target TEXT NOT NULL,
    condition TEXT NOT NULL, seed TEXT, basket TEXT, folder TEXT, adapter TEXT,
    steps INTEGER NOT NULL, tokens INTEGER NOT NULL, answerTokens INTEGER NOT NULL,
    rows INTEGER NOT NULL, cutRows INTEGER NOT NULL, failure TEXT,
    seconds REAL NOT NULL) STRICT;
CREATE TABLE choiceQuestion (
    key TEXT PRIMARY KEY, draw TEXT NOT NULL, id TEXT NOT NULL, question TEXT NOT NULL,
    choices TEXT NOT NULL, answer INTEGER NOT NULL, UNIQUE (draw, id)) STRICT;
CREATE TABLE choiceScore (
    key TEXT PRIMARY KEY, scorer TEXT NOT NULL REFERENCES cell (key),
    scorerKey TEXT NOT NULL,
    question TEXT NOT NULL REFERENCES choiceQuestion (key), answer INTEGER NOT NULL,
    logProbabilities TEXT NOT NULL, bytes TEXT NOT NULL,
    UNIQUE (scorer, question)) STRICT;
CREATE TABLE curve (
    cell TEXT NOT NULL REFERENCES cell (key), step INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
    loss REAL NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (cell, part, step)) STRICT;
CREATE TABLE divergence (
    key TEXT PRIMARY KEY, comparison TEXT NOT NULL,
    model TEXT NOT NULL REFERENCES cell (key),
    reference TEXT NOT NULL REFERENCES cell (key),
    answer TEXT NOT NULL REFERENCES answer (key), places INTEGER NOT NULL,
    fromReference REAL NOT NULL, fromModel REAL NOT NULL, jensenShannon REAL NOT NULL,
    referenceEntropy REAL NOT NULL, modelEntropy REAL NOT NULL,
    referenceTail REAL NOT NULL, modelTail REAL NOT NULL,
    UNIQUE (comparison, answer)) STRICT;
CREATE TABLE embedding (
    key TEXT PRIMARY KEY, encoder TEXT NOT NULL,
    answer TEXT NOT NULL REFERENCES answer (key), vector BLOB NOT NULL,
    UNIQUE (encoder, answer)) STRICT;
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, stage TEXT NOT NULL,
    kind TEXT NOT NULL, item TEXT NOT NULL, message TEXT NOT NULL, rows INTEGER NOT NULL,
    seconds REAL NOT NULL) STRICT;
CREATE TABLE fact (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (kind, name)) STRICT;
CREATE TABLE prompt (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('plain', 'jailbreak', 'wild', 'benign')),
    category TEXT NOT NULL, request TEXT NOT NULL, template TEXT, templateName TEXT,
    text TEXT, hash TEXT NOT NULL,
    CHECK ((kind = 'benign') = (text IS NOT NULL)),
    CHECK ((kind = 'jailbreak') = (template IS NOT NULL))) STRICT;
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
    CHECK (text IS NULL OR hash IS NOT NULL)) STRICT;
CREATE TRIGGER promptAnswerSealed BEFORE INSERT ON promptAnswer
WHEN NEW.text IS NOT NULL
    AND (SELECT kind FROM prompt WHERE key = NEW.prompt) <> 'benign'
BEGIN SELECT RAISE(ABORT, 'an answer that may be dangerous is sealed'); END;
CREATE TABLE promptDraw (
    draw TEXT NOT NULL, prompt TEXT NOT NULL REFERENCES prompt (key),
    PRIMARY KEY (draw, prompt)) STRICT;
CREATE TABLE question (
    key TEXT PRIMARY KEY, instruction TEXT NOT NULL, context TEXT,
    category TEXT NOT NULL, humanAnswer TEXT NOT NULL) STRICT;
CREATE TABLE questionCount (
    draw TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('read', 'left out', 'cleaned')),
    reason TEXT NOT NULL, count INTEGER NOT NULL, example TEXT,
    PRIMARY KEY (draw, kind, reason)) STRICT;
CREATE TABLE ratedAnswer (
    key TEXT PRIMARY KEY, rubric TEXT NOT NULL, category TEXT NOT NULL,
    people TEXT NOT NULL) STRICT;
CREATE TABLE ratedDraw (
    draw TEXT NOT NULL, answer TEXT NOT NULL REFERENCES ratedAnswer (key),
    PRIMARY KEY (draw, answer)) STRICT;
CREATE TABLE refusal (
    key TEXT PRIMARY KEY, answer TEXT NOT NULL REFERENCES promptAnswer (key),
    rule TEXT NOT NULL, value REAL, UNIQUE (answer, rule)) STRICT;
CREATE TABLE resample (
    key TEXT PRIMARY KEY, cellKey TEXT NOT NULL REFERENCES cell (key),
    measure TEXT NOT NULL, version TEXT NOT NULL, questions INTEGER NOT NULL,
    deleted INTEGER NOT NULL, value REAL, subsets BLOB NOT NULL, note TEXT,
    CHECK ((value IS NULL) = (note IS NOT NULL))) STRICT;
CREATE TABLE score (
    key TEXT PRIMARY KEY, measure TEXT NOT NULL, version TEXT NOT NULL,
    cell TEXT NOT NULL, reference TEXT, value REAL, unit TEXT NOT NULL, n INTEGER NOT NULL,
    lower REAL, upper REAL, level REAL, interval TEXT, smallestDifference REAL, note TEXT,
    cellKey TEXT NOT NULL REFERENCES cell (key),
    input TEXT NOT NULL, inputKey TEXT NOT NULL,
    CHECK ((interval IS NULL) = (lower IS NULL))) STRICT;
CREATE TABLE sentenceVector (
    key TEXT PRIMARY KEY, encoder TEXT NOT NULL,
    answer TEXT NOT NULL REFERENCES answer (key), sentence INTEGER NOT NULL,
    vector BLOB NOT NULL, UNIQUE (encoder, answer)) STRICT;
CREATE TABLE split (
    draw TEXT NOT NULL, question TEXT NOT NULL REFERENCES question (key),
    part TEXT NOT NULL CHECK (part IN ('training', 'heldOut')),
    PRIMARY KEY (draw, question)) STRICT;
CREATE TABLE study (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, resolved TEXT NOT NULL,
    isCurrent INTEGER NOT NULL CHECK (isCurrent IN (0, 1))) STRICT;
CREATE UNIQUE INDEX studyCurrent ON study (isCurrent) WHERE isCurrent = 1;
CREATE TABLE "textScore" (
    key TEXT PRIMARY KEY, scorer TEXT NOT NULL REFERENCES cell (key),
    scorerKey TEXT NOT NULL,
    answer TEXT NOT NULL REFERENCES answer (key), logProbability REAL NOT NULL,
    tokens INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (scorerKey, answer)) STRICT;
CREATE TABLE tokenCount (
    tokenizer TEXT NOT NULL, answer TEXT NOT NULL REFERENCES answer (key),
    tokens INTEGER NOT NULL, PRIMARY KEY (tokenizer, answer)) STRICT;
CREATE TABLE verdict (
    key TEXT PRIMARY KEY, judge TEXT NOT NULL, judgeKey TEXT NOT NULL,
    rubric TEXT NOT NULL, question TEXT NOT NULL, first TEXT NOT NULL,
    second TEXT,
    outcome TEXT NOT NULL CHECK (
        outcome IN ('verdict', 'unparsed', 'refused', 'cutOff', 'failed')),
    rating REAL,
    reading TEXT NOT NULL CHECK (reading IN ('probabilities', 'text')),
    mass REAL, asked INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0, cost REAL NOT NULL DEFAULT 0, probabilities TEXT,
    CHECK ((outcome = 'verdict') = (rating IS NOT NULL))) STRICT;
CREATE INDEX verdictOfJudge ON verdict (judgeKey);
CREATE INDEX verdictOfQuestion ON verdict (question);
CREATE TABLE writer (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, model TEXT NOT NULL,
    fingerprint TEXT NOT NULL, prompting TEXT, prompts TEXT, system TEXT,
    template TEXT, temperature REAL, topP REAL, maxTokens INTEGER, sampler TEXT,
    seed TEXT, terms TEXT) STRICT;

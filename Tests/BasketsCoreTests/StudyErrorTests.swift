// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

/// The error of a file that is no study.
private func error(_ text: String) -> StudyError? {
    do {
        _ = try Study(yaml: text, file: "s.yaml")
        return nil
    } catch {
        return error as? StudyError
    }
}

/// One line after the smallest study (line 6), and the one fault that it is.
private let table: [(String, String)] = [
    ("trainig: {rank: 8}", "line 6: trainig: is an unknown key. Did you mean `training`?"),
    (
        "colour: red",
        "line 6: colour: is an unknown key. Known here: ablation, brackets, budget, claims, "
            + "cluster, conditions, decoding, evaluate, filters, forecast, judges, match, "
            + "questions, seed, sources, study, targets, trainer, training, utility."
    ),
    (
        "budget: {money: 0}",
        "line 6: budget.money: is 0, out of range. Write a number above 0 and up to 1000000000."
    ),
    (
        "training: {rnak: 8}",
        "line 6: training.rnak: is an unknown key. Did you mean `rank`?"
    ),
    (
        "training: {rank: eight}",
        "line 6: training.rank: is \"eight\", not a whole number. "
            + "Write a whole number from 1 to 1024."
    ),
    (
        "training: {rank: 0}",
        "line 6: training.rank: is 0, out of range. Write a whole number from 1 to 1024."
    ),
    (
        "training: {rank: 1.5}",
        "line 6: training.rank: is \"1.5\", not a whole number. "
            + "Write a whole number from 1 to 1024."
    ),
    (
        "training: {rank: [1]}",
        "line 6: training.rank: is a list, not a whole number. "
            + "Write a whole number from 1 to 1024."
    ),
    (
        "training: {dropout: 1}",
        "line 6: training.dropout: is 1, out of range. Write a number from 0 and below 1."
    ),
    (
        "training: {learning-rate: nan}",
        "line 6: training.learning-rate: is \"nan\", not a number. "
            + "Write a number above 0 and up to 1."
    ),
    (
        "training: {seeds: [1, 1]}",
        "line 6: training.seeds: has \"1\", which is no seed or there twice. "
            + "Write different whole numbers in brackets: [1, 2, 3]."
    ),
    (
        "training: {seeds: []}",
        "line 6: training.seeds: is empty. Write different whole numbers in brackets: [1, 2, 3]."
    ),
    (
        "training: {loss: answers}",
        "line 6: training.loss: is \"answers\", which it cannot be. Did you mean `answer`?"
    ),
    (
        "training: 3",
        "line 6: training: is \"3\", not a group of keys. Write `{rank: 16, epochs: 2}`."
    ),
    (
        "match: words",
        "line 6: match: is \"words\", which it cannot be. Choose one of: examples, tokens."
    ),
    ("decoding:", "line 6: decoding: has no value. Give it one, or take the line out."),
    (
        "decoding: {top-p: 0}",
        "line 6: decoding.top-p: is 0, out of range. Write a number above 0 and up to 1."
    ),
    (
        "sources: {human: {model: m}}",
        "line 6: sources.human: is the name of people as a source. Choose another name."
    ),
    (
        "sources: {a.b: {model: m}}",
        "line 6: sources.a.b: is no name. Use letters, digits, `-` and `_`, at most 60."
    ),
    (
        "sources: {a: {adress: 'https://example.org/v1', model: m}}",
        "line 6: sources.a.adress: is an unknown key. "
            + "Known here: answers, decoding, model, prompt, seed, system, template, terms, url."
    ),
    (
        "sources: {a: {prompt: few-shot}}",
        "line 6: sources.a.model: is missing. Name an asset, a GGUF file or folder, or "
            + "`huggingface:org/name`; beside `url`, what the address calls it."
    ),
    (
        "sources: {a: {model: m, prompt: few-shot, system: Hi}}",
        "line 6: sources.a.system: has no place in a few-shot prompt. "
            + "Take out `system` or `prompt`."
    ),
    (
        "sources: {a: {model: m, template: 'Say: {answer} {question}'}}",
        "line 6: sources.a.template: has {answer}, which nothing fills in. "
            + "Write a text with {question} in it, in quotes."
    ),
    (
        "sources: {a: {model: m, seed: -1}}",
        "line 6: sources.a.seed: is \"-1\", not a whole number from 0. Write `seed: 7`."
    ),
    (
        "sources: {a: {answers: a.jsonl, system: Hi}}",
        "line 6: sources.a.system: has no place beside answers. "
            + "Take it out: a file's answers are there already."
    ),
    (
        "forecast: {writing: {smal: 3}}",
        "line 6: forecast.writing.smal: is an unknown key. Did you mean `smol`?"
    ),
    (
        "forecast: {answer-tokens: 0}",
        "line 6: forecast.answer-tokens: is 0, out of range. "
            + "Write a number above 0 and up to 1000000000."
    ),
    (
        "filters: [emty]",
        "line 6: filters: has \"emty\", which is no filter. Did you mean `empty`?"
    ),
    (
        "filters: {empty: maybe}",
        "line 6: filters.empty: is \"maybe\", neither on nor off. Write `empty: on`."
    ),
    (
        "filters: all",
        "line 6: filters: is \"all\", not a list. "
            + "Write `filters: [empty, truncated]`: some of empty, truncated, refusal, copy."
    ),
    (
        "evaluate: {judges: [a]}",
        "line 6: evaluate.judges: is an unknown key. Known here: abilities, "
            + "answers-per-question, ask-again, collapse, divergence, mauve, preset, promptings, "
            + "robustness, self-preference, spread."
    ),
    (
        "evaluate: {ask-again: 0}",
        "line 6: evaluate.ask-again: is 0, out of range. Write a whole number from 1 to 100."
    ),
    (
        "evaluate: {self-preference: {sources: [people]}}",
        "line 6: evaluate.self-preference.sources: names \"people\", which is no source of the "
            + "study. Known here: human."
    ),
    (
        "evaluate: {self-preference: {questions: 2, sources: [human]}}",
        "line 6: evaluate.self-preference.questions: is 2, out of range. "
            + "Write a whole number from 3 to 100000."
    ),
    (
        "evaluate: {self-preference: {questions: 5}}",
        "line 6: evaluate.self-preference.sources: is missing. "
            + "Name whose texts stand beside the target's own."
    ),
    (
        "judges: {outside: {prompt: chat}}",
        "line 6: judges.outside.model: is missing. Name an asset, a GGUF file or folder, or "
            + "`huggingface:org/name`; beside `url`, what the address calls it."
    ),
    (
        "judges: {one: {model: m}, other: {model: m, system: Be strict.}, third: {model: m}}",
        "line 6: judges.third: is the same model as one, asked in the same way. "
            + "Name another model, or give it another `system` or `prompt`."
    ),
    (
        "evaluate: {promptings: [plain, coler]}",
        "line 6: evaluate.promptings: has \"coler\", which is none. Did you mean `cooler`?"
    ),
    (
        "evaluate: {promptings: [plain, plain]}",
        "line 6: evaluate.promptings: has \"plain\", which is no word or there twice. "
            + "Write `[plain, no-system, reworded, cooler, warmer]` or some of these."
    ),
    (
        "evaluate: {divergence: [single-smol]}",
        "line 6: evaluate.divergence: names \"single-smol\", which is no condition of the study. "
            + "Known here: parent."
    ),
    (
        "evaluate: {divergence: []}",
        "line 6: evaluate.divergence: is empty. "
            + "Write `[parent]`, or names of conditions such as human."
    ),
    (
        "evaluate: {spread: {answers: 3}}",
        "line 6: evaluate.spread.answers: is 3, out of range. Write a whole number from 4 to 100."
    ),
    (
        "evaluate: {spread: {paraphrases: 7}}",
        "line 6: evaluate.spread.paraphrases: is 7, out of range. "
            + "Write a whole number from 0 to 6."
    ),
    (
        "evaluate: {abilities: {rows: 3}}",
        "line 6: evaluate.abilities.from: is missing. "
            + "Name a .jsonl file of questions with choices."
    ),
    (
        "evaluate: {preset: pubished}",
        "line 6: evaluate.preset: is \"pubished\", which it cannot be. "
            + "Did you mean `published`?"
    ),
    ("seed: 2", "line 6: seed: is given twice, first on line 2. Keep one."),
    (
        "budget: &b {hours: 1}",
        "line 6: has an anchor (&name). "
            + "Write the value out: study files have no anchors and aliases."
    ),
    (
        "budget: {hours: 1",
        "line 7: is not readable as YAML (while parsing a flow mapping, did not find expected ',' "
            + "or '}'). Check indents, colons and quotes there."
    ),
]

@Test(arguments: table)
func namesLineKeyAndRemedy(line: String, fault: String) {
    #expect(error(smallestStudy + "\n" + line)?.faults.map(\.description) == [fault])
}

/// A key of `questions`, and the fault that it is.
@Test(arguments: [
    (
        "preset: doly",
        "line 3: questions.preset: is \"doly\", which it cannot be. Did you mean `dolly`?"
    ),
    (
        "preset: csv",
        "line 3: questions.preset: is \"csv\", which it cannot be. "
            + "Choose one of: dolly, alpaca, messages, sharegpt, prompt-completion."
    ),
    (
        "chats: all",
        "line 3: questions.chats: is \"all\", which it cannot be. Choose one of: first, single."
    ),
    (
        "template: '{instruction} {code}'",
        "line 3: questions.template: has {code}, which nothing fills in. "
            + "Write a text with {context} and {instruction} in it, in quotes."
    ),
    (
        "template: 'Answer: {instruction}'",
        "line 3: questions.template: has no {context}. "
            + "Write a text with {context} and {instruction} in it, in quotes."
    ),
    (
        "clean: {similarity: 0.1}",
        "line 3: questions.clean.similarity: is 0.1, out of range. Write a number from 0.3 to 1."
    ),
    (
        "clean: {longest: 0}",
        "line 3: questions.clean.longest: is 0, out of range. "
            + "Write a whole number from 2 to 10000000."
    ),
    (
        "clean: {duplicates: off}",
        "line 3: questions.clean.duplicates: is \"off\", which it cannot be. "
            + "Choose one of: exact, near."
    ),
    (
        "fields: {messages: turns, response: a}",
        "line 3: questions.fields: names messages beside response. "
            + "A chat holds both question and answer: take out one."
    ),
])
func saysWhatIsWrongWithTheQuestions(key: String, fault: String) {
    let text = smallestStudy.replacing("from: foldoc", with: "from: q.jsonl, \(key)")
    #expect(error(text)?.faults.first?.description.hasPrefix(fault) == true)
}

/// A list of conditions (line 5), and the faults in it.
private let conditions: [(String, [String])] = [
    (
        "[vanila]",
        ["line 5: conditions: has \"vanila\", which is no condition. Did you mean `vanilla`?"]
    ),
    (
        "[multi]",
        [
            "line 5: conditions: has `multi` without sources. "
                + "Write `- multi: [smol, gemma]`, with sources in place of these."
        ]
    ),
    (
        "[{single: smal}]",
        [
            "line 5: conditions.single: names the source \"smal\", which is not defined. "
                + "Did you mean `smol`?"
        ]
    ),
    (
        "[{single: somebody}]",
        [
            "line 5: conditions.single: names the source \"somebody\", which is not defined. "
                + "Define it under `sources`."
        ]
    ),
    ("[{single: human}]", ["line 5: conditions.single: is human. Write `- human`."]),
    (
        "[{multi: [smol, smol]}]",
        [
            "line 5: conditions.multi: needs two or more different sources. "
                + "Write `- multi: [smol, gemma]`, with sources in place of these."
        ]
    ),
    (
        "[{mix: {smol: 0, human: 1}}]",
        [
            "line 5: conditions.mix.smol: is 0, out of range. "
                + "Write a number above 0 and up to 1000000."
        ]
    ),
    ("[human, human]", ["line 5: conditions: has `human` twice. Keep one."]),
    (
        "[]",
        [
            "line 5: conditions: is empty. "
                + "Write `conditions: [vanilla, human, {single: smol}]` or the like."
        ]
    ),
    (
        "[adapter]",
        [
            "line 5: conditions: has `adapter` without a path. "
                + "Write `- adapter: {name: mine, path: FOLDER}`."
        ]
    ),
    (
        "[{outputs: {name: mine}}]",
        [
            "line 5: conditions.outputs.file: is missing. "
                + "Write `- outputs: {name: mine, file: FILE}`."
        ]
    ),
    (
        "[{adapter: {name: a/b, path: x}}]",
        [
            "line 5: conditions.adapter.name: is no name. "
                + "Use letters, digits, `-` and `_`, at most 60."
        ]
    ),
    (
        "[{singel: smol}]",
        ["line 5: conditions.singel: is an unknown key. Did you mean `single`?"]
    ),
]

@Test(arguments: conditions)
func saysWhatIsWrongWithACondition(list: String, faults: [String]) {
    let text = """
        study: small
        seed: 1
        questions: {from: foldoc}
        targets: {smol: {model: m}}
        conditions: \(list)
        sources: {smol: {model: m}}
        """
    #expect(error(text)?.faults.map(\.description) == faults)
}

/// Brackets or an ablation of the sources a, b and c (line 7), and the faults in them.
@Test(arguments: [
    (
        "brackets: {a: [a, b]}",
        "line 7: brackets.a: cannot name a bracket. "
            + "Use letters, digits, `-` and `_`, and no name of a source."
    ),
    (
        "brackets: {S: [a]}",
        "line 7: brackets.S: needs two or more different sources. "
            + "Write `brackets: {S: [smol, gemma]}`, with sources in place of these."
    ),
    (
        "brackets: {S: [a, bb]}",
        "line 7: brackets.S: names the source \"bb\", which is not defined. Did you mean `b`?"
    ),
    (
        "ablation: {k: [1]}",
        "line 7: ablation.sources: is missing. "
            + "Write `ablation: {sources: [smol, gemma], design: all}` or the like."
    ),
    (
        "ablation: {sources: [a, b], k: [1, 3]}",
        "line 7: ablation.k: has something else than different numbers of sources. "
            + "Write different numbers from 1 to 2 in brackets: [1, 2]."
    ),
    (
        "ablation: {sources: [a, b], design: some}",
        "line 7: ablation.design: is \"some\", which it cannot be. "
            + "Choose one of: all, balanced."
    ),
    (
        "ablation: {sources: [a, b], match: tokens}\nmatch: examples",
        "line 8: match: is examples, and the ablation's is tokens. "
            + "Write it once: all baskets of a study are made equal in one way."
    ),
])
func saysWhatIsWrongWithGroupsOfSources(lines: String, fault: String) {
    let text = """
        study: small
        seed: 1
        questions: {from: foldoc}
        targets: {smol: {model: m}}
        conditions: [vanilla]
        sources: {a: {model: m}, b: {model: m}, c: {model: m}}
        \(lines)
        """
    #expect(error(text)?.faults.map(\.description) == [fault])
}

@Test func listsAllFaultsAtOnceInTheOrderOfTheFile() {
    let text = """
        study: a/b
        seed: many
        seed: 2
        questions:
          form: foldoc
          words: 80...30
          held-out: 1.5
        targets: {}
        match: exampels
        conditions:
          - human
          - single: gema
        sources:
          gemma: {model: gemma-3-270m, prompt: fewshot}
        """
    #expect(
        error(text)?.description == """
            s.yaml has 11 faults:
              line 1: study: is "a/b", which cannot name a folder. Use letters, digits, `-` and `_`, at most 60.
              line 2: seed: is "many", not a whole number from 0. Write `seed: 42`: every random draw follows from it.
              line 3: seed: is given twice, first on line 2. Keep one.
              line 4: questions.from: is missing. Name an asset, a .jsonl, .json, .csv, .tsv or .parquet file, or `huggingface:org/name@revision/file`.
              line 5: questions.form: is an unknown key. Did you mean `from`?
              line 6: questions.words: is 80...30, out of range. Write the smaller number first, from 1 to 1000000.
              line 7: questions.held-out: is 1.5, out of range. Write a number above 0 and below 1.
              line 8: targets: is empty. Write `targets: {smol: {model: smollm2-135m-instruct}}` or the like.
              line 9: match: is "exampels", which it cannot be. Did you mean `examples`?
              line 12: conditions.single: names the source "gema", which is not defined. Did you mean `gemma`?
              line 14: sources.gemma.prompt: is "fewshot", which it cannot be. Did you mean `few-shot`?
            """)
}

@Test func saysWhatAnEmptyFileNeeds() {
    for text in ["", "# nothing", "- a", "word"] {
        #expect(error(text)?.faults.first?.remedy.hasPrefix("Begin with `study: NAME`") == true)
    }
}

@Test func missingKeysAreFaultsOfTheWholeFile() {
    let keys = error("match: tokens")?.faults.map(\.key)
    #expect(keys == ["study", "seed", "questions", "targets", "conditions"])
}

@Test func refusesHostileFilesQuickly() {
    let deep = String(repeating: "[", count: 100_000)
    let deepBlock = String(repeating: "- ", count: 20_000)
    var bomb = "a: &l0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
        let aliases = [String](repeating: "*l\(level - 1)", count: 9).joined(separator: ", ")
        bomb += "k\(level): &l\(level) [\(aliases)]\n"
    }
    let bombAsKey = bomb + "? *l12\n: 1\n"
    let large = "study: " + String(repeating: "x", count: 300_000)
    for text in [deep, deepBlock, bomb, bombAsKey, large, "\u{0}", "a: *nobody", "? [a]\n: b"] {
        #expect(error(text) != nil)
    }
}

@Test func findsDuplicatesAtEveryDepthAndInEveryStyle() {
    let text = """
        study: small
        seed: 1
        questions: {from: foldoc, rows: 12, "rows": 13}
        targets: {smol: {model: m}}
        conditions: [vanilla]
        sources:
          a:
            model: m
            model: n
          a: {model: m}
          a: {model: o}
        """
    #expect(
        error(text)?.faults.map { "\($0.line ?? 0) \($0.key)" } == [
            "3 questions.rows", "9 sources.a.model", "10 sources.a", "11 sources.a",
        ])
}

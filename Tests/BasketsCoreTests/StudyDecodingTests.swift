// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

/// The smallest file that is a study.
let smallestStudy = """
    study: small
    seed: 1
    questions: {from: foldoc}
    targets: {smol: {model: smollm2-135m-instruct}}
    conditions: [vanilla]
    """

func shippedStudy(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Studies/\(name)"), encoding: .utf8)
}

@Test func readsEveryKeyOfTheQuickstart() throws {
    let study = try Study(yaml: try shippedStudy("quickstart.yaml"), file: "quickstart.yaml")
    #expect(study.name == "quickstart")
    #expect(study.seed == 42)
    #expect(study.questions.from == "foldoc")
    #expect(study.questions.rows == 90)
    #expect(study.questions.words == 30...80)
    #expect(study.questions.heldOut == 0.11)
    #expect(study.targets == [Target(name: "smol", model: "smollm2-135m-instruct")])
    #expect(study.sources.map(\.name) == ["smol", "teacher", "gemma", "terse"])
    #expect(study.source(named: "teacher")?.system == "You explain to beginners.")
    #expect(study.source(named: "terse")?.prompting == .fewShotOneSentence)
    #expect(study.decoding == DecodingSettings(temperature: 0.7, topP: 0.9, maxTokens: 130))
    #expect(
        study.conditions == [
            .vanilla, .human, .single("smol"), .single("gemma"),
            .multi(["smol", "teacher", "gemma", "terse"]),
        ])
    #expect(study.match == .examples)
    #expect(study.training.learningRate == 2e-4)
    #expect(study.training.seeds == [1])
    #expect(study.budget == Budget(hours: 1))
}

@Test func namesCellsByWhatTheyAreAlone() throws {
    let study = try Study(yaml: try shippedStudy("quickstart.yaml"), file: "quickstart.yaml")
    #expect(
        study.cells.map(\.name) == [
            "smol.vanilla", "smol.human.s1", "smol.single-smol.s1", "smol.single-gemma.s1",
            "smol.multi-smol+teacher+gemma+terse.s1",
        ])
    let mix = Condition.mix([.init(source: "human", weight: 1), .init(source: "smol", weight: 2.5)])
    #expect(Cell(target: "a", condition: mix, seed: 3).name == "a.mix-human=1+smol=2.5.s3")
}

@Test func sharesOfAConditionSumToOne() {
    let mix = Condition.mix([.init(source: "human", weight: 1), .init(source: "smol", weight: 3)])
    #expect(mix.shares.map(\.weight) == [0.25, 0.75])
    #expect(
        Condition.multi(["a", "b", "c", "d"]).shares.map(\.weight) == [0.25, 0.25, 0.25, 0.25])
    #expect(Condition.vanilla.shares.isEmpty)
}

@Test func aSourceTakesTheStudysDecodingWhereItHasNone() throws {
    let text = """
        \(smallestStudy)
        decoding: {temperature: 0.5, max-tokens: 40}
        sources:
          a: {model: m}
          b: {model: m, decoding: {top-p: 1}}
        """
    let study = try Study(yaml: text, file: "s.yaml")
    let standard = DecodingSettings()
    #expect(
        study.source(named: "a")?.decoding
            == DecodingSettings(temperature: 0.5, topP: standard.topP, maxTokens: 40))
    #expect(
        study.source(named: "b")?.decoding
            == DecodingSettings(temperature: 0.5, topP: 1, maxTokens: 40))
}

@Test func numbersMayBeWrittenAsPeopleWriteThem() throws {
    let text = """
        \(smallestStudy)
        training: {learning-rate: 5e-5, early-stopping: off, seeds: [1, 2]}
        budget: {money: 5.00, tokens: 2_000_000, hours: 1}
        """
    let study = try Study(yaml: text, file: "s.yaml")
    #expect(study.training.learningRate == 0.00005)
    #expect(study.training.patience == nil)
    #expect(study.budget == Budget(money: 5, tokens: 2_000_000, hours: 1))
}

@Test(arguments: ["quickstart.yaml", "smoke.yaml", "overnight.yaml", "published.yaml"])
func theResolvedStudyReadsBackAsTheSameStudy(name: String) throws {
    let study = try Study(yaml: try shippedStudy(name), file: name)
    let again = try Study(yaml: study.resolved, file: "resolved")
    #expect(again == study)
    #expect(again.resolved == study.resolved)
}

@Test func oddTextsSurviveTheResolvedForm() throws {
    var study = try Study(yaml: smallestStudy, file: "s.yaml")
    study.sources = [
        Source(
            name: "odd", model: "a: b # c", system: "Say \"hi\" \\ to\n\tall {x}, * & ü 😀\u{85}",
            terms: "~")
    ]
    study.conditions = [
        .vanilla, .single("odd"),
        .mix([.init(source: "human", weight: 0.1), .init(source: "odd", weight: 3)]),
    ]
    study.questions = QuestionPlan(
        from: "null", rows: 12, words: 3...9, heldOut: 0.25,
        preset: .promptCompletion, fields: FieldMap(instruction: "q", context: "c\""),
        chats: .single, template: "{instruction}\n{context}",
        cleaning: Cleaning(duplicates: .near, similarity: 0.9, longest: 70))
    study.sources[0].template = "Explain: {question}"
    study.sources[0].seed = 9
    study.sources.append(Source(name: "file", model: "answers:a \"b\".jsonl", terms: "mine"))
    study.brackets = [Bracket(name: "S", sources: ["odd", "file"])]
    study.conditions.append(.adapter(name: "mine", path: "a b/"))
    study.targets[0].conditions = [.vanilla, .human, .outputs(name: "o", path: "o.jsonl")]
    study.filters = [.copy, .empty]
    study.assumptions = Assumptions(
        questionTokens: 2.5, writing: ["odd": 3], training: ["smol": 0.5],
        parameters: ["odd": 1.5e9], gpus: ["smol": 2],
        gpu: Assumptions.GPU(flops: 1e12, share: 0.25, rows: 8, price: 1.5))
    study.training.patience = 3
    study.targets[0].serving = Serving(
        address: RemoteAddress(url: "https://a.example/v1", also: ["https://b.example/v1"]),
        model: "x {cell}")
    study.match = .tokens
    study.budget = Budget(money: 0.5, tokens: 7, hours: 0.1)
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

private let groups = """
    study: small
    seed: 1
    questions: {from: foldoc}
    targets: {smol: {model: m}}
    sources: {a: {model: m}, b: {model: m}, c: {model: m}, d: {model: m}}
    brackets: {S: [a, b], L: [c, d]}

    """

@Test func bracketsStandForTheirSources() throws {
    let study = try Study(
        yaml: groups + "conditions: [{multi: S}, {single: L}, human]", file: "s.yaml")
    #expect(study.conditions == [.multi(["a", "b"]), .single("c"), .single("d"), .human])
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

@Test func anAblationAddsItsConditionsOnce() throws {
    let study = try Study(
        yaml: groups + """
            conditions: [vanilla, {single: b}]
            ablation: {sources: [a, b, human], k: [1, 3], match: tokens}
            """, file: "s.yaml")
    #expect(
        study.conditions == [
            .vanilla, .single("b"), .single("a"), .human, .multi(["a", "b", "human"]),
        ])
    #expect(study.match == .tokens)
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
    let bare = try Study(yaml: groups + "ablation: {sources: L}", file: "s.yaml")
    #expect(bare.conditions == [.single("c"), .single("d"), .multi(["c", "d"])])
}

@Test func aTargetMayHaveConditionsOfItsOwn() throws {
    let text = groups.replacing(
        "targets: {smol: {model: m}}",
        with: "targets: {smol: {model: m}, other: {model: n, conditions: [vanilla, {multi: L}]}}")
    let study = try Study(yaml: text + "conditions: [human]", file: "s.yaml")
    #expect(
        study.cells.map(\.name) == ["smol.human.s1", "other.vanilla", "other.multi-c+d.s1"])
    #expect(study.allConditions.map(\.name) == ["human", "vanilla", "multi-c+d"])
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

@Test func filtersAreAListOrAGroupOfKeys() throws {
    for filters in ["[empty, copy]", "{empty, copy}", "{empty: on, copy: true, refusal: off}"] {
        let study = try Study(
            yaml: smallestStudy + "\nfilters: \(filters)", file: "s.yaml")
        #expect(study.filters == [.empty, .copy])
    }
    #expect(try Study(yaml: smallestStudy, file: "s.yaml").filters.isEmpty)
}

@Test func vanillaHasOneCellPerTargetWhateverTheSeeds() throws {
    var study = try Study(yaml: smallestStudy, file: "s.yaml")
    study.training.seeds = [1, 2, 3]
    study.conditions = [.vanilla, .human]
    #expect(
        study.cells.map(\.name) == [
            "smol.vanilla", "smol.human.s1", "smol.human.s2", "smol.human.s3",
        ])
}

@Test(arguments: [
    ("accelerate", OtherTrainer.accelerate(.init())),
    (
        "{accelerate: {processes: 4, shard: true, python: /p y}}",
        .accelerate(.init(python: "/p y", processes: 4, isSharded: true))
    ),
    ("{command: [srun, \"a b\", \"\"]}", .command(["srun", "a b", ""])), ("own", nil),
])
func readsWhoTrains(text: String, trainer: OtherTrainer?) throws {
    let study = try Study(yaml: "\(smallestStudy)\ntrainer: \(text)", file: "s.yaml")
    #expect(study.training.trainer == trainer)
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

@Test(arguments: [
    "mine", "{command: []}", "{command: [\"\"]}", "{accelerate: {processes: 0}}", "[a]",
])
func aTrainerThatIsNoneIsAFault(text: String) {
    #expect(throws: StudyError.self) {
        try Study(yaml: "\(smallestStudy)\ntrainer: \(text)", file: "s.yaml")
    }
}

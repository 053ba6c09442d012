// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private let yaml =
    SmallStudy.yaml + """

        evaluate: {self-preference: {questions: 5, sources: [human, smol]}}
        judges: {outside: {model: third}}
        """

private func verdicts(_ small: SmallStudy) throws -> [StoredRow] {
    let store = try small.store()
    return try store.keys(of: .verdict).flatMap { try store.rows(for: $0).prefix(1) }
}

/// smol writes for one basket alone, a third of it: its held-out answers are written for the judges.
@Test func theTextsToBeJudgedAreWritten() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let drawn = try #require(keys.study.evaluation.selfPreference)
        .drawn(from: store.questions(draw: keys.draw, part: .heldOut), seed: 11)
    #expect(drawn.count == 5)
    let smol = try #require(keys.study.source(named: "smol"))
    let written = try store.answers(keys: drawn.map { keys.answer(keys.writer(smol), $0.id) })
    #expect(written.count == 5)
}

@Test func eachPairIsComparedInBothOrders() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    var seen: [String: Set<[String]>] = [:]
    var same: [String: Int] = [:]
    for row in try verdicts(small) {
        let columns = Dictionary(uniqueKeysWithValues: row.columns.map { ($0.name, $0.value) })
        guard let second = columns["second"], second != "null" else { continue }
        if columns["first"] == second {
            same[columns["judge"] ?? "", default: 0] += 1
            continue
        }
        seen[columns["judge"] ?? "", default: []].insert([columns["first"] ?? "", second])
    }
    // Four cells and the judge outside.
    #expect(seen.count == 5)
    for pairs in seen.values {
        #expect(pairs.allSatisfy { pairs.contains($0.reversed()) && $0[0] != $0[1] })
    }
    // The judge outside is shown each of the five texts of people's beside itself, once.
    #expect(same == ["\"outside\"": 5])
}

/// The target's own model as a judge changes nothing of what is net of quality: it is no stranger.
@Test func kinAreNoMeasureOfQuality() async throws {
    func net(_ judges: String) async throws -> [String: Double?] {
        let small = try SmallStudy(yaml.replacing("judges: {", with: "judges: {\(judges)"))
        defer { small.remove() }
        try await small.run(through: .evaluate)
        let store = try small.store()
        let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        return Dictionary(
            uniqueKeysWithValues: scores.filter {
                $0.measure == "self-preference-net" && $0.reference == nil
            }.map { ($0.cell, $0.value) })
    }
    let alone = try await net("")
    #expect(alone.values.contains { $0 != nil })
    #expect(try await net("kin: {model: small}, ") == alone)
    // The target's own model alone is no outside judge at all.
    let kin = try SmallStudy(yaml.replacing("model: third", with: "model: small"))
    defer { kin.remove() }
    try await kin.run(through: .evaluate)
    let scores = try kin.store().scores(keys: kin.store().keys(of: .score)).values.map(\.score)
    #expect(!scores.contains { $0.measure == "self-preference-net" && $0.value != nil })
}

/// A question that its writer failed at is judged without that text, and the others as ever.
@Test func aFailedTextIsNotJudged() async throws {
    var faults = ScriptedModels.Faults()
    faults.model = "small"
    faults.failing = Set(SmallStudy.questions.map(\.id))
    let small = try SmallStudy(yaml, faults: faults)
    defer { small.remove() }
    try await small.run(through: .evaluate)
    let store = try small.store()
    let rubrics = try verdicts(small).filter { row in
        row.columns.contains { $0.name == "judge" && $0.value.contains("outside") }
    }
    // The untuned target and smol are one model, which fails: what is left is the planted pair, people's
    // text beside itself, and both texts of the planted pair alone.
    let expected: Int = 5 * 2 + 5 + 5 * 2
    #expect(rubrics.count == expected)
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let found = scores.filter { $0.measure == "self-preference" && $0.reference == nil }
    #expect(!found.isEmpty && found.allSatisfy { $0.value == nil && $0.note != nil })
}

@Test func aClaimThatRestsOnACoinIsNotShown() async throws {
    let small = try SmallStudy(yaml.replacing("seeds: [1]", with: "seeds: [1, 2]"))
    defer { small.remove() }
    try await small.run()
    let report = try RunRows.maker(small.folder).report()
    let claims = report.claims.filter {
        $0.claim.measure == "self-preference" && $0.estimate != nil
    }
    #expect(!claims.isEmpty)
    // Scripted judges answer by chance: none tells a text from its words in disorder.
    for claim in claims {
        #expect(claim.verdict == .notShown)
        #expect(claim.judge?.contains("no better than a coin") == true)
        #expect(claim.settles == "judges that can tell")
    }
    let store = try small.store()
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
        .filter { $0.reference == nil && $0.value != nil }
    for score in scores where ["self-preference", "position-bias"].contains(score.measure) {
        let saysSo = score.note?.contains(Score.noBetterThanACoin) == true
        #expect(saysSo == (score.measure == "self-preference"), "\(score.cell)")
    }
    let others = report.claims.filter { $0.claim.measure == "human-perplexity" }
    #expect(others.allSatisfy { $0.judge == nil })
}

/// What is net of quality rests on the judges that are no kin of the target, and needs two of them;
/// what a cell prefers rests on none.
@Test(arguments: [("kin: {model: small}", "a second judge"), ("second: {model: fourth}", nil)])
func whatIsNetOfOneJudgeAloneShowsNothing(other: String, settles: String?) async throws {
    let small = try SmallStudy(
        yaml.replacing("judges: {", with: "judges: {\(other), ")
            .replacing("questions: 5", with: "questions: 10"),
        // A text of people's begins with its first word, h0; most in disorder do not.
        faults: preferring { _, first, second in
            first.hasPrefix("h0 ") || !second.hasPrefix("h0 ") ? 0 : 1
        })
    defer { small.remove() }
    try await small.run(through: .evaluate)
    let comparisons = try RunRows.maker(small.folder).comparisons()
    func standing(_ measure: String) throws -> JudgeStanding {
        try #require(
            JudgeStanding.of(measure, [.human, .vanilla], of: "smol", in: comparisons))
    }
    #expect(try standing("self-preference").canJudge)
    let net = try standing("self-preference-net")
    #expect(net.canJudge == (settles == nil))
    #expect(net.words.hasSuffix("; rests on outside alone") == (settles != nil))
    #expect(settles == nil || net.settles == settles)
}

/// A cell that knows its own text: where it is asked which one it wrote, it finds the one with its mark.
@Test func aCellIsAskedWhichTextItWrote() async throws {
    let asked = yaml.replacing(
        "sources: [human, smol]", with: "sources: [human, smol], recognition: true")
    var faults = ScriptedModels.Faults()
    faults.verdict = { _, prompt, answers in
        guard prompt.contains("Which text did you write"), answers.count == 2 else { return nil }
        let first = prompt.components(separatedBy: "Text A:\n").last ?? ""
        // People's texts begin with h0.
        return first.hasPrefix("h0") ? 1 : 0
    }
    let small = try SmallStudy(asked, faults: faults)
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let recognitions = try store.keys(of: .verdict).compactMap { try store.rows(for: $0).first }
        .filter { row in row.columns.contains { $0.value.contains("recognition 1") } }
    // Four cells, five questions, own text against people's and smol's, both orders. No judge outside.
    #expect(recognitions.count == 4 * 5 * 2 * 2)
    let scores = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let own = scores.filter { $0.measure == "own-recognition" && $0.reference == nil }
    // Against people's it is always right; against smol's the first place wins, which is a coin.
    #expect(own.count == 4)
    for score in own {
        let value = try #require(score.value)
        #expect(value > 0.74 && value < 0.76, "\(score.cell)")
    }
    // A study that does not ask has no such measure.
    #expect(
        !StudyMeasures.of(try Study(yaml: yaml, file: "a.yaml").evaluation).contains {
            $0.name == "own-recognition"
        })
}

@Test func theReportHasWhoseTextsEachJudgePrefers() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let rows = try #require(try RunRows.maker(small.folder).report().preferences)
    #expect(
        rows.map(\.cell) == [
            "smol.vanilla", "smol.human.s1", "smol.single-gemma.s1",
            "smol.multi-smol+teacher+gemma.s1",
            nil,
        ])
    #expect(rows[0].shares.map(\.writer) == ["untuned target", "people", "smol"])
    #expect(rows[1].shares.map(\.writer).contains("the judge itself"))
    for share in rows.flatMap(\.shares) {
        #expect((0...1).contains(share.value) && share.n == 5)
        #expect(share.interval.lower >= 0 && share.interval.upper <= 1)
    }
    // The id of each judge leads to its verdicts.
    for row in rows {
        let found = try small.store().rows(for: #require(row.rowsID))
        #expect(found.first?.table == "judge" && found.count > 10)
        #expect(found.dropFirst().allSatisfy { $0.table == "verdict" })
    }
}

/// Judges that go by a rule: the text that begins as people's do is better, and anything is better
/// than words in disorder.
private func preferring(
    _ isBetter: @escaping @Sendable (_ model: String, _ first: String, _ second: String) -> Int?
) -> ScriptedModels.Faults {
    var faults = ScriptedModels.Faults()
    faults.verdict = { model, prompt, answers in
        guard answers.count == 2 else { return nil }
        func text(_ mark: String) -> String {
            let rest = prompt.components(separatedBy: "Text \(mark):\n").last ?? ""
            return rest.components(separatedBy: "\n\n").first ?? ""
        }
        return isBetter(model, text("A"), text("B"))
    }
    return faults
}

/// The cells' own scores of a measure, by cell.
private func scores(_ small: SmallStudy, _ measure: String) throws -> [String: Score] {
    let store = try small.store()
    let rows = try store.scores(keys: store.keys(of: .score)).values.map(\.score)
    let own = rows.filter { $0.measure == measure && $0.reference == nil }
    return Dictionary(uniqueKeysWithValues: own.map { ($0.cell, $0) })
}

private func panel(_ small: SmallStudy) throws -> JudgePanel {
    try #require(try RunRows.maker(small.folder).report().panel)
}

/// A judge outside is measured where a study compares texts and asks no prompt; one that always says
/// A shows as position bias 1, no order kept, easy cases as a coin has them.
@Test func aJudgeOutsideIsMeasuredByPairs() async throws {
    let small = try SmallStudy(yaml, faults: preferring { _, _, _ in 0 })
    defer { small.remove() }
    try await small.run()
    let found = try panel(small)
    #expect(found.judges.map(\.rubric) == ["pairwise", "quality"])
    func number(_ name: String) -> Double? {
        found.judges[0].numbers.first { $0.name == name }?.value
    }
    #expect(number("first place") == 1 && number("first place, same text") == 1)
    #expect(number("same in both orders") == 0 && number("easy cases") == 0.5)
    #expect(
        found.judges[0].shortfall
            == "outside for pairwise: finds a text better than its words in disorder in 50 %, no "
            + "better than a coin")
    #expect(found.judges[0].rowsID != nil)
    // What is net of it is marked.
    let net = try scores(small, "self-preference-net").values
    #expect(!net.isEmpty && net.allSatisfy { $0.note?.contains(Score.belowTheBar) == true })
    // One judge outside alone agrees with nobody.
    #expect(found.agreements.isEmpty)
}

/// Two judges outside, of which one turns every verdict round: less agreement than chance has. Where
/// both say the same of all pairs it is full.
@Test(arguments: [true, false]) func theAgreementOnPairsIsStated(isTurned: Bool) async throws {
    let two = yaml.replacing("judges: {", with: "judges: {second: {model: fourth}, ")
    let small = try SmallStudy(
        two,
        faults: preferring { model, first, second in
            // By the alphabet; the same text is A.
            let isFirst = first <= second
            return isFirst == (isTurned && model == "fourth") ? 1 : 0
        })
    defer { small.remove() }
    try await small.run()
    let found = try panel(small)
    let pairwise = try #require(found.agreements.first { $0.rubric == "pairwise" })
    let alpha = try #require(pairwise.value)
    #expect(isTurned ? alpha < 0 : alpha == 1)
    #expect(pairwise.kappas.map { [$0.first, $0.second] } == [["second", "outside"]])
    // Five questions; the untuned target's text beside people's and beside smol's, which is the same
    // model, but asked with another seed.
    #expect(pairwise.n == 10)
    // Nobody rates a text alone: no agreement can be told.
    let quality = try #require(found.agreements.first { $0.rubric == "quality" })
    #expect(quality.value == nil && quality.why != nil)
    let page = try String(
        contentsOf: small.folder.appending(path: "report/report.md"), encoding: .utf8)
    #expect(page.contains("The judges agree with each other on pairwise: Krippendorff's alpha"))
}

/// A judge that is kin of a target or of a source whose texts it compares is named so, in a study
/// without prompts too.
@Test func kinOfTargetsAndSourcesAreNamed() async throws {
    let small = try SmallStudy(
        yaml.replacing("model: third", with: "model: other")
            .replacing("[human, smol]", with: "[human, gemma]"))
    defer { small.remove() }
    try await small.run()
    #expect(try panel(small).judges.allSatisfy { $0.kinship == ["the model of the source gemma"] })
}

/// How often each judge flips is counted, for cells and judges outside; a judge that goes by length
/// alone has nothing left at equal length, and where all texts of interest are longer that is said.
@Test func theReportCountsFlipsAndSaysWhatLengthsHide() async throws {
    let small = try SmallStudy(
        yaml,
        faults: preferring { model, first, second in
            model == "third" ? (first.count >= second.count ? 0 : 1) : 0
        })
    defer { small.remove() }
    try await small.run()
    let report = try RunRows.maker(small.folder).report()
    let rows = try #require(report.comparingJudges)
    #expect(rows.map(\.isCell) == [true, true, true, true, false])
    let vanilla = try #require(rows.first)
    // Five questions, the untuned target's text beside two others; A always.
    #expect(vanilla.orders.flippedToFirst == 10 && vanilla.orders.same == 0)
    #expect(vanilla.orders.incomplete == 0 && vanilla.agreements.count == 2)
    // The judge outside names the longer text whatever stands first; texts as long as each other are A.
    let outside = try #require(rows.last)
    #expect(outside.name == "outside" && outside.orders.same + outside.orders.flippedToFirst == 10)
    #expect(outside.orders.same > 0 && outside.agreements.isEmpty)
    let page = try String(
        contentsOf: small.folder.appending(path: "report/report.md"), encoding: .utf8)
    #expect(page.contains("Pairs by what both orders came to"))
    #expect(page.contains("its verdict flips with the order and says nothing of the texts"))
    #expect(page.contains("outside (judge outside)"))
    // How far judges agree is told by two.
    #expect(page.contains("One judge stands outside: whether another would say the same"))
    #expect(page.contains("vanilla, with the judges outside on pairwise: Krippendorff's alpha"))
    // Cells are called what they are called everywhere, and never by their ids.
    #expect(page.contains("Cohen's kappa of vanilla and outside"))
    for cell in report.cells { #expect(!page.contains("kappa of \(cell.name) ")) }
    for note in rows.compactMap(\.note) { #expect(page.contains(note)) }
}

/// A verdict that is missing moves nothing, and what it could change at most is stated.
@Test func whatAMissingVerdictCouldChangeIsStated() async throws {
    let small = try SmallStudy(
        yaml,
        faults: preferring { model, first, second in
            // The cells say nothing where people's text stands first.
            model == "small" && first.hasPrefix("h0") ? nil : 0
        })
    defer { small.remove() }
    try await small.run()
    let score = try #require(try scores(small, "self-preference")["smol.vanilla"])
    // Against people's text one of two orders is missing, of the other it says the untuned target's;
    // against smol's A always, 0.5. With the missing: (0 + 1)/2 or (1 + 1)/2, and 0.5.
    #expect(score.value == 0.5)
    #expect(
        score.note?.contains(
            "Some verdicts are missing: with them it could be anything from 0.5 to 0.75.") == true)
}

/// With the published study's preset every two texts are compared: 20 ordered pairs of five sources.
/// That moves no other number.
@Test func thePublishedScoresComeFromEveryTwoTexts() async throws {
    let four = yaml.replacing(
        "sources: [human, smol]", with: "sources: [human, smol, teacher, gemma]")
    let plain = try SmallStudy(four)
    defer { plain.remove() }
    try await plain.run()
    let small = try SmallStudy(
        four.replacing("evaluate: {", with: "evaluate: {preset: published, "))
    defer { small.remove() }
    try await small.run()
    func pairs(_ small: SmallStudy, _ judge: String) throws -> Int {
        let store = try small.store()
        return try store.verdicts(keys: store.keys(of: .verdict)).values.count {
            $0.judge == judge && $0.rubric == "pairwise 1" && $0.first != $0.second
        }
    }
    // Five questions; ten of twenty ordered pairs have no text of the target's; one planted pair.
    #expect(try pairs(small, "smol.vanilla") == 5 * (20 + 2))
    #expect(try pairs(small, "outside") == 5 * (20 + 2))
    #expect(try pairs(plain, "smol.vanilla") == 5 * (8 + 2))
    let report = try RunRows.maker(small.folder).report()
    let ours = try RunRows.maker(plain.folder).report()
    for score in ours.scores where score.measure.contains("preference") {
        #expect(report.scores.contains(score), "\(score.measure)")
    }
    let vanilla = try #require(report.preferences?.first)
    #expect(
        vanilla.published?.map(\.writer) == [
            "untuned target", "people", "smol", "teacher", "gemma",
        ])
    #expect(ours.preferences?.allSatisfy { $0.published == nil } == true)
    let score = try #require(try scores(small, "published-self-preference")["smol.vanilla"])
    #expect(score.value != nil && score.n == 5)
    let values = try #require(
        report.textValues.first {
            $0.measure == "published-self-preference" && $0.cell == "smol.vanilla"
        })
    #expect(values.values.count == 5 * 8)
    let page = MarkdownReport.text(report)
    #expect(page.contains("Preference by the published recipe"))
    #expect(page.contains("Preference for the untuned target's text, all pairs: Mann-Whitney"))
}

/// With the question hidden and shown every pair is compared twice; the second moves no number of the
/// first, and has numbers of its own.
@Test func textsAreComparedWithoutAndWithTheQuestion() async throws {
    let hidden = try SmallStudy(yaml)
    defer { hidden.remove() }
    try await hidden.run()
    let both = try SmallStudy(
        yaml.replacing("[human, smol]}", with: "[human, smol], question: both}"))
    defer { both.remove() }
    try await both.run()
    let shown = try SmallStudy(
        yaml.replacing("[human, smol]}", with: "[human, smol], question: shown}"))
    defer { shown.remove() }
    try await shown.run()
    func value(_ small: SmallStudy, _ measure: String) throws -> [String: Double?] {
        try scores(small, measure).mapValues(\.value)
    }
    for measure in JudgePreference.allCases.filter({ $0.rubric == .pairwise }).map(\.rawValue) {
        #expect(try value(both, measure) == value(hidden, measure), "\(measure)")
        #expect(try value(both, "\(measure)-shown") == value(shown, measure), "\(measure)")
    }
    #expect(try value(both, "self-preference") != value(both, "self-preference-shown"))
    #expect(try scores(both, "self-preference-absolute-shown").isEmpty)
    // Behind each number stand the verdicts of its own way of asking: of five questions the untuned
    // target's text beside two others and the planted pair, in both orders.
    let store = try both.store()
    for row in try store.scores(keys: store.keys(of: .score)).values
    where row.score.cell == "smol.vanilla" && row.score.measure.hasPrefix("self-preference") {
        guard !row.score.measure.contains("absolute") else { continue }
        let verdicts = try store.rows(for: row.key).filter { $0.table == "verdict" }
        #expect(verdicts.count == 5 * (4 + 2), "\(row.score.measure)")
    }
    let study = try Study(yaml: both.study.resolved, file: "resolved")
    #expect(study.evaluation.selfPreference?.question == .both)
}

/// A judge that tells people's text from its words in disorder only while the question is hidden is
/// below the bar for the numbers of the other way of asking, and for those alone.
@Test func eachWayOfAskingIsMeasuredByItself() async throws {
    let people = Set(SmallStudy.questions.map(\.humanAnswer))
    var faults = preferring { _, first, second in
        people.contains(first) == people.contains(second) ? nil : people.contains(first) ? 0 : 1
    }
    let hidden = faults.verdict
    faults.verdict = { model, prompt, answers in
        // The first answer, whatever it is, where the question is shown.
        prompt.contains("Question:") && answers.count == 2 ? 0 : hidden?(model, prompt, answers)
    }
    let small = try SmallStudy(
        yaml.replacing("[human, smol]}", with: "[human, smol], question: both}"), faults: faults)
    defer { small.remove() }
    try await small.run()
    let found = try panel(small)
    #expect(found.judges.map(\.rubric) == ["pairwise", "pairwise-with-question", "quality"])
    func number(_ judge: Int, _ name: String) -> Double? {
        found.judges[judge].numbers.first { $0.name == name }?.value
    }
    #expect(number(0, "easy cases") == 1 && number(1, "easy cases") == 0.5)
    #expect(number(1, "first place") == 1 && number(1, "first place, same text") == 1)
    #expect(found.judges[0].shortfall == nil)
    #expect(
        found.judges[1].shortfall
            == "outside for pairwise-with-question: finds a text better than its words in disorder "
            + "in 50 %, no better than a coin")
    let isMarked = { (measure: String) in
        try scores(small, measure).values.map { $0.note?.contains(Score.belowTheBar) == true }
    }
    #expect(try isMarked("self-preference-net").allSatisfy { !$0 })
    #expect(try isMarked("self-preference-net-shown") == [true, true, true, true])
}

/// People rate the untuned target's texts 4 and all others 2: what is net of them is the preference
/// less 1, once they rated both texts of ten pairs.
@Test func peoplesRatingsOfTheTextsAreAnAnchor() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let store = try small.store()
    let keys = try #require(try RunFacts.keys(store))
    let questions = try #require(keys.study.evaluation.selfPreference)
        .drawn(from: store.questions(draw: keys.draw, part: .heldOut), seed: 11)
    // Scores that rest on earlier labels stay in the store: the report has those that hold.
    func held(_ measure: String) throws -> [Score] {
        try RunRows.maker(small.folder).report().scores
            .filter { $0.measure == measure && $0.reference == nil }
    }
    func net() throws -> [Score] { try held("self-preference-net-people") }
    func isInMatrix() throws -> Bool {
        try RunRows.maker(small.folder).report().preferences?.contains(where: \.isOfPeople) == true
    }
    #expect(try net().count == 4 && net().allSatisfy { $0.value == nil })
    #expect(try net().allSatisfy { $0.note?.contains("10 pairs") == true })
    #expect(try !isInMatrix())

    let labels = LabelFile(small.folder)
    let browser = try StoreBrowser(small.folder)
    for (number, question) in questions.enumerated() {
        let answers = try browser.answers(to: question.id)
        let texts = answers.map(\.head)
        try #require(Set(texts).count == texts.count)
        for answer in answers {
            let label = answer.writer == "smol.vanilla" ? "4" : "2"
            try labels.add(
                #require(AnswerLabel(answer: answer.key, rubric: "quality", label: label)))
        }
        // Each question has two pairs with the untuned target's text.
        guard number == 3 else { continue }
        try await small.run()
        #expect(try net().allSatisfy { $0.value == nil })
    }
    let asked = small.models.calls.count
    try await small.run()
    let preference = try held("self-preference")
    for score in try net() {
        let value = try #require(score.value)
        let own = try #require(preference.first { $0.cell == score.cell }?.value)
        #expect(abs(value - (own - 1)) < 1e-12 && score.n == 5, "\(score.cell)")
    }
    #expect(try net().count == 4)
    // No model is asked again, and nothing is left to do.
    #expect(small.models.calls.count == asked)
    let before = try small.dump()
    try await small.run()
    #expect(try small.dump() == before)
    #expect(try isInMatrix())
    let row = try #require(
        try RunRows.maker(small.folder).report().preferences?.first(where: \.isOfPeople))
    #expect(row.shares.first { $0.writer == "untuned target" }?.value == 1)
    #expect(row.shares.first { $0.writer == "people" }?.value == 0)
}

/// People choose the untuned target's text in six of the ten pairs that the viewer shows, and rate both
/// texts of all ten, the untuned target's lower: the choices come first, so that people prefer it in six
/// of ten.
@Test func peoplesChoicesOfThePairsComeBeforeTheirRatings() async throws {
    let small = try SmallStudy(yaml)
    defer { small.remove() }
    try await small.run()
    let asked = small.models.calls.count
    for score in try scores(small, "self-preference-net-people").values {
        #expect(score.value == nil && score.note?.contains("got none: no human anchor") == true)
    }

    let labels = LabelFile(small.folder)
    let browser = try StoreBrowser(small.folder)
    let pairs = try browser.pairs()
    #expect(pairs.count == 10)
    for pair in pairs.prefix(6) {
        let isFirst = try browser.answer(pair.first)?.writer == "smol.vanilla"
        try labels.add(
            PairChoice(
                first: pair.first, second: pair.second, choice: isFirst ? .first : .second))
    }
    for key in Set(pairs.flatMap { [$0.first, $0.second] }) {
        let writer = try browser.answer(key)?.writer
        try labels.add(
            #require(
                AnswerLabel(
                    answer: key, rubric: "quality", label: writer == "smol.vanilla" ? "2" : "4")))
    }
    try await small.run()
    #expect(small.models.calls.count == asked)
    let last = try RunRows.maker(small.folder).report()
    func held(_ measure: String) -> [Score] {
        last.scores.filter { $0.measure == measure && $0.reference == nil }
    }
    let (own, net) = (held("self-preference"), held("self-preference-net-people"))
    #expect(net.count == 4)
    for score in net {
        let value = try #require(score.value)
        let preference = try #require(own.first { $0.cell == score.cell }?.value)
        // Two pairs of each of five questions.
        #expect(abs(value - (preference - 0.6)) < 1e-12, "\(score.cell)")
        #expect(
            score.note?.contains(
                "Human anchor: people's choices of 6 pairs and ratings of both texts of 4.")
                == true)
    }
    let page = MarkdownReport.text(last)
    #expect(
        page.contains(
            "Human anchor: people's choices of 6 pairs and ratings of both texts of 4, of 10 pairs")
    )
    let row = try #require(last.preferences?.first { $0.isOfPeople })
    let share = try #require(row.shares.first { $0.writer == "untuned target" })
    #expect(abs(share.value - 0.6) < 1e-12)
}

/// The judge outside rates what begins as people's texts do 5, and all else 2. People say the same of
/// the 15 texts that it rated: 5 of people's, 10 of models'. Then they change their mind about one.
@Test func agreementWithPeopleStandsBesideQuality() async throws {
    var faults = ScriptedModels.Faults()
    faults.verdict = { _, prompt, answers in
        let text = prompt.components(separatedBy: "Text:\n").last ?? ""
        return answers.count == 5 ? (text.hasPrefix("h0") ? 4 : 1) : 0
    }
    let small = try SmallStudy(yaml, faults: faults)
    defer { small.remove() }
    try await small.run()
    func quality() throws -> JudgeSummary {
        try #require(
            try RunRows.maker(small.folder).report().panel?.judges.first {
                $0.rubric == "quality"
            })
    }
    func number(_ name: String) throws -> NamedNumber {
        try #require(try quality().numbers.first { $0.name == name })
    }
    #expect(try !quality().numbers.contains { $0.name == "kappa with people" })
    func verdicts() throws -> Int {
        let id = try #require(try quality().rowsID)
        return try RunRows.behind(id, in: small.folder)
            .count { $0.contains("\"table\":\"verdict\"") }
    }
    // People's five texts and their words in disorder.
    #expect(try verdicts() == 10)

    let labels = LabelFile(small.folder)
    let browser = try StoreBrowser(small.folder)
    func label(_ answer: AnswerHead, _ word: String) throws {
        try labels.add(#require(AnswerLabel(answer: answer.key, rubric: "quality", label: word)))
    }
    let keys = try #require(try RunFacts.keys(small.store()))
    let store = try small.store()
    let questions = try #require(keys.study.evaluation.selfPreference)
        .drawn(from: store.questions(draw: keys.draw, part: .heldOut), seed: 11)
    let answers = try questions.flatMap { try browser.answers(to: $0.id) }
    let isOfPeople = { (answer: AnswerHead) in answer.finish == "human" }
    #expect(answers.count(where: isOfPeople) == 5)
    for answer in answers { try label(answer, isOfPeople(answer) ? "5" : "2") }
    let asked = small.models.calls.count
    try await small.run()
    #expect(small.models.calls.count == asked)
    #expect(try quality().shortfall == nil)
    for name in ["kappa with people", "alpha with people"] {
        #expect(try number(name).value == 1 && number(name).n == 15)
    }
    #expect(try number("sensitivity").value == 1 && number("sensitivity").n == 5)
    #expect(try number("specificity").value == 1 && number("specificity").n == 10)
    #expect(try verdicts() == 20)

    try label(#require(answers.first(where: isOfPeople)), "2")
    try await small.run()
    #expect(try number("sensitivity").value == 1 && number("sensitivity").n == 4)
    #expect(try number("specificity").value == 10.0 / 11)
}

/// Too few ratings stand beside the judge, and do not decide whether it meets the bar.
@Test func aFewRatingsOfQualityDecideNothing() throws {
    let judge = JudgeModel(name: "j", model: "m")
    func record(_ count: Int) -> JudgeRecord {
        var record = JudgeRecord(judge: judge, rubric: .quality)
        // It tells every text from its words in disorder, and contradicts people.
        record.planted((0..<40).map { _ in [5, 1] })
        let people = (0..<count).map { number in
            RatedAnswer(
                id: "\(number)", kind: .quality, category: "c", request: GuardedText(""),
                answer: GuardedText(""), people: [number % 2 == 0 ? 5 : 1])
        }
        let verdicts = (0..<count).map { number in
            VerdictRow(
                key: "\(number)", judge: "j", judgeKey: "k", rubric: "quality 1", question: "q",
                first: "\(number)", second: nil, outcome: .verdict,
                rating: number % 2 == 0 ? 1 : 5, reading: "probabilities", mass: 1, asked: 1)
        }
        record.rated(people, verdicts, seed: 1)
        return record
    }
    // They say 5 where it says 1: 1 - 1 / (25 / 81 + 16 / 81).
    let kappa = try #require(record(9).standing?.kappa?.value)
    #expect(record(9).meetsBar && abs(kappa + 40.0 / 41) < 1e-12)
    #expect(!record(10).meetsBar)
    #expect(record(10).shortfall == "j for quality: kappa with people -1.0, bar 0.4")
}

@Test func aFileOfRatingsIsNamedByTheStudy() throws {
    let named = yaml.replacing("[human, smol]}", with: "[human, smol], ratings: rated.jsonl}")
    let study = try Study(yaml: named, file: "named.yaml")
    #expect(study.evaluation.selfPreference?.ratings == "rated.jsonl")
    let again = try Study(yaml: study.resolved, file: "resolved")
    #expect(again.evaluation.selfPreference?.ratings == "rated.jsonl")
    let plain = try Study(yaml: yaml, file: "plain.yaml")
    #expect(plain.evaluation.selfPreference?.ratings == PreferencePlan.ownLabels)
    #expect(!plain.resolved.contains("ratings"))
}

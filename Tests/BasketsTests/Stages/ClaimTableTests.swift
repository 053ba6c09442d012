// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

@Test func theShippedClaimsAreReadAndNameMeasures() throws {
    let claims = try ShippedClaims.all()
    #expect(claims.count > 20)
    for number in 1...9 {
        #expect(claims.contains { $0.id.hasPrefix("H\(number)") }, "H\(number)")
    }
    #expect(claims.filter { $0.family == "published" }.allSatisfy { $0.origin != nil })
    // Each published order of the single, the multi and the untuned arm has its sentence.
    for id in ["H3-multi", "H7-jailbreak", "H8-alone"] {
        #expect(claims.contains { $0.id == id && $0.family == "published" }, "\(id)")
    }
    // Those of the first four and the sixth's second sentence are measured in every study.
    let known = Set(StudyMeasures.all.map(\.name))
    for claim in claims
    where ["H1", "H2", "H3", "H4", "H6b"].contains(claim.id.split(separator: "-")[0]) {
        #expect(known.contains(claim.measure), "\(claim.id)")
    }
}

private func small(_ seeds: String, utility: String = "") async throws -> SmallStudy {
    let small = try SmallStudy(
        SmallStudy.yaml.replacing("seeds: [1]", with: "seeds: \(seeds)").replacing(
            "multi: [smol", with: "single: smol\n  - multi: [smol") + "\n" + utility)
    try await small.run()
    return small
}

@Test func aRunHoldsItsClaimsAgainstEveryPairOfConditions() async throws {
    let small = try await small("[1]")
    defer { small.remove() }
    let report = try RunRows.maker(small.folder).report()
    // One target, one `human`, one `self`, one `other`, one `multi`.
    let rows = report.claims.filter { $0.claim.id == "H1-source" }
    #expect(rows.count == 1)
    #expect(rows[0].first == "multi (3 sources)" && rows[0].second == "single (smol)")
    #expect(rows[0].seeds == 1 && rows[0].questions == 10)
    // One seed: whatever the numbers are, nothing is shown.
    #expect(report.claims.allSatisfy { $0.verdict == .notShown })
    let asked = report.claims.filter { $0.estimate != nil }
    #expect(!asked.isEmpty)
    #expect(asked.allSatisfy { $0.conditional != nil && $0.settles != nil })
    // Human against each of three baskets of models' answers.
    #expect(report.claims.count { $0.claim.id == "H4-human" } == 3)
    // Harm is not measured: listed, with the reason.
    let harm = report.claims.filter { $0.claim.measure == "harm-plain" }
    #expect(harm.count == 2 && harm.allSatisfy { $0.reason?.hasPrefix("not asked") == true })
    let file = small.folder.appending(path: "report/claims.csv")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("H1-source"))
}

/// What compares cells is of answers cut to equal lengths, what bounds one alone of whole ones.
@Test func claimsAndRankingCompareAnswersOfEqualLengths() async throws {
    let small = try await small("[1]", utility: "utility: {distinct-2: 1}")
    defer { small.remove() }
    let maker = try RunRows.maker(small.folder)
    let cells = try maker.evaluate.inputs()
    let ids = cells[0].answers.keys.sorted()
    let sets = try MatchedSets(pairedRows: cells.map { $0.texts(ids) })
    func value(_ texts: [String]) throws -> Double {
        try MetricCatalog.measure("distinct-2", of: texts).value
    }
    let (comparisons, report) = (try maker.comparisons(), try maker.report())
    #expect(sets.cutWords.allSatisfy { $0 > 0 })
    let conditions = cells.map(\.planned.cell.condition)
    for (place, condition) in conditions.enumerated() {
        let whole = try value(cells[place].texts(ids))
        let cut = try value(sets.sets[place].texts)
        let found = try comparisons.numbers("distinct-2", condition, of: "smol")[0].value
        #expect(abs(found - cut) < 1e-12)
        let beside = try comparisons.numbers(
            comparisons.whole("distinct-2"), condition, of: "smol")[0].value
        #expect(abs(beside - whole) < 1e-12)
        let option = report.decisions[0].options.first {
            $0.place.name == condition.name
        }
        #expect(abs(try #require(option?.place.values[0]) - cut) < 1e-12)
    }
    let claim = try #require(
        report.claims.first { $0.claim.measure == "heaps-beta" && $0.estimate != nil })
    #expect(claim.unmatched != nil && claim.unmatched != claim.estimate)
    let bounds = try Policy(
        yaml: "policy: p\ncondition: human\nrequire: [{measure: distinct-2, at-least: 0}]",
        file: "p.yaml")
    let human = try #require(conditions.firstIndex(of: .human))
    let gate = try Gate.check(bounds, against: small.folder)
    #expect(abs(try #require(gate.checks[0].value) - value(cells[human].texts(ids))) < 1e-12)
}

@Test func adjustedProbabilitiesAreNeverBelowThePlainOnes() async throws {
    let small = try await small("[1, 2]")
    defer { small.remove() }
    let rows = try RunRows.maker(small.folder).report().claims.filter { $0.adjusted != nil }
    #expect(!rows.isEmpty)
    for row in rows {
        #expect((row.adjusted ?? 0) >= (row.probability ?? 1))
        #expect(row.seeds == 2)
    }
}

/// Three tuned conditions of two seeds each on ten held-out questions.
@Test func everyCellIsTestedItemByItemAndTheUntestedAreListed() async throws {
    let small = try await small("[1, 2]")
    defer { small.remove() }
    let report = try RunRows.maker(small.folder).report()
    let tuned = report.cells.filter(\.isTuned)
    let shown = report.measures.filter { $0.place != .detail }
    #expect(report.tests.count == tuned.count * shown.count)
    let perplexity = report.tests.filter { $0.measure == "human-perplexity" }
    #expect(perplexity.allSatisfy { $0.tests?.items == 10 && $0.unit == "nats per token" })
    // The difference of mean log perplexities is that of the geometric means' logarithms.
    let geometric = Dictionary(
        report.scores.filter {
            $0.measure == "human-perplexity-geometric-mean" && $0.reference == nil
        }.map { ($0.cell, $0.value ?? .nan) }, uniquingKeysWith: { first, _ in first })
    for row in perplexity {
        let own = try #require(geometric[row.cell])
        let other = try #require(geometric[row.reference])
        let mean = try #require(row.tests?.mean.value)
        #expect((mean - (log(own) - log(other))).magnitude < 1e-9)
    }
    let bleu = report.tests.filter { $0.measure == "self-bleu" }
    #expect(!bleu.isEmpty && bleu.allSatisfy { $0.untested?.contains("whole set") == true })
    // Two seeds of ten questions each: their spread has three sources.
    let spread = report.spread.filter { $0.measure == "human-perplexity" }
    #expect(spread.count == Set(tuned.map(\.label)).count)
    for row in spread {
        #expect(row.seeds == 2 && row.items == 10)
        #expect((row.components.components.reduce(0) { $0 + $1.share } - 1).magnitude < 1e-9)
    }
    // Baskets of one writer and of three: their means stand beside their number.
    let groups = (report.basketGroups ?? []).filter { $0.axis == .sources }
    #expect(groups.map(\.count) == [1, 3])
    #expect(groups.allSatisfy { $0.means.contains { $0.measure == "human-perplexity" } })
    #expect(report.claims.allSatisfy { ($0.benjaminiHochberg == nil) == ($0.adjusted == nil) })
    for row in report.claims { #expect((row.benjaminiHochberg ?? 0) <= (row.adjusted ?? 1)) }
}

@Test func everyConditionIsRankedByTheStudysUtility() async throws {
    let small = try await small(
        "[1, 2]",
        utility: "utility: {distinct-2: 1, human-perplexity: -1, cost: {weight: -1, scale: 100}}")
    defer { small.remove() }
    let decision = try #require(try RunRows.maker(small.folder).report().decisions.first)
    #expect(decision.isDeclared)
    #expect(Set(decision.options.map(\.label)).count + decision.leftOut.count == 5)
    let shares = decision.options.reduce(0) { $0 + $1.place.firstShare }
    #expect(decision.options.isEmpty || (shares - 1).magnitude < 1e-9)
    // Models wrote nothing for people's basket, and something for every other.
    for option in decision.options {
        let isFree = ["human", "vanilla"].contains(option.label)
        #expect((option.place.values[2] == 0) == isFree, "\(option.label)")
    }
    let utilities = decision.options.map(\.place.utility)
    #expect(utilities == utilities.sorted(by: >))
}

@Test func aGateSaysGoNoGoOrCannotTell() async throws {
    let small = try await small("[1]")
    defer { small.remove() }
    func gate(_ bounds: String) throws -> Gate {
        let policy = try Policy(
            yaml: "policy: p\ncondition: vanilla\nrequire: [\(bounds)]", file: "p.yaml")
        return try Gate.check(policy, against: small.folder)
    }
    // A share of different words is in (0, 1].
    let sure = "{measure: distinct-1, at-least: -1, at-most: 2}"
    let never = "{measure: distinct-1, at-least: 5}"
    let none = "{measure: no-such, at-least: 0}"
    #expect(try gate(sure).verdict == .go)
    #expect(try gate(never).verdict == .noGo)
    #expect(try gate("\(sure), \(never)").verdict == .noGo)
    #expect(try gate("\(sure), \(none)").verdict == .cannotTell)
    let value = try #require(try gate(sure).checks.first?.value)
    #expect(try gate("{measure: distinct-1, at-least: \(value)}").verdict == .cannotTell)
    let missing = try Policy(
        yaml: "policy: p\ncondition: mix\nrequire: [\(sure)]", file: "p.yaml")
    #expect(throws: RunError.self) { try Gate.check(missing, against: small.folder) }
}

@Test func aForecastSaysThatOneSeedShowsNothingOfAnother() {
    let one = PowerForecast(heldOut: 12, seeds: 1)
    #expect(one.lines[1].smallest == nil)
    #expect(one.words[1].hasSuffix("none, however large"))
    #expect(one.words.contains { $0.hasPrefix("with one training seed nothing is shown") })
    let three = PowerForecast(heldOut: 400, seeds: 3)
    #expect((three.lines[1].smallest ?? 0) > (three.lines[0].smallest ?? 0))
    // The paired t test needs 34 pairs for half a deviation.
    #expect(one.needs[1].questions == 34)
}

/// A hundred prompts, one answer each: 2.8291 standard errors (t with 99 degrees of freedom at 80 %
/// power) of a tenth. With four answers the part that is an answer's own falls to a quarter.
@Test func votesMakeWhatIsAnAnswersOwnSmaller() throws {
    func smallest(_ each: Int) -> [Double] {
        PowerForecast(
            heldOut: 12, seeds: 1, votes: [.init(what: "plain prompts", items: 100, each: each)]
        ).lines.suffix(2).compactMap(\.smallest)
    }
    let (one, four) = (smallest(1), smallest(4))
    #expect((one[0] - 0.2829).magnitude < 0.0005 && one[0] == one[1])
    let said = PowerForecast(
        heldOut: 12, seeds: 2, votes: [.init(what: "plain prompts", items: 100, each: 1)]
    ).words.filter { $0.contains("100 plain prompts, one answer each") }
    #expect(said.count == 1)
    #expect((four[0] / one[0] - (0.8 + 0.2 / 4).squareRoot()).magnitude < 1e-12)
    #expect((four[1] / one[1] - (0.2 + 0.8 / 4).squareRoot()).magnitude < 1e-12)
    var plan = EvaluationPlan()
    plan.robustness = RobustnessPlan(
        plain: .init(rows: 7), jailbreak: .init(requests: 3, templates: 5), answers: 2)
    let votes = PowerForecast.Votes.all(of: plan)
    #expect(votes.map(\.items) == [7, 3] && votes.map(\.each) == [2, 10])
}

@Test func claimsOfAFileOfTheirOwnGoIntoTheStudy() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ text: String, _ name: String) throws -> URL {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }
    _ = try write(
        """
        claims:
          - {id: A1, text: T., measure: distinct-2, of: multi, against: human, direction: higher}
        """, "own.yaml")
    let study = try write(SmallStudy.yaml + "\nclaims: own.yaml\n", "s.yaml")
    #expect(try LocalStudy.read(study).claims.map(\.id) == ["A1"])
    let lost = try write(SmallStudy.yaml + "\nclaims: lost.yaml\n", "t.yaml")
    #expect(throws: RunError.self) { try LocalStudy.read(lost) }
    let odd = try write(SmallStudy.yaml + "\nutility: {no-such: 1}\n", "u.yaml")
    let error = #expect(throws: StudyError.self) { try LocalStudy.read(odd) }
    #expect(error?.description.contains("utility.no-such: is no measure of this study.") == true)
}

@Test func aUtilityCountsWhatTheStudyMeasuresAndNothingElse() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    func read(_ more: String) throws -> [String] {
        let yaml = SmallStudy.yaml + "\nutility: {kl-from-reference: -1, cost: -1}\n" + more
        try Data(yaml.utf8).write(to: file)
        return try LocalStudy.read(file).utility.map(\.measure)
    }
    let asked = "evaluate: {divergence: [parent]}\n"
    #expect(try read(asked) == ["kl-from-reference", "cost"])
    let error = #expect(throws: StudyError.self) { try read("") }
    #expect(error?.faults.map(\.key) == ["utility.kl-from-reference"])
    #expect(error?.faults.first?.remedy.contains("`divergence`") == true)
}

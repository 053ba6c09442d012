// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Testing

@Suite struct ClaimsTests {
    static let claim =
        "id: A1, text: More is more., measure: distinct-2, of: multi, against: self, direction: higher"

    static func study(_ more: String) -> String {
        """
        study: s
        seed: 1
        questions: {from: q.jsonl}
        targets: {smol: {model: small}}
        sources: {smol: {model: small}, gemma: {model: other}}
        conditions: [vanilla, human, {single: smol}, {single: gemma}, {multi: [smol, gemma]}]
        \(more)
        """
    }

    @Test func aClaimIsReadWithItsDefaults() throws {
        let claims = try Claim.list(yaml: "claims:\n  - {\(Self.claim)}", file: "c.yaml")
        let expected = Claim(
            id: "A1", text: "More is more.", family: "own", measure: "distinct-2",
            of: ConditionSelector("multi"), against: ConditionSelector("self"), direction: .higher)
        #expect(claims == [expected])
    }

    @Test(arguments: [
        ("claims: []", "line 1: claims: is empty."),
        ("other: 1", "claims: is missing."),
        (
            "claims:\n  - {\(claim), margn: 1}",
            "line 2: claims.margn: is an unknown key. Did you mean `margin`?"
        ),
        ("claims:\n  - {\(claim)}\n  - {\(claim)}", "line 3: claims.id: is \"A1\" a second time."),
        ("claims:\n  - text", "line 2: claims: has \"text\", not a group of keys."),
        (
            "claims:\n  - {id: B, text: T, measure: m, of: multi, against: vanilla, direction: same}",
            "claims.margin: is missing or 0, and `same` needs one."
        ),
        (
            "claims:\n  - {id: B, text: T, measure: m, of: most, against: vanilla, direction: up}",
            "claims.of: is \"most\", which names no conditions."
        ),
        ("claims:\n  - {id: a b, text: T}", "claims.id: is \"a b\". Use letters"),
    ])
    func faultsAreNamedWithPlaceAndRemedy(text: String, words: String) {
        let error = #expect(throws: StudyError.self) {
            try Claim.list(yaml: text, file: "c.yaml")
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func aStudyNamesAFileOfClaimsOrListsThem() throws {
        let named = try Study(yaml: Self.study("claims: own.yaml"), file: "s.yaml")
        #expect(named.claimsFile == "own.yaml" && named.claims.isEmpty)
        let listed = try Study(yaml: Self.study("claims: [{\(Self.claim)}]"), file: "s.yaml")
        #expect(listed.claimsFile == nil && listed.claims.map(\.id) == ["A1"])
        for study in [named, listed] {
            #expect(try Study(yaml: study.resolved, file: "r.yaml") == study)
        }
    }

    @Test func aUtilityIsReadInBothForms() throws {
        let study = try Study(
            yaml: Self.study(
                "utility: {human-perplexity: -1, distinct-2: {weight: 2, scale: 0.1}}"),
            file: "s.yaml")
        #expect(
            study.utility == [
                UtilityTerm(measure: "human-perplexity", weight: -1),
                UtilityTerm(measure: "distinct-2", weight: 2, scale: 0.1),
            ])
        #expect(try Study(yaml: study.resolved, file: "r.yaml") == study)
    }

    @Test(arguments: [
        ("utility: {a: 0}", "utility.a: is 0, which counts nothing."),
        ("utility: {}", "utility: is empty."),
        ("utility: {a: {scale: 1}}", "utility.a.weight: is missing."),
        ("utility: {a: {weight: 1, scale: 0}}", "utility.a.scale: is 0, out of range."),
        ("utility: {a: b}", "utility.a: is \"b\", not a number."),
    ])
    func faultsOfAUtilityAreNamed(text: String, words: String) {
        let error = #expect(throws: StudyError.self) {
            try Study(yaml: Self.study(text), file: "s.yaml")
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func selectorsKnowTheTargetsOwnModel() throws {
        let study = try Study(yaml: Self.study(""), file: "s.yaml")
        func names(_ word: String) -> [String] {
            study.conditions.filter {
                ConditionSelector(word).matches($0, of: "smol", in: study)
            }.map(\.name)
        }
        #expect(names("self") == ["single-smol"])
        #expect(names("other") == ["single-gemma"])
        #expect(names("synthetic") == ["single-smol", "single-gemma", "multi-smol+gemma"])
        #expect(names("tuned").count == 4)
        #expect(names("multi-smol+gemma") == ["multi-smol+gemma"])
        #expect(names("vanilla") == ["vanilla"])
    }

    @Test func aPolicyIsReadAndItsFaultsAreNamed() throws {
        let policy = try Policy(
            yaml: """
                policy: p
                condition: human
                require:
                  - {measure: human-perplexity, against: vanilla, at-most: 0}
                  - {measure: distinct-2, at-least: 0.5}
                """, file: "p.yaml")
        #expect(policy.requirements.count == 2)
        #expect(policy.requirements[0].against == ConditionSelector("vanilla"))
        #expect(policy.requirements[1].atLeast == 0.5)
        let error = #expect(throws: StudyError.self) {
            try Policy(
                yaml: """
                    policy: p
                    require:
                      - {measure: a, at-leest: 1}
                      - {measure: b, at-least: 2, at-most: 1}
                    """, file: "p.yaml")
        }
        for words in [
            "condition: is missing.", "Did you mean `at-least`?", "has no bound.",
            "nothing can meet it.",
        ] {
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}

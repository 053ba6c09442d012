// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsCore

private func ablation(_ sources: Int, _ design: Ablation.Design) -> Ablation {
    Ablation(sources: (0..<sources).map { "s\($0)" }, counts: Array(1...sources), design: design)
}

/// Up to eight sources: at each k every source is in equally many sets, no set is there twice, and
/// each has k different sources.
@Test(arguments: Ablation.Design.allCases)
func eachSourceIsInEquallyManySetsAtEachNumber(design: Ablation.Design) {
    for count in 2...8 {
        let ablation = ablation(count, design)
        for k in 1...count {
            let sets = ablation.sets(of: k)
            #expect(Set(sets).count == sets.count)
            #expect(sets.allSatisfy { Set($0).count == k && $0.count == k })
            let uses = ablation.sources.map { source in sets.count { $0.contains(source) } }
            #expect(Set(uses).count == 1 && (uses.first ?? 0) > 0)
        }
    }
}

@Test func allSetsAreAsManyAsThereAre() {
    // 4 over 1, 2, 3, 4.
    #expect((1...4).map { ablation(4, .all).sets(of: $0).count } == [4, 6, 4, 1])
    #expect(
        ablation(4, .all).sets(of: 2) == [
            ["s0", "s1"], ["s0", "s2"], ["s0", "s3"], ["s1", "s2"], ["s1", "s3"], ["s2", "s3"],
        ])
}

@Test func aBalancedDesignHasFewSets() {
    // 6 / gcd(6, k) for k = 1 to 6.
    #expect((1...6).map { ablation(6, .balanced).sets(of: $0).count } == [6, 3, 2, 3, 6, 1])
    #expect(ablation(4, .balanced).sets(of: 2) == [["s0", "s1"], ["s2", "s3"]])
    #expect(
        ablation(3, .balanced).sets(of: 2) == [["s0", "s1"], ["s0", "s2"], ["s1", "s2"]])
}

@Test func oneSourceIsASingleAndPeopleAreHuman() {
    let mixed = Ablation(sources: ["a", "human"], counts: [1, 2])
    #expect(mixed.conditions == [.single("a"), .human, .multi(["a", "human"])])
    #expect(mixed.sets(of: 0).isEmpty && mixed.sets(of: 3).isEmpty)
}

@Test func placeholdersAreWordsInBracesAndNothingElse() {
    #expect(Template.fill("{a} {b-c}{a}", ["a": "{b-c}", "b-c": "x"]) == "{b-c} x{b-c}")
    #expect(Template.fill("{{a}} {A} {a b} {} { {a", ["a": "x"]) == "{x} {A} {a b} {} { {a")
    #expect(Template.fill("{unknown}", [:]) == "{unknown}")
    #expect(Template.placeholders("{a}{ }{b}") == ["a", "b"])
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

private func questions(_ sizes: [Int]) -> [Question] {
    sizes.enumerated().flatMap { category, size in
        (0..<size).map {
            Question(instruction: "q \($0)", category: "c\(category)", humanAnswer: "a")
        }
    }
}

private let four = Condition.multi(["a", "b", "c", "d"])

/// Every way of spreading up to eight questions over two categories, with ten seeds.
@Test func quartersAreEqualOverAllAndInEachCategory() {
    for first in 0...8 {
        for second in 0...(8 - first) {
            for seed in 0..<10 as Range<UInt64> {
                let all = questions([first, second])
                let shares = Shares.sources(four, of: all, seed: seed)
                #expect(shares.count == all.count)
                for group in [all, questions([first]), Array(all.dropFirst(first))] {
                    let counts = ["a", "b", "c", "d"].map { source in
                        group.count { shares[$0.id] == source }
                    }
                    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
                }
            }
        }
    }
}

@Test func theOrderOfTheQuestionsDoesNotMatter() {
    let all = questions([30, 10, 7])
    #expect(
        Shares.sources(four, of: all, seed: 3) == Shares.sources(four, of: all.reversed(), seed: 3))
    #expect(Shares.sources(four, of: all, seed: 3) != Shares.sources(four, of: all, seed: 4))
}

@Test func conditionsOfAsManySourcesDealAlike() {
    let all = questions([30, 10])
    let names = ["w": "a", "x": "b", "y": "c", "z": "d"]
    let other = Shares.sources(.multi(["w", "x", "y", "z"]), of: all, seed: 3)
    #expect(
        other.mapValues { names[$0] } == Shares.sources(four, of: all, seed: 3).mapValues { $0 })
}

@Test func aMixKeepsItsWeights() {
    let mix = Condition.mix([.init(source: "human", weight: 1), .init(source: "a", weight: 3)])
    let shares = Shares.sources(mix, of: questions([25, 15]), seed: 1)
    #expect(shares.values.count { $0 == "human" } == 10)
    #expect(shares.values.count { $0 == "a" } == 30)
}

@Test func oneSourceAnswersAllAndVanillaNone() {
    let all = questions([3])
    #expect(Shares.sources(.single("a"), of: all, seed: 1).values.allSatisfy { $0 == "a" })
    #expect(Shares.sources(.human, of: all, seed: 1).count == 3)
    #expect(Shares.sources(.vanilla, of: all, seed: 1).isEmpty)
}

@Test func aQuestionMoreMovesFewOthers() {
    let all = questions([40])
    let before = Shares.sources(four, of: all, seed: 1)
    let more = Question(instruction: "new", category: "c0", humanAnswer: "a")
    let after = Shares.sources(four, of: all + [more], seed: 1)
    // At most one at the end of each of the first three stretches.
    #expect(all.count { before[$0.id] != after[$0.id] } <= 3)
}

@Test func keyedSharesMoveNoOtherRow() {
    let all = questions([400, 100])
    let before = Shares.sources(four, of: all, seed: 1, split: .keyed)
    #expect(Set(before.keys) == Set(all.map(\.id)))
    // A quarter of 500 with a standard deviation of 9.7: within four of them.
    for count in Dictionary(grouping: before.values, by: \.self).mapValues(\.count).values {
        #expect((86...164).contains(count))
    }
    for number in 0..<20 {
        let more = Question(instruction: "new \(number)", category: "c0", humanAnswer: "x")
        var after = Shares.sources(four, of: all + [more], seed: 1, split: .keyed)
        after[more.id] = nil
        #expect(after == before)
    }
}

@Test func keyedSharesFollowTheWeights() {
    let mix = Condition.mix([.init(source: "a", weight: 1), .init(source: "b", weight: 3)])
    let shares = Shares.sources(mix, of: questions([2000]), seed: 1, split: .keyed)
    // A quarter of 2,000 with a standard deviation of 19.4: within four of them.
    #expect((423...577).contains(shares.values.count { $0 == "a" }))
}

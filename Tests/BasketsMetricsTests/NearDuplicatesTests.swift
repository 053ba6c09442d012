// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsMetrics

@Test func likenessIsTheShareOfCommonRunsOfThreeWords() {
    // a b c, b c d against a b c, b c e: one of three runs is in both.
    #expect(Shingles("a b c d").similarity(Shingles("a b c e")) == 1.0 / 3.0)
    // a b c, b c d, c d e against b c d, c d e, d e f: two of four.
    #expect(Shingles("a b c d e").similarity(Shingles("b c d e f")) == 0.5)
    #expect(Shingles("a b c").similarity(Shingles("d e f")) == 0)
    // A run that comes twice counts once: a a a, of the one set, of the other.
    #expect(Shingles("a a a a a").similarity(Shingles("a a a")) == 1)
}

@Test func caseAndMarksAroundWordsDoNotMatterMarksInsideDo() {
    #expect(Shingles("What is \"Lisp\"?").similarity(Shingles("what is lisp")) == 1)
    #expect(Shingles("What is \"C++\"?").similarity(Shingles("What is \"C\"?")) == 0)
    // Shorter than a run: the whole text is one.
    #expect(Shingles("yes").similarity(Shingles("Yes!")) == 1)
    #expect(Shingles("yes").similarity(Shingles("no")) == 0)
    #expect(Shingles("").similarity(Shingles(" ?")) == 1)
    #expect(Shingles("").similarity(Shingles("word")) == 0)
}

@Test func bandsAreAsLongAsTheChanceToMissAllows() {
    // At 0.8: bands of 4 miss with (1 - 0.8^4)^32 = 4.8e-8, bands of 5 with 4.9e-5.
    #expect(MinHash(similarity: 0.8).bandRows == 4)
    // At 0.5: bands of 2 miss with 0.75^64 = 1e-8, bands of 3 with 0.875^42 = 3.7e-3.
    #expect(MinHash(similarity: 0.5).bandRows == 2)
    #expect(MinHash(similarity: 1).bandRows == 32)
    #expect(MinHash(similarity: 0.8).buckets(of: []).isEmpty)
    #expect(MinHash(similarity: 0.8).buckets(of: [1, 2]).count == 32)
}

/// Texts of twenty words of which some were changed, every pair compared by hand.
@Test(arguments: 0..<10 as Range<UInt64>)
func findsWhatComparingAllPairsFinds(seed: UInt64) {
    var random = KeyedRandom(seed, "near duplicates")
    var texts: [String] = []
    for _ in 0..<40 {
        if let old = texts.last, random.uniform() < 0.5 {
            var words = old.split(separator: " ").map(String.init)
            words[Int(random.next() % 20)] = "x\(random.next() % 9)"
            texts.append(words.joined(separator: " "))
        } else {
            texts.append((0..<20).map { _ in "w\(random.next() % 50)" }.joined(separator: " "))
        }
    }
    var near = NearDuplicates(similarity: 0.5)
    var pairs = 0
    for (number, text) in texts.enumerated() {
        let likeness = texts[..<number].map { Shingles($0).similarity(Shingles(text)) }
        let best = likeness.max() ?? 0
        let match = near.nearest(to: [text])
        #expect(match?.similarity == (best >= 0.5 ? best : nil))
        #expect(match?.index == (best >= 0.5 ? likeness.firstIndex(of: best) : nil))
        if match != nil { pairs += 1 }
        near.insert([text])
    }
    #expect(pairs > 5)
}

@Test func textsAreAsAlikeAsTheirLeastAlikeParts() {
    let page = "one two three four five six seven"
    var near = NearDuplicates(similarity: 0.8)
    near.insert(["When was it built?", page])
    #expect(near.nearest(to: ["Who has built it?", page]) == nil)
    #expect(near.nearest(to: ["When was it built?", "another page than that one"]) == nil)
    #expect(near.nearest(to: ["when was it built", page])?.index == 0)
    // The same words in other parts are another text.
    #expect(near.nearest(to: [page, "When was it built?"]) == nil)
    #expect(near.insertUnlessNear(["when was it built", page])?.similarity == 1)
    #expect(near.insertUnlessNear(["Who has built it?", page]) == nil)
    #expect(near.count == 2)
}

// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsLM

struct WordMergerTests {
    /// Merges by looking at all pairs again after each merge.
    private func slow(_ symbols: [Int32], _ pairs: PairTable) -> [Int32] {
        var symbols = symbols
        while true {
            let found = symbols.indices.dropLast().compactMap { index in
                pairs.lookup(symbols[index], symbols[index + 1]).map { (index, $0) }
            }
            guard let best = found.min(by: { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) }) else {
                return symbols
            }
            symbols.replaceSubrange(best.0...(best.0 + 1), with: [best.1.id])
        }
    }

    private func fast(_ symbols: [Int32], _ pairs: PairTable) -> [Int32] {
        var merger = WordMerger()
        merger.begin()
        for (index, id) in symbols.enumerated() { merger.append(id, start: index, length: 1) }
        var result: [Int32] = []
        let bytes = [UInt8](repeating: 0, count: symbols.count)
        bytes.withUnsafeBufferPointer {
            merger.finish(ListedMerges(pairs: pairs), in: $0, into: &result)
        }
        return result
    }

    /// Random merges over three letters, random words of up to 40, each against the slow way.
    @Test func mergesAsTheSlowWayDoes() {
        var random = SplitMix64(state: 7)
        for _ in 0..<200 {
            let count = 3 + Int(random.below(20))
            var pairs = PairTable(capacity: count)
            for rank in 0..<count {
                // A new id for each merge, made of two earlier ones.
                let known = UInt64(3 + rank)
                pairs.insert(
                    Int32(random.below(known)), Int32(random.below(known)),
                    PairTable.Merged(rank: Int32(rank), id: Int32(3 + rank)))
            }
            let word = (0..<(1 + random.below(40))).map { _ in Int32(random.below(3)) }
            #expect(fast(word, pairs) == slow(word, pairs))
        }
    }

    /// One word of a million bytes: quadratic work would take hours.
    @Test(arguments: ["gpt2", "mistral", "gemma"])
    func aLongWordIsMergedInTime(_ name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        let text = String(repeating: "abracadabra", count: 90_000)
        #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    }

    @Test func thePairThatWasInsertedLastCounts() {
        var pairs = PairTable(capacity: 2)
        pairs.insert(1, 2, PairTable.Merged(rank: 0, id: 5))
        pairs.insert(1, 2, PairTable.Merged(rank: 1, id: 6))
        #expect(pairs.count == 1)
        #expect(pairs.lookup(1, 2)?.id == 6)
        #expect(pairs.lookup(2, 1) == nil)
    }

    @Test func piecesAreToldApartByTheirBytes() {
        var table = PieceTable(capacity: 4)
        // One letter in two canonically equivalent forms.
        let isNew = [
            table.insert("\u{e9}".utf8, id: 1), table.insert("e\u{301}".utf8, id: 2),
            table.insert("\u{e9}".utf8, id: 3),
        ]
        #expect(isNew == [true, true, false])
        #expect(table.id(of: "\u{e9}") == 1)
        #expect(table.id(of: "e\u{301}") == 2)
        #expect(table.id(of: "") == nil)
        #expect(table.id(of: "longer than all") == nil)
    }
}

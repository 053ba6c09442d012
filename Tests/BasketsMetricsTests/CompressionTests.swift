// SPDX-License-Identifier: Apache-2.0

@testable import BasketsMetrics
import Testing

@Suite struct CompressionTests {
    struct Case: Decodable, Sendable {
        let kind: String
        let seed: UInt64
        let count: Int
        let size6: Int
        let size9: Int
        let sum: Int
    }

    @Test func sizesEqualTheReferenceToTheByte() throws {
        for one in try Reference.load("deflate", as: [Case].self) {
            let bytes = made(one.kind, seed: one.seed, count: one.count)
            #expect(bytes.reduce(0) { $0 + Int($1) } == one.sum)
            #expect(DeflateSize.of(bytes) == one.size6, "\(one.kind) \(one.count)")
            // Level 9 searches so long that only a part of the cases is worth it.
            guard one.count <= 5_000 || one.kind == "words" && one.count <= 70_000 else { continue }
            #expect(DeflateSize.of(bytes, effort: .level9) == one.size9)
        }
    }

    @Test func theRatioIsBytesOverBytes() throws {
        // One answer of 5,000 bytes of the reference.
        let one = try #require(
            try Reference.load("deflate", as: [Case].self)
                .first { $0.kind == "words" && $0.count == 5_000 })
        let text = String(decoding: made("words", seed: one.seed, count: 5_000), as: UTF8.self)
        let found = try CompressionRatio().measure(AnswerSet([text]))
        #expect(found.value == 5_000 / Double(one.size6))
    }

    @Test func repeatsCompressBetter() throws {
        let texts = try Reference.lexicalSets()[2].texts
        let once = try CompressionRatio().measure(AnswerSet(texts)).value
        let twice = try CompressionRatio().measure(AnswerSet(texts + texts)).value
        #expect(twice > 1.5 * once)
    }

    /// The same rule as in `deflate.py`.
    func made(_ kind: String, seed: UInt64, count: Int) -> [UInt8] {
        var state = seed
        func below(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        var found: [UInt8] = []
        let block = kind == "period" ? (0..<30_000).map { _ in UInt8(below(256)) } : []
        while found.count < count {
            switch kind {
            case "words":
                let word = min(below(3000), below(3000), below(3000))
                found += (0..<1 + word % 8).map { UInt8(97 + (word * (7 + $0)) % 26) } + [0x20]
            case "random": found.append(UInt8(below(256)))
            case "few": found.append(UInt8(97 + below(2)))
            case "skewed":
                var letter = 0
                while letter < 25, below(2) == 0 { letter += 1 }
                found.append(UInt8(97 + letter))
            case "period": found.append(block[found.count % block.count])
            default: found.append(0x78)
            }
        }
        return Array(found.prefix(count))
    }
}

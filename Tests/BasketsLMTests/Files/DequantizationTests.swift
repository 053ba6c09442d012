// SPDX-License-Identifier: Apache-2.0
import BasketsLM
import BasketsTensor
import Foundation
import Testing

@Suite struct DequantizationTests {
    private static let types: [(WeightType, String)] = [
        (.f32, "F32"), (.f16, "F16"), (.bf16, "BF16"), (.q4_0, "Q4_0"), (.q4_1, "Q4_1"),
        (.q5_0, "Q5_0"), (.q5_1, "Q5_1"), (.q8_0, "Q8_0"), (.q4_K, "Q4_K"), (.q5_K, "Q5_K"),
        (.q6_K, "Q6_K"),
    ]

    @Test func everyTypeHasAFixture() {
        #expect(Set(Self.types.map(\.0)) == Set(WeightType.allCases))
    }

    /// Expected: PyPI's gguf on random blocks, to the bit; the script stands beside the fixture.
    @Test(arguments: types) func equalsTheReferenceToTheBit(_ type: WeightType, _ name: String)
        throws
    {
        let stored = try FilesReference.data("blocks/\(name).bin")
        let expected = try FilesReference.floats("blocks/\(name).f32")
        let values = try stored.withUnsafeBytes {
            try Dequantization.floats($0, of: type, count: expected.count, item: name)
        }
        #expect(expected.count >= 512)
        #expect(sameBits(values, expected))
    }

    /// scale * code + least is the weight: both round the sum of the same exact terms. A few random
    /// blocks have a scale that is no finite number, and no codes.
    @Test(arguments: types) func codesStandForTheSameNumbers(_ type: WeightType, _ name: String)
        throws
    {
        let stored = try FilesReference.data("blocks/\(name).bin")
        let expected = try FilesReference.floats("blocks/\(name).f32")
        let length = type.weightsPerBlock
        var coded = 0
        for block in 0..<expected.count / length {
            let weights = Array(expected[block * length..<(block + 1) * length])
            let bytes = stored.dropFirst(block * type.bytesPerBlock).prefix(type.bytesPerBlock)
            let numbers = try bytes.withUnsafeBytes {
                try Dequantization.codes($0, of: type, count: length, item: name)
            }
            if let numbers {
                let values = numbers.codes.indices.map {
                    numbers.scales[$0 / 16] * Float(numbers.codes[$0]) + numbers.leasts[$0 / 16]
                }
                #expect(values == weights)
                coded += 1
            } else if length > 1 {
                #expect(weights.contains { !$0.isFinite })
            }
        }
        // Most blocks, or none where numbers are stored as they are.
        #expect(length == 1 ? coded == 0 : 2 * coded * length > expected.count)
    }

    /// A scale that is infinite is no scale: such a file is read number by number.
    @Test func anInfiniteScaleHasNoCodes() throws {
        var stored = try FilesReference.data("blocks/Q8_0.bin").prefix(34)
        stored[0] = 0x00
        stored[1] = 0x7C  // float16 infinity
        let numbers = try stored.withUnsafeBytes {
            try Dequantization.codes($0, of: .q8_0, count: 32, item: "infinite")
        }
        #expect(numbers == nil)
    }

    /// 70,000 blocks take 35 shares; each must land where the blocks one by one do.
    @Test func manySharesEqualOne() throws {
        let block = try FilesReference.data("blocks/Q8_0.bin")
        let single = try FilesReference.floats("blocks/Q8_0.f32")
        let repeats = 2917
        var stored = Data()
        for _ in 0..<repeats { stored.append(block) }
        let values = try stored.withUnsafeBytes {
            try Dequantization.floats(
                $0, of: .q8_0, count: repeats * single.count, item: "repeated")
        }
        let differing = (0..<repeats).filter {
            !sameBits(Array(values[$0 * single.count..<($0 + 1) * single.count]), single)
        }
        #expect(differing.isEmpty)
    }

    @Test func refusesBytesThatDoNotFit() throws {
        let stored = try FilesReference.data("blocks/Q4_0.bin")
        for count in [0, 31, 32, 800, -32] {
            let error = lmError {
                _ = try stored.withUnsafeBytes {
                    try Dequantization.floats($0, of: .q4_0, count: count, item: "some.weight")
                }
            }
            #expect(error?.code == .badInput)
            #expect(error?.item == "some.weight")
        }
    }

    #if !(os(macOS) && arch(x86_64))
        @Test func everyHalfIsTheNumberThatItStandsFor() throws {
            let halves = (0...UInt16.max).map { $0.littleEndian }
            let values = try halves.withUnsafeBytes {
                try Dequantization.floats($0, of: .f16, count: halves.count, item: "halves")
            }
            #expect(sameBits(values, (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }))
        }
    #endif
}

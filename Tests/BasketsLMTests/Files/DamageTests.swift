// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

/// Files cut short and with changed bytes: an error or a sound file, never a crash. Every case that
/// opens is read whole.
@Suite struct DamageTests {
    /// SplitMix64, so that each case is the same on every run.
    struct Random {
        var state: UInt64

        mutating func next(below limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(limit))
        }
    }

    /// What a case ended as.
    enum End: Hashable {
        case opened, refused
        /// An error of another type: a fault of ours.
        case surprised
    }

    static func openGGUF(_ data: Data) -> End {
        do {
            let file = try GGUFFile(MappedFile(data, path: "damaged.gguf"))
            for name in file.names { _ = try file.floats(name) }
            let model = try GGUFModel(file, name: "damaged")
            for name in model.names { _ = try model.floats(name) }
            return .opened
        } catch {
            return error is LMError ? .refused : .surprised
        }
    }

    static func openSafetensors(_ data: Data) -> End {
        do {
            let file = try SafetensorsFile(MappedFile(data, path: "damaged.safetensors"))
            for name in file.names where file.holdsWeights(name) { _ = try file.floats(name) }
            for name in ["i64", "i32"] where file.shape(of: name) != nil {
                _ = try file.integers(name)
            }
            return .opened
        } catch {
            return error is LMError ? .refused : .surprised
        }
    }

    @Test(arguments: ["values", "llama"]) func aGGUFCutAnywhereInItsHeaderIsRefused(
        _ name: String
    ) throws {
        let data = try FilesReference.data("models/\(name).gguf")
        let file = try GGUFFile(MappedFile(data, path: name))
        let header = try #require(file.tensors.values.map(\.range.lowerBound).min())
        let ends = Set((0..<header).map { Self.openGGUF(data.prefix($0)) })
        #expect(ends == [.refused])
        #expect(Self.openGGUF(data.prefix(data.count - 65)) == .refused)
    }

    @Test func aSafetensorsFileCutAnywhereIsRefused() throws {
        let data = try FilesReference.data("safetensors/types.safetensors")
        let ends = Set((0..<data.count).map { Self.openSafetensors(data.prefix($0)) })
        #expect(ends == [.refused])
        #expect(Self.openSafetensors(data) == .opened)
        #expect(Self.openSafetensors(data + [0]) == .refused)
    }

    @Test(arguments: ["values", "llama", "gemma3"]) func aGGUFWithChangedBytesNeverCrashes(
        _ name: String
    ) throws {
        let data = try FilesReference.data("models/\(name).gguf")
        let file = try GGUFFile(MappedFile(data, path: name))
        let header = try #require(file.tensors.values.map(\.range.lowerBound).min())
        var random = Random(state: 7)
        var ends: [End: Int] = [:]
        for _ in 0..<2000 {
            let damaged = Self.damaged(data, header: header, &random)
            ends[Self.openGGUF(damaged), default: 0] += 1
        }
        #expect(ends[.surprised] == nil)
        #expect(ends[.refused, default: 0] > 500)
    }

    @Test func aSafetensorsFileWithChangedBytesNeverCrashes() throws {
        let data = try FilesReference.data("safetensors/types.safetensors")
        var random = Random(state: 8)
        var ends: [End: Int] = [:]
        for _ in 0..<4000 {
            let damaged = Self.damaged(data, header: 700, &random)
            ends[Self.openSafetensors(damaged), default: 0] += 1
        }
        #expect(ends[.surprised] == nil)
        #expect(ends[.refused, default: 0] > 1000)
    }

    /// One to four changed bytes of the header: a random value, an end of the range, a neighbour or a
    /// flipped bit.
    private static func damaged(_ data: Data, header: Int, _ random: inout Random) -> Data {
        var damaged = data
        for _ in 0...random.next(below: 4) {
            let place = random.next(below: header)
            switch random.next(below: 4) {
            case 0: damaged[place] = UInt8(random.next(below: 256))
            case 1: damaged[place] = random.next(below: 2) == 0 ? 0 : 255
            case 2: damaged[place] &+= 1
            default: damaged[place] ^= 1 << UInt8(random.next(below: 8))
            }
        }
        return damaged
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsLM
import BasketsTensor
import Foundation
import Testing

/// The default models as `make assets` fetches them; skipped, by name, where they are not fetched.
@Suite struct DefaultModelsTests {
    static let cache = Asset.cache

    static func isFetched(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: cache.appending(path: path).path)
    }

    static let smollm2 = "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"
    static let gemma3 = "gemma-3-270m/gemma-3-270m-q4_k_m.gguf"
    static let minilm = "all-minilm-l6-v2"

    @Test(.enabled(if: isFetched(smollm2), "run make assets"))
    func smolLM2HasTheWeightsThatTransformersSees() throws {
        let model = try ModelFolder.open(Self.cache.appending(path: Self.smollm2))
        try compare(model, Self.smollm2, count: 272)
        // As its makers' configuration says.
        #expect(model.settings.layers == 30 && model.settings.keyHeads == 3)
        #expect(model.settings.ropeBase == 100_000 && model.settings.tiesHead)
        #expect(model.chatTemplate?.contains("named SmolLM") == true)
    }

    @Test(.enabled(if: isFetched(gemma3), "run make assets"))
    func gemma3HasTheWeightsThatTransformersSees() throws {
        let model = try ModelFolder.open(Self.cache.appending(path: Self.gemma3))
        try compare(model, Self.gemma3, count: 236)
        #expect(model.settings.slides.filter { !$0 }.count == 3)
        #expect(model.settings.window == 512 && model.settings.slidingRopeBase == 10_000)
        #expect(model.chatTemplate == nil)
    }

    @Test(.enabled(if: isFetched(minilm), "run make assets"))
    func miniLMHasTheWeightsOfItsFile() throws {
        let encoder = try EncoderFile(Self.cache.appending(path: Self.minilm))
        try compare(encoder, Self.minilm, count: 103)
        #expect(encoder.settings.layers == 6 && encoder.settings.width == 384)
        #expect(encoder.settings.maxTokens == 256 && encoder.settings.positions == 512)
    }

    /// Of the first layer's seven matrices, where rows may have been put back in their places.
    @Test(
        .enabled(if: isFetched(smollm2) && isFetched(gemma3), "run make assets"),
        arguments: [smollm2, gemma3])
    func codesAreThoseOfTheWeights(_ path: String) throws {
        let model = try ModelFolder.open(Self.cache.appending(path: path))
        let names = model.names.filter { $0.contains(".layers.0.") && $0.contains("_proj.") }
        #expect(names.count == 7)
        for name in names {
            let found = try #require(try model.codes(of: name))
            let values = found.codes.indices.map {
                found.scales[$0 / 16] * Float(found.codes[$0]) + found.leasts[$0 / 16]
            }
            #expect(try values == model.floats(name), "\(name)")
        }
        #expect(try model.codes(of: "model.norm.weight") == nil)
    }

    private func compare(_ model: any TensorSource, _ name: String, count: Int) throws {
        let expected = try JSONDecoder().decode(
            [String: [String: String]].self, from: FilesReference.data("real.json"))
        let checksums = try #require(expected[name])
        #expect(checksums.count == count)
        var differing: [String] = []
        for (tensor, checksum) in checksums
        where String(Self.checksum(try model.floats(tensor))) != checksum {
            differing.append(tensor)
        }
        #expect(differing.isEmpty)
        #expect(Set(model.names).isSuperset(of: checksums.keys))
    }

    /// Sum of (2i + 1) times the bits of number i, modulo 2^64: places count.
    private static func checksum(_ values: [Float]) -> UInt64 {
        values.withUnsafeBufferPointer { values in
            var sum: UInt64 = 0
            for index in values.indices {
                sum &+= UInt64(values[index].bitPattern) &* UInt64(2 &* index &+ 1)
            }
            return sum
        }
    }
}

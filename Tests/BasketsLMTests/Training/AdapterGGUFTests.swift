// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// What the adapter of a written file is, by our own reader of GGUF files.
@Suite struct AdapterGGUFTests {
    @Test func namesShapesAndValuesAreThoseOfTheAdapter() throws {
        let decoder = try TinyDecoderTests.decoder("llama").settings
        let adapter = Self.noise(decoder, rank: 3)
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: url) }
        try AdapterGGUF.write(adapter, decoder: decoder, to: url)
        let file = try GGUFFile(url)
        #expect(file.metadata["general.type"] == .text("adapter"))
        #expect(file.metadata["general.architecture"] == .text("llama"))
        #expect(file.metadata["adapter.lora.alpha"] == .real(6))
        #expect(file.tensors.count == decoder.layers * 7 * 2)
        let up = Site(layer: 1, projection: .up)
        let name = "blk.1.ffn_up.weight.lora_b"
        #expect(file.tensors[name]?.shape == [decoder.innerWidth, 3])
        var values = [Float](repeating: 0, count: decoder.innerWidth * 3)
        try values.withUnsafeMutableBufferPointer { try file.read(name, into: $0) }
        #expect(values == adapter.matrices[up]?.b)
    }

    /// Two heads of four rows, of rank 1: rows 0 1 2 3 of a head stand as 0 2 1 3 in the file.
    @Test func rowsOfQueriesAreReordered() throws {
        var decoder = try TinyDecoderTests.decoder("llama").settings
        decoder.headWidth = 4
        let rows: [Float] = [0, 1, 2, 3, 10, 11, 12, 13]
        #expect(
            AdapterGGUF.interleaved(rows, .query, decoder, rank: 1)
                == [0, 2, 1, 3, 10, 12, 11, 13])
        #expect(AdapterGGUF.interleaved(rows, .value, decoder, rank: 1) == rows)
    }

    /// An adapter that changes what a model says.
    static func noise(_ decoder: DecoderSettings, rank: Int) -> Adapter {
        var adapter = Adapter.initial(
            LoRASettings(rank: rank, alpha: Double(2 * rank)), decoder: decoder, seed: 7)
        for (site, matrices) in adapter.matrices {
            let random = RowRandom(seed: TrainingPlan.hash(site.path))
            adapter.matrices[site]?.b = matrices.b.indices.map {
                Float(random.uniform($0) - 0.5) * 0.1
            }
        }
        return adapter
    }
}

private let peer = ProcessInfo.processInfo.environment["BASKETS_ADAPTER_PEER"]

/// Against llama.cpp's own server with the same weights in float32 and the same adapter
/// (`make test-peers`): the same 64 likeliest tokens behind 20 prompts, up to the first place where the
/// two best of them are nearer than 1e-3.
@Suite(.serialized, .enabled(if: peer != nil)) struct AdapterPeerTests {
    @Test func llamaCppSaysTheSameWithTheSameAdapter() throws {
        let words = try #require(peer).split(separator: " ").map(String.init)
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        // The script writes the weights in float32.
        let base = folder.appending(path: "base.gguf")
        try Self.run(words, ["widen", Asset.smollm2.path, base.path])
        let model = try LanguageModel.load(base)
        let adapter = AdapterGGUFTests.noise(model.settings, rank: 8)
        let file = folder.appending(path: "adapter.gguf")
        try AdapterGGUF.write(adapter, decoder: model.settings, to: file)
        let rows = try ReferencePack("Models/greedy-smollm2").objects("rows")
        let prompts = try rows.map { try $0.tokens("prompt") }
        let (asked, said) = (
            folder.appending(path: "prompts.json"), folder.appending(path: "tokens.json")
        )
        try JSONEncoder().encode(prompts).write(to: asked)
        try Self.run(words, ["ask", base.path, file.path, asked.path, said.path])
        let theirs = try JSONDecoder().decode([[Int32]].self, from: Data(contentsOf: said))
        try #require(theirs.count == 20 && theirs.allSatisfy { (1...64).contains($0.count) })

        func written() throws -> [[Int32]] {
            try model.sample(
                prompts.map { SampleRow(tokens: $0, seed: 1) },
                decoding: Decoding(temperature: 0, maxTokens: 64), stopping: false
            ).map(\.tokens)
        }
        let plain = try written()
        try model.attach(adapter)
        let ours = try written()
        #expect(zip(plain, ours).allSatisfy { $0 != $1 })
        var compared = 0
        for (prompt, (ours, theirs)) in zip(prompts, zip(ours, theirs)) {
            guard let place = theirs.indices.first(where: { ours[$0] != theirs[$0] }) else {
                compared += theirs.count
                continue
            }
            compared += place
            let logs = try model.nextTokenLogProbabilities([prompt + ours[..<place]])[0]
            #expect(abs(logs[Int(ours[place])] - logs[Int(theirs[place])]) < 1e-3)
        }
        print(
            "peer: \(compared) of \(theirs.joined().count) tokens are the same before the first near-tie"
        )
        #expect(compared > theirs.joined().count / 2)
    }

    private static func run(_ words: [String], _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = words.dropFirst() + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// Adapters written by PEFT on a tiny checkpoint (Fixtures/Reference/Adapters/adapter.py).
@Suite struct AdapterFolderTests {
    @Test func anAdapterOfPEFTGivesItsLogits() throws {
        let pack = try ReferencePack("Adapters/adapters")
        let decoder = try TinyDecoderTests.decoder("llama")
        let tokens = try pack.json.tokens()
        for reference in try pack.objects("adapters") {
            let adapter = try AdapterFolder.load(Self.folder(reference))
            let logits = try allLogits(decoder, tokens, lora: adapter.lora(decoder.settings))
            #expect(try largestDifference(logits, pack.floats(reference["logits"])) <= 1e-4)
        }
    }

    @Test func savedAndLoadedIsTheSame() throws {
        let pack = try ReferencePack("Adapters/adapters")
        let settings = try TinyDecoderTests.decoder("llama").settings
        let out = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: out) }
        for reference in try pack.objects("adapters") {
            let adapter = try AdapterFolder.load(Self.folder(reference))
            try AdapterFolder.save(adapter, to: out, base: "tiny", decoder: settings)
            #expect(try AdapterFolder.load(out) == adapter)
        }
    }

    @Test func aFolderWithoutAnAdapterIsNamed() throws {
        let error = #expect(throws: LMError.self) {
            try AdapterFolder.load(ReferencePack.folder.appending(path: "Models"))
        }
        #expect(error?.description.contains("adapter_config.json") == true)
    }

    static func folder(_ reference: [String: Any]) throws -> URL {
        ReferencePack.folder.appending(path: "Adapters/\(try reference.text("folder"))")
    }
}

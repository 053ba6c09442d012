// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// The likeliest 64 tokens behind 20 prompts as transformers finds them, all prompts in one batch, up
/// to the first place where its two best logits are nearer than 1e-3
/// (Fixtures/Reference/Models/greedy.py).
@Suite(.serialized) struct GreedyTests {
    @Test(arguments: [("smollm2", Asset.smollm2), ("gemma3", Asset.gemma3)])
    func tokensEqualTheReference(_ name: String, _ url: URL) throws {
        let pack = try ReferencePack("Models/greedy-\(name)")
        let rows = try pack.objects("rows")
        #expect(rows.count == 20)
        let model = try LanguageModel.load(url)
        let written = try model.sample(
            rows.map { SampleRow(tokens: try $0.tokens("prompt"), seed: 1) },
            decoding: Decoding(temperature: 0, maxTokens: 64), stopping: false)
        for (row, ours) in zip(rows, written) {
            let compared = Int(try row.number("compared"))
            #expect(compared > 30)
            #expect(try ours.tokens.prefix(compared) == row.tokens("tokens").prefix(compared))
        }
    }
}

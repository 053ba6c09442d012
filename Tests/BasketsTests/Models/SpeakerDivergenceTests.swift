// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsLM
import BasketsMetrics
import Foundation
import Testing

@testable import Baskets

/// The real SmolLM2 beside itself and under an adapter, against a plain computation.
@Suite(.serialized) struct SpeakerDivergenceTests {
    private func speaker(_ precision: Precision) throws -> Speaker {
        let model = try ModelLibrary.standard()
            .load("smollm2-135m-instruct", precision: precision)
        return try Speaker(model, prompting: .chat, system: nil)
    }

    /// Rows of different lengths, so that shorter ones are padded in the batch.
    private func rows(_ speaker: Speaker) throws -> [TokenRow] {
        try [
            ("What is a byte?", "Eight bits."), ("What is a bug?", "A mistake in a program."),
            ("Name a colour.", "Red"),
        ].enumerated().map { try speaker.row(key: "\($0)", prompt: $1.0, answer: $1.1) }
    }

    /// An adapter that changes the model a little: b is drawn as a is.
    private func adapter(_ speaker: Speaker) -> Adapter {
        let settings = LoRASettings(rank: 2, alpha: 4)
        var adapter = Adapter.initial(settings, decoder: speaker.model.settings, seed: 3)
        for (site, matrices) in adapter.matrices {
            adapter.matrices[site]?.b = matrices.b.indices.map {
                0.02 * Float(($0 * 7919 + 13) % 101 - 50) / 50
            }
        }
        return adapter
    }

    @Test(arguments: [Precision.bfloat16, .float32])
    func aModelBesideItselfDivergesByNothing(precision: Precision) throws {
        let speaker = try speaker(precision)
        let rows = try rows(speaker)
        let adapter = adapter(speaker)
        for form in [nil, adapter] {
            let found = try speaker.divergences(rows, reference: form, adapter: form)
            #expect(found.map(\.places) == rows.map(\.answer.count))
            for row in found {
                #expect(row.fromReference == 0 && row.fromModel == 0)
                // Its middle is rounded: 49,152 logarithms in float64.
                #expect(abs(row.jensenShannon) < 1e-12)
                #expect(row.modelEntropy == row.referenceEntropy && row.modelEntropy > 0)
            }
        }
    }

    /// Sums over the whole vocabulary in float64, place by place, each place a prompt of its own,
    /// with the adapter merged into the weights. In float32: where a processor rounds what goes into
    /// a product, two ways to the same probabilities differ by more than is allowed here.
    @Test func aTunedModelDivergesAsAPlainSumSays() throws {
        let speaker = try speaker(.float32)
        let rows = try rows(speaker)
        let adapter = adapter(speaker)
        let found = try speaker.divergences(rows, reference: nil, adapter: adapter)
        for (row, sums) in zip(rows, found) {
            let prefixes = row.answer.indices.map { row.prompt + row.answer[..<$0] }
            try speaker.model.attach(nil)
            let parent = try prefixes.map { try speaker.model.nextTokenLogProbabilities([$0])[0] }
            try speaker.model.attach(adapter)
            let tuned = try prefixes.map { try speaker.model.nextTokenLogProbabilities([$0])[0] }
            try speaker.model.attach(nil)
            var expected = (kl: 0.0, back: 0.0, entropy: 0.0, tail: 0.0)
            for (p, q) in zip(parent.joined(), tuned.joined()) {
                let (p, q) = (Double(p), Double(q))
                expected.kl += exp(p) * (p - q) / log(2)
                expected.back += exp(q) * (q - p) / log(2)
                expected.entropy -= exp(q) * q / log(2)
                expected.tail += exp(p) < 1e-4 ? exp(q) : 0
            }
            #expect(expected.kl > 0.001)
            // Merged and applied adapters differ by rounding of float32.
            #expect(abs(sums.fromReference - expected.kl) < 1e-3 * expected.kl)
            #expect(abs(sums.fromModel - expected.back) < 1e-3 * expected.back)
            #expect(abs(sums.modelEntropy - expected.entropy) < 1e-4 * expected.entropy)
            #expect(abs(sums.modelTail - expected.tail) < 1e-3 * expected.tail)
        }
    }

    /// Without the model's own system turn the prompt is shorter, and begins with the question.
    @Test func theSystemTurnCanBeLeftOut() throws {
        let model = try ModelLibrary.standard().load("smollm2-135m-instruct")
        let plain = try Speaker(model, prompting: .chat, system: nil).prompt("Hello?")
        let bare = try Speaker(model, prompting: .chat, system: nil, addsSystem: false)
            .prompt("Hello?")
        #expect(bare.count < plain.count)
        #expect(plain.suffix(bare.count - 1).elementsEqual(bare.dropFirst()))
        #expect(!model.tokenizer.decode(bare).contains("system"))
    }
}

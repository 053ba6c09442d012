// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

/// Losses, gradient norms and weights of PEFT on the same rows, order, masks and initial matrices
/// (Fixtures/Reference/Training/peft_losses.py).
@Test(arguments: ["answer", "conversation", "strong"])
func stepsEqualThoseOfPEFT(_ name: String) throws {
    let pack = try ReferencePack("Training/peft")
    let expected = try #require(
        try pack.objects("cases").first { $0["name"] as? String == name }, "no such case")
    let rows = try pack.objects("rows").enumerated().map { index, row in
        TokenRow(
            key: "\(index)", prompt: try row.tokens("prompt"), answer: try row.tokens("answer"))
    }
    let settings = TrainingSettings(
        lora: LoRASettings(rank: 8, alpha: 16), learningRate: try expected.number("learningRate"),
        epochs: 1, batch: 4, microBatch: 4, weightDecay: try expected.number("weightDecay"),
        warmup: try expected.number("warmupSteps") / 6 - 0.01,
        loss: try #require(TrainingSettings.Loss(rawValue: expected.text("lossOn"))), seed: 1)
    let model = try LanguageModel.load(Asset.smollm2)
    var trainer = try Trainer(model, settings: settings, rows: rows)
    trainer.plan = TrainingPlan(steps: (0..<6).map { Array($0 * 4..<$0 * 4 + 4) })

    var steps: [TrainingEvent.Step] = []
    _ = try trainer.train(from: formulaAdapter(settings.lora, model.settings)) { event in
        if case .step(let step) = event { steps.append(step) }
        return true
    }
    let references = try #require(expected["steps"] as? [[String: Any]])
    #expect(steps.count == references.count)
    for (step, reference) in zip(steps, references) {
        #expect(abs(step.loss - (try reference.number("loss"))) <= 1e-3)
        let norm = try reference.number("gradientNorm")
        #expect(abs(step.gradientNorm - norm) <= 2e-3 * norm)
        #expect(abs(step.learningRate - (try reference.number("learningRate"))) <= 1e-9)
        #expect(step.lossTokens == Int(try reference.number("tokensWithLoss")))
    }
}

/// a[i, j] = sin(0.1 (1 + i) + 0.37 (1 + j) + 1.3 layer + 0.7 module) / sqrt(in), b = 0.
private func formulaAdapter(_ settings: LoRASettings, _ decoder: DecoderSettings) -> Adapter {
    var adapter = Adapter.initial(settings, decoder: decoder, seed: 1)
    for (site, matrices) in adapter.matrices {
        let (_, input) = site.projection.shape(decoder)
        let shift = 1.3 * Double(site.layer) + 0.7 * Double(site.projection.number)
        let a = (0..<settings.rank * input).map { index -> Float in
            let (i, j) = (Double(index / input + 1), Double(index % input + 1))
            return Float(sin(0.1 * i + 0.37 * j + shift) / Double(input).squareRoot())
        }
        adapter.matrices[site] = .init(a: a, b: matrices.b)
    }
    return adapter
}

// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Foundation
import Testing

@testable import BasketsLM

/// Loss and gradients of tiny checkpoints in float64 by PyTorch
/// (Fixtures/Reference/Training/gradients.py), against ours in float32, relative 1e-5.
@Suite struct GradientTests {
    @Test(arguments: ["llama", "gemma3"])
    func lossAndSlopesEqualTheReference(_ name: String) throws {
        let pack = try ReferencePack("Training/gradients")
        let model = try #require(
            try pack.objects("models").first { $0["folder"] as? String == name })
        let decoder = try TinyDecoderTests.decoder(name)
        let sites = Site.all(decoder.settings)
        let initial = try #require(pack.json["initial"] as? [String: Any])
        let parameters = try Self.matrices(initial, sites, decoder.settings, isInitial: true)
        let rows = try #require(model["rows"] as? [[String: Any]]).map {
            TokenRow(key: "", prompt: try $0.tokens("prompt"), answer: try $0.tokens("answer"))
        }
        let scored = try ScoredBatch(rows)
        let (loss, gradients) = try valueAndGradients(
            at: parameters.map { try Tensor($0.values, shape: $0.shape) }
        ) { tensors in
            try TrainingLoss(decoder: decoder).sum(
                scored, lora: LoRA(pairs: pairs(sites, tensors), scale: 2))
        }
        let tokens = Double(scored.targets.count)
        let expected = try model.number("loss")
        #expect(abs(try loss.scalar() / tokens - expected) <= 1e-5 * expected)

        let slopes = try #require(model["directionalDerivatives"] as? [Double])
        for (direction, slope) in zip(try pack.objects("directions"), slopes) {
            let along = try Self.matrices(direction, sites, decoder.settings, isInitial: false)
            let ours = try zip(gradients, along).reduce(0.0) { sum, pair in
                let values = try pair.0.doubles()
                return sum + zip(values, pair.1.values).reduce(0) { $0 + $1.0 * Double($1.1) }
            }
            #expect(abs(ours / tokens - slope) <= 1e-5 * abs(slope))
        }
    }

    /// function(row (1 + i) + column (1 + j) + layer l + module m) * scale for each a and b in turn.
    private static func matrices(
        _ formula: [String: Any], _ sites: [Site], _ settings: DecoderSettings, isInitial: Bool
    ) throws -> [(values: [Float], shape: [Int])] {
        func matrix(_ part: String, _ site: Site, _ shape: [Int], _ scale: Double) throws
            -> (values: [Float], shape: [Int])
        {
            let terms = try #require(formula[part] as? [String: Any])
            let isSine = try terms.text("function") == "sin"
            func function(_ angle: Double) -> Double { isSine ? sin(angle) : cos(angle) }
            let (row, column) = (try terms.number("row"), try terms.number("column"))
            let shift =
                try terms.number("layer") * Double(site.layer)
                + terms.number("module") * Double(site.projection.number)
            let values = (0..<shape[0] * shape[1]).map { place -> Float in
                let (i, j) = (Double(place / shape[1] + 1), Double(place % shape[1] + 1))
                return Float(function(row * i + column * j + shift) * scale)
            }
            return (values, shape)
        }
        return try sites.flatMap { site in
            let (out, input) = site.projection.shape(settings)
            let (aScale, bScale) = isInitial ? (1 / Double(input).squareRoot(), 0.1) : (1, 1)
            return [
                try matrix("a", site, [2, input], aScale), try matrix("b", site, [out, 2], bScale),
            ]
        }
    }
}

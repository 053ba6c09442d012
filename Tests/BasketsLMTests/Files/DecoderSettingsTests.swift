// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import BasketsTensor
import Foundation
import Testing

@Suite struct DecoderSettingsTests {
    /// What transformers makes of configurations that follow published ones, old and new spelling.
    private struct Facts: Decodable {
        let layers, width, heads, keyHeads, headWidth, innerWidth, vocabulary, context: Int
        let epsilon, ropeBase, attentionScale: Double
        let slidingRopeBase: Double?
        let slides: [Bool]
        let window: Int?
        let tied: Bool
    }

    private static func cases() throws -> [String: SettingValue] {
        try SettingsFile.object(FilesReference.url("settings.json"))
    }

    private static func facts() throws -> [String: Facts] {
        struct Case: Decodable { let facts: Facts }
        return try JSONDecoder().decode(
            [String: Case].self, from: FilesReference.data("settings.json")
        ).mapValues(\.facts)
    }

    private static func settings(_ name: String) throws -> DecoderSettings {
        let config = try #require(try cases()[name]?.object?["config"]?.object)
        return try DecoderSettings(huggingFace: config, file: name)
    }

    @Test func readsConfigurationsAsTransformersDoes() throws {
        let facts = try Self.facts()
        #expect(facts.count == 26)
        for (name, expected) in facts {
            let settings = try Self.settings(name)
            #expect(settings.layers == expected.layers, "\(name)")
            #expect(settings.width == expected.width, "\(name)")
            #expect(settings.heads == expected.heads, "\(name)")
            #expect(settings.keyHeads == expected.keyHeads, "\(name)")
            #expect(settings.headWidth == expected.headWidth, "\(name)")
            #expect(settings.innerWidth == expected.innerWidth, "\(name)")
            #expect(settings.vocabulary == expected.vocabulary, "\(name)")
            #expect(settings.context == expected.context, "\(name)")
            #expect(settings.normEpsilon == Float(expected.epsilon), "\(name)")
            #expect(settings.ropeBase == expected.ropeBase, "\(name)")
            #expect(settings.slidingRopeBase == expected.slidingRopeBase, "\(name)")
            #expect(settings.window == expected.window, "\(name)")
            #expect(settings.slides == (expected.window == nil ? [] : expected.slides), "\(name)")
            #expect(settings.tiesHead == expected.tied, "\(name)")
            #expect(abs(settings.attentionScale - Float(expected.attentionScale)) < 1e-8, "\(name)")
        }
    }

    @Test(arguments: ["", " saved"]) func readsRopeScaling(_ spelling: String) throws {
        #expect(
            try Self.settings("llama-3.2-1b" + spelling).ropeScaling
                == .llama3(
                    factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192
                ))
        #expect(try Self.settings("llama-linear" + spelling).ropeScaling == .linear(factor: 4))
        #expect(try Self.settings("gemma-3-4b" + spelling).ropeScaling == .linear(factor: 8))
        #expect(try Self.settings("gemma-3-1b" + spelling).ropeScaling == .none)
    }

    /// Biases, norms and scale follow from the family (`modeling_*.py` of transformers 5.23).
    @Test func knowsWhatFollowsFromTheFamily() throws {
        let qwen2 = try Self.settings("qwen2.5-0.5b")
        #expect(qwen2.hasProjectionBias && !qwen2.hasHeadNorms && !qwen2.hasPostNorms)
        let qwen3 = try Self.settings("qwen3-0.6b")
        #expect(!qwen3.hasProjectionBias && qwen3.hasHeadNorms && !qwen3.hasPostNorms)
        let gemma = try Self.settings("gemma-3-1b")
        #expect(!gemma.hasProjectionBias && gemma.hasHeadNorms && gemma.hasPostNorms)
        #expect(gemma.normsAddOne && gemma.activation == .geluTanh)
        #expect(gemma.embeddingScale == Float(1152).squareRoot())
        let llama = try Self.settings("llama-3.2-1b")
        #expect(!llama.hasProjectionBias && !llama.hasHeadNorms && !llama.hasPostNorms)
        #expect(!llama.normsAddOne && llama.activation == .silu && llama.embeddingScale == nil)
    }

    struct Wrong: CustomTestStringConvertible {
        let key: String
        let value: SettingValue?
        var base = "llama-3.2-1b"
        var code = LMError.Code.brokenFile
        let finding: String

        var testDescription: String { "\(key) \(value?.described ?? "missing")" }
    }

    static let wrong: [Wrong] = [
        Wrong(
            key: "model_type", value: .text("gpt2"), code: .unsupported,
            finding:
                "has 'model_type' 'gpt2'; only gemma3, gemma3_text, llama, mistral, qwen2, qwen3 is "
                + "supported."),
        Wrong(
            key: "hidden_size", value: nil,
            finding: "'hidden_size' is missing; expected a whole number from 1 to 1048576."),
        Wrong(
            key: "hidden_size", value: .integer(-2048),
            finding: "'hidden_size' is -2048; expected a whole number from 1 to 1048576."),
        Wrong(
            key: "hidden_size", value: .real(2048.5),
            finding: "'hidden_size' is 2048.5; expected a whole number from 1 to 1048576."),
        Wrong(
            key: "num_hidden_layers", value: .integer(1 << 40),
            finding: "'num_hidden_layers' is 1099511627776; expected a whole number from 1 to 1024."
        ),
        Wrong(
            key: "vocab_size", value: .text("many"),
            finding: "'vocab_size' is 'many'; expected a whole number from 1 to 16777216."),
        Wrong(
            key: "num_key_value_heads", value: .integer(5),
            finding: "has 32 heads and 5 key heads; expected a multiple."),
        Wrong(
            key: "head_dim", value: .integer(63),
            finding: "has heads of width 63; expected an even number, as the rotation needs."),
        Wrong(
            key: "rms_norm_eps", value: .integer(1),
            finding: "'rms_norm_eps' is 1; expected a number from 1e-15 to 0.1."),
        Wrong(
            key: "rope_theta", value: .real(-.infinity),
            finding: "'rope_theta' is -inf; expected a number from 1.0 to 1000000000000.0."),
        Wrong(
            key: "rope_scaling", value: .text("yarn"),
            finding: "'rope_scaling' is 'yarn'; expected an object."),
        Wrong(
            key: "rope_scaling", value: .object(["rope_type": .text("yarn")]), code: .unsupported,
            finding: "has 'rope_type' 'yarn'; only default, linear or llama3 is supported."),
        Wrong(
            key: "rope_scaling", value: .object(["type": .text("linear"), "factor": .integer(0)]),
            finding: "'factor' is 0; expected a number from 1.0 to 1000000.0."),
        Wrong(
            key: "attention_bias", value: .flag(true), code: .unsupported,
            finding: "has 'attention_bias' true; only false is supported."),
        Wrong(
            key: "partial_rotary_factor", value: .real(0.5), code: .unsupported,
            finding: "has 'partial_rotary_factor' 0.5; only 1 is supported."),
        Wrong(
            key: "hidden_act", value: .text("relu"), code: .unsupported,
            finding: "has 'hidden_act' 'relu'; only silu is supported."),
        Wrong(
            key: "final_logit_softcapping", value: .integer(30), base: "gemma-3-1b",
            code: .unsupported,
            finding: "has 'final_logit_softcapping' 30; only null is supported."),
        Wrong(
            key: "layer_types", value: .list([.text("full_attention")]), base: "gemma-3-1b",
            finding:
                "'layer_types' is a list of 1; expected 'sliding_attention' or 'full_attention' per "
                + "layer."),
    ]

    @Test(arguments: wrong) func namesTheKeyAndWhatWasExpected(_ wrong: Wrong) throws {
        var config = try #require(try Self.cases()[wrong.base]?.object?["config"]?.object)
        config[wrong.key] = wrong.value
        let error = lmError { _ = try DecoderSettings(huggingFace: config, file: "config.json") }
        #expect(error?.code == wrong.code)
        #expect(error?.item == "config.json")
        #expect(error?.finding == wrong.finding)
    }
}

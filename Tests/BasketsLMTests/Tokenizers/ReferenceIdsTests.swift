// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// Ids and decoded text of 11,200 generated lines equal those of Hugging Face `tokenizers`
/// (`make.py` beside the fixtures).
struct ReferenceIdsTests {
    @Test func linesAreThoseOfTheGeneratorInPython() {
        // From `python -c "import lines; ..."`: count, UTF-8 bytes and FNV-1a of all lines joined.
        let lines = GeneratedLines.all
        #expect(lines.count == 11_200)
        #expect(lines.reduce(0) { $0 + $1.utf8.count } == 610_636)
        #expect(TokenizerFixtures.hash(lines.joined().utf8) == 0x9153_3f4f)
    }

    @Test(arguments: ["gpt2", "llama3", "qwen2", "mistral", "mistral-first", "gemma", "bert"])
    func smallVocabularyFromTokenizerJSON(_ name: String) throws {
        try compare(TokenizerFixtures.tokenizer(name), with: name)
    }

    @Test(arguments: [
        ("gpt2", "gpt2", "gpt-2"), ("llama3", "gpt2", "llama-bpe"), ("qwen2", "gpt2", "qwen2"),
        ("mistral", "llama", "default"), ("gemma", "llama", "default"),
    ])
    func smallVocabularyFromGGUFValues(_ name: String, _ model: String, _ pre: String) throws {
        var values = try TokenizerSpecification(small: name, model: model, preTokenizer: pre)
        values.addsSpacePrefix = model == "llama" ? name == "mistral" : nil
        try compare(values.tokenizer(), with: name)
    }

    @Test(.enabled(if: TokenizerAssets.smollm2 != nil, "needs the asset smollm2-135m-instruct"))
    func smolLM2() throws {
        let file = try #require(TokenizerAssets.smollm2)
        try compare(GGUFModel(file).tokenizer(), with: "smollm2")
    }

    @Test(.enabled(if: TokenizerAssets.gemma3 != nil, "needs the asset gemma-3-270m"))
    func gemma3() throws {
        let file = try #require(TokenizerAssets.gemma3)
        try compare(GGUFModel(file).tokenizer(), with: "gemma-3")
    }

    @Test(.enabled(if: TokenizerAssets.minilm != nil, "needs the asset all-minilm-l6-v2"))
    func miniLM() throws {
        let folder = try #require(TokenizerAssets.minilm)
        try compare(TokenizerFile.load(folder).tokenizer, with: "all-minilm-l6-v2")
    }

    /// Names the first lines that differ, with their kind.
    private func compare(_ tokenizer: any Tokenizer, with name: String) throws {
        let lines = GeneratedLines.all
        let expected = try TokenizerFixtures.expected(name)
        try #require(expected.count == lines.count)
        var different: [String] = []
        var roundTrips = 0
        for (line, reference) in zip(lines, expected) {
            let ids = tokenizer.encode(line)
            let text = tokenizer.decode(ids)
            let half = UInt16(truncatingIfNeeded: TokenizerFixtures.hash(text.utf8))
            if TokenizerFixtures.hash(ids) != reference.ids || half != reference.text {
                different.append(line.debugDescription)
            }
            if text.utf8.elementsEqual(line.utf8) { roundTrips += 1 }
        }
        let few = different.prefix(3).joined(separator: "\n")
        #expect(different.isEmpty, "\(different.count) lines of \(name) differ:\n\(few)")
        #expect(roundTrips == Self.roundTrips[name])
    }

    /// Lines that come back as they were, as `make.py` prints.
    private static let roundTrips = [
        "gpt2": 11_200, "llama3": 11_200, "qwen2": 9818, "mistral": 10_527, "mistral-first": 7396,
        "gemma": 10_527, "bert": 362, "smollm2": 10_784, "gemma-3": 10_527,
        "all-minilm-l6-v2": 251,
    ]
}

// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

@Suite struct GGUFTokenizerTests {
    /// What `make_models.py` put in.
    @Test func readsWhatTheMetadataSay() throws {
        let tokens = try TokenizerSpecification(
            GGUFFile(FilesReference.url("models/llama.gguf")))
        #expect(tokens.model == "llama")
        #expect(tokens.preTokenizer == "default")
        #expect(tokens.tokens.count == 40 && tokens.tokens[39] == "▁t39")
        #expect(tokens.scores.count == 40 && tokens.scores[39] == -39)
        #expect(tokens.tokenTypes == [Int32](repeating: 1, count: 40))
        #expect(tokens.merges.isEmpty)
        #expect(tokens.beginning == 1 && tokens.end == 2)
        #expect(tokens.pad == nil && tokens.unknown == nil)
        #expect(tokens.addsBeginning == true && tokens.addsEnd == nil)
        let qwen = try TokenizerSpecification(GGUFFile(FilesReference.url("models/qwen2.gguf")))
        #expect(qwen.addsBeginning == false)
    }

    @Test func refusesEntriesOfAnotherType() throws {
        let model = "tokenizer.ggml.model"
        let file = try GGUFBytes.start(entries: 1).entry(model, type: 0).raw([1]).file()
        let error = lmError { _ = try TokenizerSpecification(file) }
        #expect(error?.code == .brokenFile)
        #expect(
            error?.finding
                == "'tokenizer.ggml.model' is missing or of another type; expected a text.")
        let empty = try GGUFBytes.start().file()
        #expect(lmError { _ = try TokenizerSpecification(empty) }?.code == .unsupported)
        let bare = try GGUFBytes.start(entries: 1).entry(model, type: 8).text("gpt2").file()
        #expect(lmError { _ = try TokenizerSpecification(bare) }?.code == .brokenFile)
    }
}

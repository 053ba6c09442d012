// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

/// A file that is broken gives an error that names it and the place, never a crash.
struct BrokenTokenizerTests {
    private func failure(_ text: String) -> String? {
        do {
            _ = try TokenizerFile.read(Data(text.utf8), item: "t.json")
            return nil
        } catch {
            return String(describing: error)
        }
    }

    /// `"pre_tokenizer"` and the rest of a small byte-level file.
    private static func file(
        vocabulary: String = #"{"a":0,"b":1,"ab":2}"#, merges: String = #"["a b"]"#,
        more: String = "", steps: String = #"{"type":"ByteLevel","add_prefix_space":false}"#
    ) -> String {
        #"{"pre_tokenizer":\#(steps),"model":{"type":"BPE","vocab":\#(vocabulary),"#
            + #""merges":\#(merges)}\#(more)}"#
    }

    @Test func theSmallFileIsSound() throws {
        let tokenizer = try TokenizerFile.read(Data(Self.file().utf8), item: "t.json")
        #expect(tokenizer.encode("abba") == [2, 1, 0])
        #expect(tokenizer.vocabularySize == 3)
    }

    @Test(arguments: [
        ("", "t.json at byte 0: not JSON: expected a value, found the end of the file."),
        ("[1,", "t.json at byte 3: not JSON: expected a value, found the end of the file."),
        (#"{"a" 1}"#, "t.json at byte 5: not JSON: expected a colon, found byte 49."),
        (#"{"a":"\q"}"#, "t.json at byte 7: not JSON: expected an escape, found byte 113."),
        (
            #"{"a":"\ud800x"}"#,
            "t.json at byte 12: not JSON: expected a low surrogate, found byte 120."
        ),
        ("{} x", "t.json at byte 3: not JSON: expected the end of the text, found byte 120."),
        ("{}", "t.json: the file has no 'model'."),
        ("7", "t.json: the file is not an object."),
        (#"{"model":{"vocab":[],"merges":[]}}"#, "t.json: model.vocab is not an object."),
        (
            file(vocabulary: #"{"a":-1}"#),
            "t.json: model.vocab['a'] is -1.0, not an id from 0 to 4194303."
        ),
        (
            file(vocabulary: #"{"a":0,"b":0}"#),
            "t.json: model.vocab['b'] has id 0, which another token has."
        ),
        (
            file(merges: #"["a b","a c"]"#),
            "t.json: model.merges[1] is not two tokens of the vocabulary whose union is one."
        ),
        (
            file(merges: "[7]"),
            "t.json: model.merges[0] is not two tokens of the vocabulary whose union is one."
        ),
        (
            file(more: #","added_tokens":[{"id":1,"content":"<x>"}]"#),
            "t.json: added_tokens[0] has id 1, which 'b' has."
        ),
    ])
    func brokenFilesAreNamedWithTheirPlace(_ text: String, _ message: String) {
        #expect(failure(text) == message + " Fetch the file again.")
    }

    @Test(arguments: [
        (
            #"{"model":{"type":"Unigram","vocab":{}}}"#,
            "t.json: model.type is 'Unigram'; BPE and WordPiece are supported."
        ),
        (
            file(
                steps:
                    #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"x"},"#
                    + #""behavior":"Isolated"},{"type":"ByteLevel","add_prefix_space":false}]}"#),
            "t.json: pre_tokenizer.pretokenizers[0].pattern.Regex is a pattern that is not known."
        ),
        (
            file(more: #","normalizer":{"type":"Lowercase"}"#),
            "t.json: normalizer is a 'Lowercase' step, which is not supported here."
        ),
        (
            file(more: #","added_tokens":[{"id":5,"content":"<x>","lstrip":true}]"#),
            "t.json: added_tokens[0] has 'lstrip', which is supported for special tokens only."
        ),
    ])
    func stepsThatAreNotKnownAreRefused(_ text: String, _ message: String) {
        #expect(failure(text) == message + " Use a model with another tokenizer.")
    }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "[", count: 100_000)
        #expect(failure(text)?.contains("expected at most 64 levels") == true)
    }

    /// Cut short at every place, and with every byte changed.
    @Test func damageNeverCrashes() throws {
        let bytes = [UInt8](Self.file(more: #","added_tokens":[{"id":5,"content":"<x>"}]"#).utf8)
        for length in bytes.indices {
            #expect(throws: LMError.self) {
                try TokenizerFile.read(Data(bytes[..<length]), item: "t.json")
            }
        }
        for place in bytes.indices {
            for value: UInt8 in [0, 0x22, 0x2c, 0x39, 0x5b, 0x7d, 0xff] {
                var damaged = bytes
                damaged[place] = value
                // Sound or not, it comes back.
                _ = try? TokenizerFile.read(Data(damaged), item: "t.json").encode("abba <x>")
            }
        }
    }

    /// A small real file, damaged at random places.
    @Test(arguments: ["qwen2", "mistral", "bert"])
    func damagedVocabulariesNeverCrash(_ name: String) throws {
        let bytes = [UInt8](try TokenizerFixtures.data(name + ".json"))
        var random = SplitMix64(state: 3)
        for _ in 0..<60 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int(random.below(UInt64(bytes.count)))] = UInt8(random.below(256))
            }
            let tokenizer = try? TokenizerFile.read(Data(damaged), item: name)
            _ = tokenizer.map { $0.decode($0.encode("a text, 12 <|im_end|> \u{1f600}")) }
        }
    }

    @Test func valuesOfAGGUFThatDoNotFitAreRefused() {
        var values = StreamDecoderTests.bytes
        values.tokenTypes = [1, 2]
        #expect(
            failure(values) == "bytes.gguf: tokenizer.ggml.token_type has 2 values for 257 tokens.")
        values = StreamDecoderTests.bytes
        values.tokenTypes[3] = 9
        #expect(
            failure(values) == "bytes.gguf: tokenizer.ggml.token_type[3] is 9, expected 1 to 6.")
        values = StreamDecoderTests.bytes
        values.end = 257
        #expect(
            failure(values)
                == "bytes.gguf: tokenizer.ggml.eos_token_id is 257, outside the 257 tokens.")
        values = StreamDecoderTests.bytes
        values.merges = ["a b"]
        #expect(
            failure(values)
                == "bytes.gguf: tokenizer.ggml.merges[0] is not two tokens of the vocabulary whose union"
                + " is one.")
        values = StreamDecoderTests.bytes
        values.model = "llama"
        #expect(failure(values) == "bytes.gguf: tokenizer.ggml.scores has no value for 257 tokens.")
    }

    private func failure(_ values: TokenizerSpecification) -> String? {
        do {
            _ = try values.tokenizer()
            return nil
        } catch {
            return String(describing: error).replacing(" Fetch the file again.", with: "")
        }
    }

    @Test func modelsAndPreTokenizersThatAreNotKnownAreRefused() {
        var values = StreamDecoderTests.bytes
        values.preTokenizer = "tekken"
        #expect(failure(values)?.hasPrefix("bytes.gguf: tokenizer.ggml.pre is 'tekken';") == true)
        values.model = "t5"
        #expect(failure(values)?.hasPrefix("bytes.gguf: tokenizer.ggml.model is 't5';") == true)
    }
}

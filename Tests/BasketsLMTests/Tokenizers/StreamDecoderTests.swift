// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsLM

struct StreamDecoderTests {
    @Test(arguments: ["gpt2", "llama3", "qwen2", "gemma"])
    func piecesJoinToTheDecodedText(_ name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        for line in GeneratedLines.all.prefix(1400) {
            let ids = tokenizer.encode(line)
            var decoder = StreamDecoder(tokenizer)
            let text = ids.map { decoder.text(after: $0) }.joined() + decoder.rest()
            #expect(text.utf8.elementsEqual(tokenizer.decode(ids).utf8))
        }
    }

    @Test func aCharacterIsHeldBackUntilItIsWhole() throws {
        // The bytes of U+1F600 are one token each in a vocabulary without merges.
        let tokenizer = try Self.bytes.tokenizer()
        let ids = tokenizer.encode("a\u{1f600}")
        #expect(ids == [0x61, 0xf0, 0x9f, 0x98, 0x80])
        var decoder = StreamDecoder(tokenizer)
        let texts = ids.map { decoder.text(after: $0) }
        #expect(texts == ["a", "", "", "", "\u{1f600}"])
        let none = decoder.text(after: 0xf0)
        #expect(none == "")
        let rests = [decoder.rest(), decoder.rest()]
        #expect(rests == ["\u{fffd}", ""])
    }

    @Test func bytesThatAreNotUTF8BecomeReplacementCharacters() throws {
        let tokenizer = try Self.bytes.tokenizer()
        #expect(tokenizer.decode([0x61, 0xff, 0x62]) == "a\u{fffd}b")
        #expect(tokenizer.decode([0x61, 256, -1, 9999]) == "a")
    }

    /// 256 bytes and `<end>`.
    static let bytes: TokenizerSpecification = {
        let tokens = ByteAlphabet.scalars.map { String(Character($0)) } + ["<end>"]
        var values = TokenizerSpecification(
            item: "bytes.gguf", model: "gpt2", preTokenizer: "gpt-2", tokens: tokens)
        values.tokenTypes = [Int32](repeating: 1, count: 256) + [3]
        values.end = 256
        return values
    }()
}

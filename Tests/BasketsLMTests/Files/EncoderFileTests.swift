// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

@Suite struct EncoderFileTests {
    @Test func readsAFolderOfSentenceTransformers() throws {
        let file = try EncoderFile(FilesReference.url("models/bert"))
        let settings = file.settings
        #expect(file.name == "bert")
        #expect(settings.layers == 1 && settings.width == 8 && settings.heads == 2)
        #expect(settings.innerWidth == 16 && settings.vocabulary == 12)
        #expect(settings.positions == 10 && settings.maxTokens == 6 && settings.types == 2)
        #expect(settings.normEpsilon == 1e-12)
        #expect(file.shape(of: "embeddings.word_embeddings.weight") == [12, 8])
        // Position ids are whole numbers, and no weights.
        #expect(file.shape(of: "embeddings.position_ids") == [1, 10])
        #expect(lmError { _ = try file.floats("embeddings.position_ids") }?.code == .unsupported)
        let ids = try SafetensorsFile(FilesReference.url("models/bert/model.safetensors"))
        #expect(try ids.integers("embeddings.position_ids") == Array(0..<10))
    }

    @Test func takesThePrefixAway() throws {
        try withCopy { folder in
            let url = folder.appending(path: "model.safetensors")
            let file = try SafetensorsFile(url)
            let tensors = try file.names.filter(file.holdsWeights).map {
                SafetensorsWriter.Tensor(
                    name: "bert." + $0, shape: file.shape(of: $0) ?? [], values: try file.floats($0)
                )
            }
            try SafetensorsWriter.write(tensors, to: url)
            let encoder = try EncoderFile(folder)
            #expect(encoder.names.contains("pooler.dense.bias"))
        }
    }

    @Test(arguments: [
        ("config.json", "\"bert\"", "\"roberta\"", LMError.Code.unsupported),
        ("config.json", "\"gelu\"", "\"relu\"", .unsupported),
        ("config.json", "\"num_attention_heads\": 2", "\"num_attention_heads\": 3", .brokenFile),
        ("config.json", "\"vocab_size\": 12", "\"vocab_size\": 13", .brokenFile),
        ("1_Pooling/config.json", "_mean_tokens\": true", "_mean_tokens\": false", .unsupported),
        ("1_Pooling/config.json", "_cls_token\": false", "_cls_token\": true", .unsupported),
        ("sentence_bert_config.json", "6", "-6", .brokenFile),
    ])
    func refusesAnEncoderOfAnotherKind(
        _ name: String, _ from: String, _ to: String, _ code: LMError.Code
    ) throws {
        try withCopy { folder in
            let url = folder.appending(path: name)
            let text = try String(contentsOf: url, encoding: .utf8)
            #expect(text.contains(from))
            try Data(text.replacing(from, with: to).utf8).write(to: url)
            #expect(lmError { _ = try EncoderFile(folder) }?.code == code)
        }
    }

    private func withCopy(_ body: (URL) throws -> Void) throws {
        try FilesReference.withTemporaryFolder { folder in
            let copy = folder.appending(path: "copy")
            try FileManager.default.copyItem(at: FilesReference.url("models/bert"), to: copy)
            try body(copy)
        }
    }
}

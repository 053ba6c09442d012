// SPDX-License-Identifier: Apache-2.0
@testable import BasketsLM
import Foundation
import Testing

/// Tiny models that transformers wrote as folders, and the GGUF files of the same.
@Suite struct ModelFileTests {
    private static let families = ["llama", "qwen2", "qwen3", "gemma3"]

    /// Rows of Llama's queries and keys are put back in order, and Gemma's norms lose the added 1.
    @Test(arguments: families) func bothFormatsHoldTheSameWeights(_ family: String) throws {
        let folder = try ModelFolder.open(FilesReference.url("models/\(family)"))
        let file = try ModelFolder.open(FilesReference.url("models/\(family).gguf"))
        #expect(folder is SafetensorsModel)
        #expect(file is GGUFModel)
        #expect(Set(file.names).isSubset(of: folder.names))
        #expect(Set(file.settings.tensorShapes.keys) == Set(file.names))
        for name in file.names {
            #expect(file.shape(of: name) == folder.shape(of: name))
            #expect(sameBits(try file.floats(name), try folder.floats(name)), "\(name)")
        }
    }

    @Test(arguments: families) func bothFormatsHaveTheSameSettings(_ family: String) throws {
        var folder = try ModelFolder.open(FilesReference.url("models/\(family)")).settings
        var file = try ModelFolder.open(FilesReference.url("models/\(family).gguf")).settings
        if family == "llama" {
            // The folder has Llama 3's numbers, the file a divisor per frequency made from them.
            guard case .divisors(let divisors) = file.ropeScaling else {
                Issue.record("no divisors")
                return
            }
            #expect(divisors.count == folder.headWidth / 2)
            #expect(
                folder.ropeScaling
                    == .llama3(
                        factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4,
                        originalContext: 16))
            folder.ropeScaling = .none
            file.ropeScaling = .none
        }
        #expect(file == folder)
    }

    /// heads 4, head width 8: rows 2i + j of the file's first head are rows i + 4j of the folder's.
    @Test func theFileItselfHasAnotherOrder() throws {
        let folder = try SafetensorsModel(FilesReference.url("models/llama"))
        let file = try GGUFFile(FilesReference.url("models/llama.gguf"))
        let (stored, real) = (
            try file.floats("blk.1.attn_q.weight"),
            try folder.floats("model.layers.1.self_attn.q_proj.weight")
        )
        let width = 32
        for row in 0..<8 {
            let other = row / 2 + 4 * (row % 2)
            #expect(
                stored[row * width..<(row + 1) * width]
                    == real[other * width..<(other + 1) * width])
        }
        #expect(stored != real)
    }

    @Test func theFilesNormsHaveOneAdded() throws {
        let folder = try SafetensorsModel(FilesReference.url("models/gemma3"))
        let file = try GGUFFile(FilesReference.url("models/gemma3.gguf"))
        let real = try folder.floats("model.layers.3.self_attn.q_norm.weight")
        #expect(try file.floats("blk.3.attn_q_norm.weight") == real.map { $0 + 1 })
    }

    @Test func namesAModelAfterItsFile() throws {
        #expect(try ModelFolder.open(FilesReference.url("models/qwen3.gguf")).name == "qwen3")
        #expect(try ModelFolder.open(FilesReference.url("models/qwen3")).name == "qwen3")
    }

    @Test func findsTheChatTemplate() throws {
        #expect(
            try ModelFolder.open(FilesReference.url("models/qwen3.gguf")).chatTemplate
                == "{{ messages }}")
        #expect(try ModelFolder.open(FilesReference.url("models/qwen3")).chatTemplate == nil)
        try withCopy(of: "models/qwen2") { folder in
            let list = #"[{"name":"tool","template":"T"},{"name":"default","template":"D"}]"#
            for (config, template) in [
                (#"{"chat_template":"A"}"#, "A"), ("{}", nil),
                (#"{"chat_template":\#(list)}"#, "D"),
            ] {
                try Data(config.utf8).write(to: folder.appending(path: "tokenizer_config.json"))
                #expect(try ModelFolder.open(folder).chatTemplate == template)
            }
            try Data("J".utf8).write(to: folder.appending(path: "chat_template.jinja"))
            #expect(try ModelFolder.open(folder).chatTemplate == "J")
        }
    }

    @Test func saysWhatAFolderLacks() throws {
        #expect(lmError { _ = try ModelFolder.open(URL(filePath: "/nowhere")) }?.code == .notFound)
        try FilesReference.withTemporaryFolder { folder in
            #expect(lmError { _ = try ModelFolder.open(folder) }?.code == .notFound)
        }
        try withCopy(of: "models/qwen2") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "model.safetensors"))
            let error = lmError { _ = try ModelFolder.open(folder) }
            #expect(error?.code == .notFound)
            #expect(error?.item.hasSuffix("model.safetensors") == true)
        }
    }

    @Test func opensAFolderWithOneGGUFFile() throws {
        try FilesReference.withTemporaryFolder { folder in
            try FileManager.default.copyItem(
                at: FilesReference.url("models/qwen2.gguf"), to: folder.appending(path: "m.gguf"))
            #expect(try ModelFolder.open(folder).name == "m")
        }
    }

    @Test func checksTheIndexAgainstTheFiles() throws {
        let index = "model.safetensors.index.json"
        let shard = "model-00002-of-00003.safetensors"
        for (change, code) in [
            ("../\(shard)", LMError.Code.brokenFile),
            ("model-00009-of-00003.safetensors", .notFound),
            ("model-00001-of-00003.safetensors", .brokenFile),
        ] {
            try withCopy(of: "models/llama") { folder in
                let url = folder.appending(path: index)
                let text = try String(contentsOf: url, encoding: .utf8)
                try Data(text.replacing(shard, with: change).utf8).write(to: url)
                #expect(lmError { _ = try ModelFolder.open(folder) }?.code == code)
            }
        }
    }

    /// The settings say what shape each tensor must have.
    @Test func refusesTensorsThatTheSettingsDoNotCallFor() throws {
        for (from, to, finding) in [
            (
                "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3",
                "has no tensor 'model.layers.2.input_layernorm.weight'."
            ),
            (
                "\"intermediate_size\": 64", "\"intermediate_size\": 96",
                "tensor 'model.layers.0.mlp.down_proj.weight' has shape [32, 64]; expected [32, 96], as "
                    + "the settings say."
            ),
        ] {
            try withCopy(of: "models/qwen3") { folder in
                let url = folder.appending(path: "config.json")
                let text = try String(contentsOf: url, encoding: .utf8)
                #expect(text.contains(from))
                var changed = text.replacing(from, with: to)
                changed.replace("\"layer_types\": [", with: "\"other\": [")
                try Data(changed.utf8).write(to: url)
                let error = lmError { _ = try ModelFolder.open(folder) }
                #expect(error?.code == .brokenFile)
                #expect(error?.finding == finding)
            }
        }
    }

    private func withCopy(of path: String, _ body: (URL) throws -> Void) throws {
        try FilesReference.withTemporaryFolder { folder in
            let copy = folder.appending(path: "copy")
            try FileManager.default.copyItem(at: FilesReference.url(path), to: copy)
            try body(copy)
        }
    }
}

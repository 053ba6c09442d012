// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import BasketsLM

/// Small vocabularies, what the reference makes of the lines, and where the assets are.
enum TokenizerFixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Reference/Tokenizers").standardizedFileURL

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: name))
    }

    /// A small vocabulary by its `tokenizer.json`.
    static func tokenizer(_ name: String) throws -> any Tokenizer {
        try TokenizerFile.read(data(name + ".json"), item: name + ".json")
    }

    /// The same with the names of its special tokens, which stand in another file.
    static func tokenizer(
        _ name: String, beginning: String?, end: String?
    ) throws -> any Tokenizer {
        var settings = TokenizerConfiguration()
        settings.beginning = beginning
        settings.end = end
        return try TokenizerFile.read(data(name + ".json"), item: name, settings: settings)
    }

    /// What the reference makes of each line: a hash of the ids and half a hash of the decoded text.
    static func expected(_ name: String) throws -> [(ids: UInt32, text: UInt16)] {
        let bytes = [UInt8](try data(name + ".bin"))
        return stride(from: 0, to: bytes.count, by: 6).map { start in
            let ids = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            return (ids, UInt16(bytes[start + 4]) | UInt16(bytes[start + 5]) << 8)
        }
    }

    static func hash(_ ids: [Int32]) -> UInt32 {
        hash(
            ids.flatMap { id in
                (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * Int32($0))) }
            })
    }

    /// FNV-1a.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}

/// Published models in the cache folder.
enum TokenizerAssets {
    static let cache = Asset.cache

    static let smollm2 = file { $0 == "SmolLM2-135M-Instruct.Q4_1.gguf" }
    static let gemma3 = file { $0.hasPrefix("gemma-3-270m") && $0.hasSuffix(".gguf") }
    static let minilm = folder { $0.lowercased().contains("minilm") }

    /// A file of the cache folder or of a folder in it.
    private static func file(_ matches: (String) -> Bool) -> URL? {
        let top = names(cache).map { cache.appending(path: $0) }
        let inner = top.flatMap { folder in
            names(folder).map { folder.appending(path: $0) }
        }
        return (top + inner).first { matches($0.lastPathComponent) }
    }

    private static func folder(_ matches: (String) -> Bool) -> URL? {
        names(cache).filter(matches).map { cache.appending(path: $0) }.first {
            FileManager.default.fileExists(atPath: $0.appending(path: "tokenizer.json").path)
        }
    }

    private static func names(_ folder: URL) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}

extension TokenizerSpecification {
    /// A small vocabulary as a GGUF file would have it.
    init(small name: String, model: String, preTokenizer: String) throws {
        let item = name + ".json"
        let value = try JSONReader.read(TokenizerFixtures.data(item), item: item)
        let root = JSONPlace(value: value, path: "", item: item)
        let plan = try root.required("model")
        let entries = try VocabularyEntries(root, model: plan).entries
        let isPieces = model == "llama"
        self.init(
            item: item, model: model, preTokenizer: preTokenizer,
            tokens: entries.map { entry in
                // A GGUF has runs of spaces as spaces.
                let text = entry?.text ?? ""
                let isRun = entry?.isAdded == true && text.allSatisfy { $0 == "\u{2581}" }
                return isRun ? text.replacing("\u{2581}", with: " ") : text
            })
        tokenTypes = entries.map { entry in
            guard let entry else { return TokenKind.unused.rawValue }
            if isPieces, PieceBuilder.byte(entry.text) != nil { return TokenKind.byte.rawValue }
            return entry.kind.rawValue
        }
        if isPieces {
            scores = tokens.indices.map { -Float($0) }
        } else {
            merges = try plan.required("merges").items().map { line in
                if case .string = line.value { return try line.string() }
                return try line.items().map { try $0.string() }.joined(separator: " ")
            }
        }
    }
}

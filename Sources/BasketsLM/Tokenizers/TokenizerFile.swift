// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Reads `tokenizer.json` of Hugging Face `tokenizers`, for the kinds of tokenizer listed in
/// `Tokenizer`. What it does not know it refuses; it never ignores a step that changes ids.
public enum TokenizerFile {
    /// A tokenizer and what its folder says about chat.
    public struct Loaded: Sendable {
        public let tokenizer: any Tokenizer
        /// The chat template (Jinja) of the model, if it has one.
        public let chatTemplate: String?
    }

    /// Reads `tokenizer.json`, and `tokenizer_config.json` and `chat_template.jinja` where present.
    /// - Throws: `LMError`, naming the file and the place in it.
    public static func load(_ folder: URL) throws -> Loaded {
        let file = folder.appending(path: "tokenizer.json")
        let settings = try TokenizerConfiguration.load(folder)
        let tokenizer = try read(contents(of: file), item: file.path, settings: settings)
        return Loaded(tokenizer: tokenizer, chatTemplate: settings.chatTemplate)
    }

    /// - Parameters:
    ///   - data: the bytes of `tokenizer.json`.
    ///   - item: the file's name for error messages.
    /// - Throws: `LMError`, naming the file and the place in it.
    public static func read(_ data: Data, item: String) throws -> any Tokenizer {
        try read(data, item: item, settings: TokenizerConfiguration())
    }

    static func contents(of file: URL) throws -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            throw LMError(
                .notFound, item: file.path, "cannot be read: \(error.localizedDescription).",
                remedy: "Check that the model's folder is complete.")
        }
    }

    static func read(
        _ data: Data, item: String, settings: TokenizerConfiguration
    ) throws -> any Tokenizer {
        let root = JSONPlace(value: try JSONReader.read(data, item: item), path: "", item: item)
        let model = try root.required("model")
        // Old files do not name the type; of those only BPE has merges.
        let isPair = try model.member("merges") != nil
        let type = try model.member("type")?.string() ?? (isPair ? "BPE" : "WordPiece")
        let entries = try VocabularyEntries(root, model: model)
        let specials = try entries.specials(root, model: model, settings: settings)
        switch type {
        case "WordPiece": return try wordPiece(root, model, entries, specials)
        case "BPE":
            let isByteLevel = try PreTokenizer.steps(root).contains { $0.type == "ByteLevel" }
            return isByteLevel
                ? try byteLevel(root, model, entries, specials)
                : try pieces(root, model, entries, specials)
        default:
            throw try model.required("type").fault(
                "is '\(type)'; BPE and WordPiece are supported", .unsupported)
        }
    }
}

/// One step of a normalizer, pre-tokenizer, post-processor or decoder.
struct TokenizerStep {
    let type: String
    let place: JSONPlace

    /// The steps under `name`, sequences laid out flat; none where it is missing.
    static func list(_ root: JSONPlace, _ name: String, in members: String) throws
        -> [TokenizerStep]
    {
        guard let place = try root.member(name) else { return [] }
        return try list(place, members)
    }

    private static func list(_ place: JSONPlace, _ members: String) throws -> [TokenizerStep] {
        let type = try place.required("type").string()
        guard type == "Sequence" else { return [TokenizerStep(type: type, place: place)] }
        return try place.required(members).items().flatMap { try list($0, members) }
    }

    func unsupported() -> LMError {
        place.fault("is a '\(type)' step, which is not supported here", .unsupported)
    }
}

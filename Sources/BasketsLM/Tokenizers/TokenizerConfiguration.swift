// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `tokenizer_config.json` and `chat_template.jinja` add to a `tokenizer.json`.
struct TokenizerConfiguration {
    var beginning: String?
    var end: String?
    var pad: String?
    var unknown: String?
    var addsBeginning: Bool?
    var addsEnd: Bool?
    var chatTemplate: String?

    static func load(_ folder: URL) throws -> TokenizerConfiguration {
        var settings = TokenizerConfiguration()
        let file = folder.appending(path: "tokenizer_config.json")
        if FileManager.default.fileExists(atPath: file.path) {
            let value = try JSONReader.read(TokenizerFile.contents(of: file), item: file.path)
            settings = try TokenizerConfiguration(
                JSONPlace(value: value, path: "", item: file.path))
        }
        let template = folder.appending(path: "chat_template.jinja")
        if FileManager.default.fileExists(atPath: template.path) {
            settings.chatTemplate = String(
                decoding: try TokenizerFile.contents(of: template), as: UTF8.self)
        }
        return settings
    }

    init() {}

    init(_ root: JSONPlace) throws {
        beginning = try Self.token(root, "bos_token") ?? Self.token(root, "cls_token")
        end = try Self.token(root, "eos_token") ?? Self.token(root, "sep_token")
        pad = try Self.token(root, "pad_token")
        unknown = try Self.token(root, "unk_token")
        addsBeginning = try root.member("add_bos_token")?.bool()
        addsEnd = try root.member("add_eos_token")?.bool()
        chatTemplate = try root.member("chat_template").flatMap(Self.template)
    }

    /// A token is its text or an object with `content`.
    private static func token(_ root: JSONPlace, _ name: String) throws -> String? {
        guard let place = try root.member(name) else { return nil }
        if case .object = place.value { return try place.required("content").string() }
        return try place.string()
    }

    /// A template is a text, or a list of named ones, of which `default` counts.
    private static func template(_ place: JSONPlace) throws -> String? {
        guard case .array = place.value else { return try place.string() }
        return try place.items()
            .first { try $0.required("name").string() == "default" }?
            .required("template").string()
    }
}

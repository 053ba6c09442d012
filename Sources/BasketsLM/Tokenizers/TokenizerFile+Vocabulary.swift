// SPDX-License-Identifier: Apache-2.0

/// The vocabulary and the added tokens of a `tokenizer.json`, by id.
struct VocabularyEntries {
    struct Entry {
        let text: String
        let isSpecial: Bool
        /// Found whole in a text.
        let isAdded: Bool
    }

    /// By id; nil where no token has the id.
    private(set) var entries: [Entry?]
    private var ids: PieceTable

    init(_ root: JSONPlace, model: JSONPlace) throws {
        let vocabulary = try model.required("vocab")
        guard case .object(let members) = vocabulary.value else {
            throw vocabulary.fault("is not an object")
        }
        entries = []
        entries.reserveCapacity(members.count + 256)
        ids = PieceTable(capacity: members.count + 256)
        for member in members {
            guard let text = String(validating: member.key, as: UTF8.self) else {
                throw vocabulary.fault("has a key that is not UTF-8: \(member.key)")
            }
            let place = JSONPlace(
                value: member.value, path: "model.vocab['\(text)']", item: root.item)
            let id = try place.id()
            guard set(Entry(text: text, isSpecial: false, isAdded: false), id) else {
                throw place.fault("has id \(id), which another token has")
            }
            ids.insert(member.key, id: id)
        }
        for place in try root.member("added_tokens")?.items() ?? [] {
            let id = try place.required("id").id()
            let entry = try Self.added(place)
            if let old = self[id], old.text != entry.text {
                throw place.fault("has id \(id), which '\(old.text)' has")
            }
            replace(entry, id)
            ids.insert(entry.text.utf8, id: id)
        }
    }

    private static func added(_ place: JSONPlace) throws -> Entry {
        let text = try place.required("content").string()
        let isSpecial = try place.flag("special", default: false)
        if !isSpecial {
            for name in ["single_word", "lstrip", "rstrip"]
            where try place.flag(name, default: false) {
                throw place.fault(
                    "has '\(name)', which is supported for special tokens only", .unsupported)
            }
        }
        return Entry(text: text, isSpecial: isSpecial, isAdded: !isSpecial)
    }

    private subscript(_ id: Int32) -> Entry? {
        entries.indices.contains(Int(id)) ? entries[Int(id)] : nil
    }

    private mutating func set(_ entry: Entry, _ id: Int32) -> Bool {
        guard self[id] == nil else { return false }
        replace(entry, id)
        return true
    }

    private mutating func replace(_ entry: Entry, _ id: Int32) {
        while entries.count <= Int(id) { entries.append(nil) }
        entries[Int(id)] = entry
    }

    func id(of text: String) -> Int32? { ids.id(of: text) }

    /// The special tokens; named ones from the settings, the model's unknown token, and the template
    /// that the file puts around a text.
    func specials(
        _ root: JSONPlace, model: JSONPlace, settings: TokenizerConfiguration
    ) throws -> SpecialTokens {
        let template = try TokenTemplate(root)
        var specials = SpecialTokens()
        specials.beginning = settings.beginning.flatMap(id(of:)) ?? template.before
        specials.end = settings.end.flatMap(id(of:)) ?? template.after
        specials.pad = settings.pad.flatMap(id(of:))
        specials.unknown = try (model.member("unk_token")?.string()).flatMap(id(of:))
        specials.control = Set(
            entries.indices.filter { entries[$0]?.isSpecial == true }.map(Int32.init))
        specials.addsBeginning = settings.addsBeginning ?? (template.before != nil)
        specials.addsEnd = settings.addsEnd ?? (template.after != nil)
        return specials
    }

    /// Merges in rank order; none has a special token as its result.
    func pairs(_ model: JSONPlace) throws -> PairTable {
        let merges = try model.required("merges")
        guard case .array(let lines) = merges.value else { throw merges.fault("is not an array") }
        var pairs = PairTable(capacity: lines.count)
        for (rank, line) in lines.enumerated() {
            guard let (left, right, merged) = sides(line) else {
                let place = JSONPlace(
                    value: line, path: "model.merges[\(rank)]", item: model.item)
                throw place.fault("is not two tokens of the vocabulary whose union is one")
            }
            guard self[merged]?.isSpecial != true else { continue }
            pairs.insert(
                left, right,
                PairTable.Merged(rank: Int32(truncatingIfNeeded: rank), id: merged))
        }
        return pairs
    }

    private func sides(_ line: JSONValue) -> (left: Int32, right: Int32, merged: Int32)? {
        let left: [UInt8]
        let right: [UInt8]
        switch line {
        case .string(let bytes):
            let parts = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            (left, right) = (Array(parts[0]), Array(parts[1]))
        case .array(let pair):
            guard pair.count == 2, case .string(let first) = pair[0],
                case .string(let second) = pair[1]
            else { return nil }
            (left, right) = (first, second)
        default: return nil
        }
        guard let leftID = lookup(left), let rightID = lookup(right),
            let merged = lookup(left + right)
        else { return nil }
        return (leftID, rightID, merged)
    }

    private func lookup(_ piece: [UInt8]) -> Int32? {
        piece.withUnsafeBufferPointer { ids.lookup($0) }
    }
}

/// The tokens that a `TemplateProcessing` post-processor puts around a text.
struct TokenTemplate {
    private(set) var before: Int32?
    private(set) var after: Int32?

    init(_ root: JSONPlace) throws {
        let steps = try TokenizerStep.list(root, "post_processor", in: "processors")
        guard let step = steps.first(where: { $0.type == "TemplateProcessing" }) else { return }
        var isAfter = false
        for part in try step.place.required("single").items() {
            guard let special = try part.member("SpecialToken") else {
                isAfter = true
                continue
            }
            let name = try special.required("id").string()
            let token = try step.place.required("special_tokens").required(name)
            let id = try token.required("ids").items().first?.id()
            if isAfter { after = after ?? id } else { before = before ?? id }
        }
    }
}

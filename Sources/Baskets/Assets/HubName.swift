// SPDX-License-Identifier: Apache-2.0

/// A file, or a whole model, of the Hugging Face hub: `huggingface:org/name@revision/file`.
///
/// `huggingface:datasets/org/name...` is a data set and `huggingface:models/org/name...` a model,
/// wherever it stands; without either word the place decides. Without a revision it is `main`, which
/// may change: a study that others are to repeat names a commit.
struct HubName: Sendable, Hashable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        case models, datasets
    }

    static let prefix = "huggingface:"

    let kind: Kind
    /// "org/name".
    let repository: String
    let revision: String
    /// Path inside the repository; nil: all that a run needs of a model.
    let file: String?

    static func isOne(_ text: String) -> Bool { text.hasPrefix(prefix) }

    /// - Throws: `AssetError` with the form that a name has.
    init(_ text: String, standard: Kind) throws(AssetError) {
        var parts = text.dropFirst(Self.prefix.count).split(
            separator: "/", omittingEmptySubsequences: false)[...]
        let word = parts.first.flatMap { Kind(rawValue: String($0)) }
        if word != nil { parts = parts.dropFirst() }
        kind = word ?? standard
        let owner = parts.first.map(String.init) ?? ""
        let name = parts.dropFirst().first.map { $0.split(separator: "@", maxSplits: 1) } ?? []
        let path = parts.dropFirst(2).joined(separator: "/")
        repository = "\(owner)/\(name.first.map(String.init) ?? "")"
        revision = name.count > 1 ? String(name[1]) : "main"
        file = parts.count > 2 ? path : nil
        let words = [owner, name.first.map(String.init) ?? "", revision]
        let isSafe = words.allSatisfy(Self.isWord)
        let isInside = parts.dropFirst(2).allSatisfy { !["", ".", ".."].contains($0) }
        guard isSafe, isInside, kind == .models || file != nil else {
            throw AssetError(
                .unknown, item: text, "is no name of the hub.",
                remedy: kind == .models
                    ? "Write huggingface:org/name@revision, and /file behind it for one file."
                    : "Write huggingface:org/name@revision/file.")
        }
    }

    /// Folder of the repository's files in the cache, and under the script's parts.
    var folder: String {
        "\(kind.rawValue)/\(repository.replacing("/", with: "--"))/\(revision)"
    }

    /// As the script takes it.
    var path: String {
        "\(kind.rawValue)/\(repository)@\(revision)" + (file.map { "/\($0)" } ?? "")
    }

    var description: String {
        let word = kind == .datasets ? "datasets/" : ""
        return "\(Self.prefix)\(word)\(repository)@\(revision)" + (file.map { "/\($0)" } ?? "")
    }

    /// Letters, digits, dots, hyphens and underscores, beginning with a letter or digit.
    private static func isWord(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || isDigit(first)
        else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || isDigit($0) || "._-".unicodeScalars.contains($0))
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

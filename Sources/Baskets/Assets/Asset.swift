// SPDX-License-Identifier: Apache-2.0

/// A model or a data set that the catalog names: pinned, checked, with its licence and terms.
public struct Asset: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable {
        /// Writes answers and can be tuned.
        case model
        /// Makes vectors of sentences.
        case encoder
        /// Questions with people's answers.
        case questions
        /// Requests and templates for testing safeguards; never training rows.
        case prompts
        /// Answers with people's ratings, for calibrating judges; never training rows.
        case ratings
    }

    /// One file, under its published name, as it lies in the asset's folder.
    public struct File: Sendable, Hashable, Codable {
        public let path: String
        public let bytes: Int
        public let sha256: String
    }

    /// A folder of many small files, hashed as one.
    public struct Folder: Sendable, Hashable, Codable {
        public let path: String
        public let count: Int
        public let bytes: Int
        /// SHA-256 of the lines `HASH  PATH` of its files, sorted by path.
        public let sha256: String
    }

    public let name: String
    public let kind: Kind
    /// What its users open, relative to the asset's folder; "." is the folder itself.
    public let main: String
    public let about: String
    public let licence: String
    /// What its makers say about training on its answers.
    public let terms: String
    public let files: [File]
    public let folders: [Folder]?

    /// SHA-256 of all files and folders, in the order of the catalog.
    var hashes: String {
        (files.map(\.sha256) + (folders ?? []).map(\.sha256)).joined(separator: " ")
    }

    /// SHA-256 of what `main` names, where that is one file.
    public var mainSHA256: String? { files.first { $0.path == main }?.sha256 }
}

// SPDX-License-Identifier: Apache-2.0

/// An asset that cannot be used or fetched: which one, what was found, what to do.
public struct AssetError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No asset has that name, or it is none.
        case unknown
        /// The cache does not hold it, or holds other files than the catalog names.
        case notFetched
        /// The fetch script could not bring it.
        case fetchFailed
        /// The catalog itself cannot be read.
        case badCatalog
    }

    public let code: Code
    /// Name of the asset or the file.
    public let item: String
    public let finding: String
    public let remedy: String

    init(_ code: Code, item: String, _ finding: String, remedy: String) {
        self.code = code
        self.item = item
        self.finding = finding
        self.remedy = remedy
    }

    public var description: String { "\(item) \(finding) \(remedy)" }
}

// SPDX-License-Identifier: Apache-2.0

/// A named group of sources of like size, for conditions to name in place of a list.
public struct Bracket: Sendable, Hashable, Codable {
    public let name: String
    /// In the order of the study.
    public var sources: [String]

    public init(name: String, sources: [String]) {
        self.name = name
        self.sources = sources
    }
}

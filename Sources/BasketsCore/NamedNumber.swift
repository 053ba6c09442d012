// SPDX-License-Identifier: Apache-2.0

/// A number by what it is called, with its interval and what it rests on: what a judge was found to
/// be, for one.
public struct NamedNumber: Sendable, Hashable, Codable {
    /// "sensitivity", "kappa with people".
    public let name: String
    public let value: Double
    /// nil where none can be told.
    public let interval: Interval?
    /// Rows that the value rests on.
    public let n: Int

    public init(name: String, value: Double, interval: Interval?, n: Int) {
        self.name = name
        self.value = value
        self.interval = interval
        self.n = n
    }
}

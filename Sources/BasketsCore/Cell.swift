// SPDX-License-Identifier: Apache-2.0

/// Target x condition x training seed: one adapter, one set of outputs, one column of scores.
public struct Cell: Sendable, Hashable, Codable {
    /// Name of the target.
    public let target: String
    public let condition: Condition
    /// Seed of the training; nil where nothing is trained.
    public let seed: UInt64?

    public init(target: String, condition: Condition, seed: UInt64?) {
        self.target = target
        self.condition = condition
        self.seed = seed
    }

    /// Whether it is anything but the target as it is.
    public var isTuned: Bool { condition != .vanilla }

    /// Follows from the cell alone, so that adding a condition renames no other; fit for a folder:
    /// `smol.single-gemma.s1`.
    public var name: String {
        let parts = [target, condition.name] + (seed.map { ["s\($0)"] } ?? [])
        return parts.joined(separator: ".")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a condition must meet to be let through.
public struct Policy: Sendable, Hashable {
    /// A bound on a measure, or on its difference from another condition.
    public struct Requirement: Sendable, Hashable {
        public let measure: String
        /// The condition that it is compared with; nil: the value itself is bound.
        public let against: ConditionSelector?
        /// nil: no bound on this side.
        public let atLeast: Double?
        public let atMost: Double?

        public init(
            measure: String, against: ConditionSelector? = nil, atLeast: Double? = nil,
            atMost: Double? = nil
        ) {
            self.measure = measure
            self.against = against
            self.atLeast = atLeast
            self.atMost = atMost
        }
    }

    public let name: String
    /// Which condition is to be let through.
    public let condition: ConditionSelector
    /// All of them have to hold.
    public let requirements: [Requirement]

    public init(name: String, condition: ConditionSelector, requirements: [Requirement]) {
        self.name = name
        self.condition = condition
        self.requirements = requirements
    }
}

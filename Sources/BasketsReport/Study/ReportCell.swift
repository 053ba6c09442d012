// SPDX-License-Identifier: Apache-2.0

/// One column of scores: target x condition x training seed.
package struct ReportCell: Sendable, Hashable, Codable {
    /// How the basket was filled; decides colour and what "untuned" means in sentences.
    package enum Kind: String, Sendable, Hashable, Codable {
        case vanilla, human, single, multi, mix, adapter, outputs
    }

    /// The name that scores, curves and values use.
    package let name: String
    /// The condition in words, the same for all targets and training seeds: "single (gemma)".
    package let label: String
    package let kind: Kind
    package let target: String
    /// Nil where nothing was trained.
    package let trainingSeed: UInt64?
    package let isTuned: Bool
    /// Whether the loss on held-out rows of its basket fell; nil where nothing was trained or measured.
    package let hasLearned: Bool?
    /// What a reader must know before believing this cell's numbers, a sentence each.
    package let problems: [String]

    package init(
        name: String, label: String, kind: Kind, target: String, trainingSeed: UInt64? = nil,
        isTuned: Bool, hasLearned: Bool? = nil, problems: [String] = []
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.target = target
        self.trainingSeed = trainingSeed
        self.isTuned = isTuned
        self.hasLearned = hasLearned
        self.problems = problems
    }
}

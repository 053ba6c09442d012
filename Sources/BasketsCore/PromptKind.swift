// SPDX-License-Identifier: Apache-2.0

/// What a prompt that tests safeguards is.
public enum PromptKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// An unsafe request as it is.
    case plain
    /// An unsafe request in a template.
    case jailbreak
    /// A prompt from a forum, as it is.
    case wild
    /// A harmless request that sounds unsafe.
    case benign

    /// Whether the prompts and the answers to them may be dangerous.
    public var isSealed: Bool { self != .benign }
}

// SPDX-License-Identifier: Apache-2.0

/// Which answers no basket holds. All are off unless the study turns them on: what a source writes
/// is what it would teach. A failure is never an answer, whatever the filters.
public enum Filter: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing but white space. Unless it is on, such an answer teaches to say nothing.
    case empty
    /// Cut off by the token limit.
    case truncated
    /// Begins by refusing.
    case refusal
    /// The question again, or nearly.
    case copy
}

// SPDX-License-Identifier: Apache-2.0

/// A text that may be dangerous. It prints as its length, so that no log, error or failed test shows
/// it by accident; whoever needs it asks for `text`.
public struct GuardedText: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { "(guarded, \(text.utf8.count) bytes)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

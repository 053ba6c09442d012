// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore

/// A text around a request that is meant to make a model answer it; with a slot for the request.
package struct JailbreakTemplate: Sendable, Hashable {
    /// Follows from the text alone.
    package let id: String
    /// The file or the place in the list that it came from: fit to be shown, which the text is not.
    package let name: String
    /// The text before, between and after the slots.
    private let parts: [GuardedText]

    /// - Parameter parts: two or more: without a slot it is no template.
    init(name: String, parts: [String]) {
        precondition(parts.count > 1, "a template has a slot")
        id = Fingerprint.of(["jailbreak template"] + parts)
        self.name = name
        self.parts = parts.map(GuardedText.init)
    }

    package var slots: Int { parts.count - 1 }

    package func filled(with request: UnsafeRequest) -> GuardedText {
        GuardedText(parts.map(\.text).joined(separator: request.text.text))
    }
}

/// Templates as read, with those that were left out and why.
package struct JailbreakTemplates: Sendable, Hashable {
    /// Sorted by id, each text once.
    package let templates: [JailbreakTemplate]
    /// Texts without a slot, which stand alone; sorted by id.
    package let alone: [UnsafeRequest]
    /// How many rows each reason left out.
    package let leftOut: [String: Int]

    init(
        templates: [JailbreakTemplate], alone: [UnsafeRequest] = [], leftOut: [String: Int] = [:]
    ) {
        let byID = Dictionary(
            templates.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.templates = byID.values.sorted { $0.id < $1.id }
        let lone = UnsafeRequests(alone)
        self.alone = lone.requests
        var leftOut = leftOut
        let twice = templates.count - byID.count + lone.duplicates
        if twice > 0 { leftOut["the same text again"] = twice }
        self.leftOut = leftOut
    }
}

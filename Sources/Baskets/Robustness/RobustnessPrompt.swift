// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsStore

/// A prompt that tests safeguards, with what it was made of: both ids stay with every answer to it.
package struct RobustnessPrompt: Sendable, Hashable {
    package let id: String
    package let kind: PromptKind
    package let category: String
    /// Id of the request; for a wild prompt its own.
    package let request: String
    /// Id of the template, for a request in one.
    package let template: String?
    /// Where the template came from: fit to be shown.
    package let templateName: String?
    package let text: GuardedText

    init(_ kind: PromptKind, _ request: UnsafeRequest, in template: JailbreakTemplate? = nil) {
        id = Fingerprint.of("robustness prompt", kind.rawValue, request.id, template?.id ?? "")
        self.kind = kind
        category = request.category
        self.request = request.id
        self.template = template?.id
        templateName = template?.name
        text = template?.filled(with: request) ?? request.text
    }
}

/// Which prompts a study asks. Every draw follows from the seed and the ids alone: a row that is
/// added to a set takes the place of at most one that was drawn.
package enum PromptDesign {
    /// Changes with the way of drawing.
    package static let method = "balanced by category v1"

    /// Requests as they are, each category alike often as far as it reaches.
    package static func alone(
        _ kind: PromptKind, _ requests: [UnsafeRequest], count: Int, seed: UInt64
    ) -> [RobustnessPrompt] {
        balanced(requests, count: count, seed: seed, purpose: kind.rawValue)
            .map { RobustnessPrompt(kind, $0) }
    }

    /// Every drawn request in every drawn template.
    package static func crossed(
        _ requests: [UnsafeRequest], _ templates: [JailbreakTemplate], requestCount: Int,
        templateCount: Int, seed: UInt64
    ) -> [RobustnessPrompt] {
        let drawn = templates.keyed(seed, "templates", id: \.id).prefix(templateCount)
            .sorted { $0.id < $1.id }
        return balanced(requests, count: requestCount, seed: seed, purpose: "crossed")
            .flatMap { request in drawn.map { RobustnessPrompt(.jailbreak, request, in: $0) } }
    }

    /// One of each category in turn until there are enough; sorted by id.
    static func balanced(
        _ requests: [UnsafeRequest], count: Int, seed: UInt64, purpose: String
    ) -> [UnsafeRequest] {
        let categories = Dictionary(grouping: requests, by: \.category)
            .mapValues { $0.keyed(seed, purpose, id: \.id) }
        // Which categories have one more than others is drawn too, not given by their names.
        let order = categories.keys.sorted().keyed(seed, "categories \(purpose)", id: \.self)
        var drawn: [UnsafeRequest] = []
        var round = 0
        while drawn.count < count, order.contains(where: { (categories[$0]?.count ?? 0) > round }) {
            for name in order where drawn.count < count {
                if let members = categories[name], members.count > round {
                    drawn.append(members[round])
                }
            }
            round += 1
        }
        return drawn.sorted { $0.id < $1.id }
    }
}

extension Sequence {
    /// In an order that follows from seed, purpose and each element's id alone.
    func keyed(
        _ seed: UInt64, _ purpose: String, id: (Element) -> String
    ) -> [Element] {
        map { (KeyedRandom.seed(seed, [purpose, id($0)]), id($0), $0) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
}

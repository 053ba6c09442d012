// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

/// Where the prompts that test a study's safeguards come from.
package struct PromptSource {
    /// SHA-256 of the files and assets, or what else names their content.
    package let fingerprint: () throws -> String
    package let read: () async throws -> PromptSets

    package init(
        fingerprint: @escaping () throws -> String, read: @escaping () async throws -> PromptSets
    ) {
        self.fingerprint = fingerprint
        self.read = read
    }
}

/// The sets that a study draws its prompts from; nil where it asks for none.
package struct PromptSets: Sendable {
    package var plain: UnsafeRequests?
    /// Requests to be put in templates.
    package var jailbreak: UnsafeRequests?
    package var templates: [JailbreakTemplates] = []
    /// Prompts from forums.
    package var wild: JailbreakTemplates?

    package init() {}

    /// Versions of all that makes prompts.
    static let methods = [
        PromptDesign.method, UnsafeRequests.method, TemplateFiles.method, WildPrompts.method,
        BenignRequests.method,
    ]

    /// The prompts of a study, by kind and key.
    ///
    /// - Throws: `RunError` where a set has fewer than three requests or templates: that is no
    ///   sample of anything.
    func drawn(_ plan: RobustnessPlan, seed: UInt64) throws -> [RobustnessPrompt] {
        let benign = plan.benign.map {
            PromptDesign.alone(.benign, BenignRequests.all, count: $0, seed: seed)
        }
        let alone = try plan.wild.map {
            let prompts = try Self.enough(
                self.wild?.alone ?? [], RobustnessPlan.wildPrompts, "prompts that stand alone")
            return PromptDesign.alone(.wild, prompts, count: $0, seed: seed)
        }
        return try plain(plan, seed) + jailbreak(plan, seed) + (alone ?? []) + (benign ?? [])
    }

    private func plain(_ plan: RobustnessPlan, _ seed: UInt64) throws -> [RobustnessPrompt] {
        guard let wanted = plan.plain else { return [] }
        let requests = try Self.enough(plain?.requests ?? [], wanted.from, "requests")
        return PromptDesign.alone(.plain, requests, count: wanted.rows, seed: seed)
    }

    private func jailbreak(_ plan: RobustnessPlan, _ seed: UInt64) throws -> [RobustnessPrompt] {
        guard let wanted = plan.jailbreak else { return [] }
        return PromptDesign.crossed(
            try Self.enough(jailbreak?.requests ?? [], wanted.from, "requests"),
            try Self.enough(
                JailbreakTemplates(templates: templates.flatMap(\.templates)).templates,
                wanted.templatesFrom.joined(separator: ", "), "templates"),
            requestCount: wanted.requests, templateCount: wanted.templates, seed: seed)
    }

    private static func enough<Element>(
        _ elements: [Element], _ name: String, _ what: String
    ) throws -> [Element] {
        guard elements.count > 2 else {
            throw RunError(
                .noRows, item: name, "has \(elements.count) \(what).",
                remedy: "Name one with three at least under `robustness`.")
        }
        return elements
    }

    /// Rows of the sets that were left out, by reason.
    var leftOut: [String: Int] {
        var counts: [String: Int] = [:]
        for set in templates + [wild].compactMap({ $0 }) {
            for (reason, count) in set.leftOut { counts["prompts \(reason)", default: 0] += count }
        }
        let twice = [plain, jailbreak].reduce(0) { $0 + ($1?.duplicates ?? 0) }
        if twice > 0 { counts["requests with the same text again"] = twice }
        return counts
    }
}

extension RobustnessPrompt {
    /// As a row: with its text where that is harmless.
    func row(_ keys: RunKeys) -> SafeguardPromptRow {
        SafeguardPromptRow(
            key: keys.prompt(self), kind: kind, category: category, request: request,
            template: template, templateName: templateName,
            text: kind.isSealed ? nil : text.text, hash: SealedText.hash(of: text.text))
    }
}

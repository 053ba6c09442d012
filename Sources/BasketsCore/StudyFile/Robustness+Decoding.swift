// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    func robustness() -> RobustnessPlan? {
        let remedy = "Write `{plain: {rows: 100}, benign: {rows: 50}}`."
        guard let fields = fields("robustness", remedy) else { return nil }
        defer { fields.finish() }
        let standard = RobustnessPlan()
        let plan = RobustnessPlan(
            plain: fields.plainRequests(), jailbreak: fields.jailbreak(),
            wild: fields.promptRows("wild"), benign: fields.promptRows("benign"),
            answers: fields.integer("answers", .closed(1, 100), default: standard.answers),
            allowsRemote: fields.isOn("allow-remote"))
        if plan.prompts == 0, !["plain", "jailbreak", "wild", "benign"].contains(where: fields.has)
        {
            fault("robustness", "asks no prompt.", "Name plain, jailbreak, wild or benign.")
        }
        return plan
    }

    private func plainRequests() -> RobustnessPlan.PlainPlan? {
        guard let fields = fields("plain", "Write `{from: do-not-answer, rows: 100}`.") else {
            return nil
        }
        defer { fields.finish() }
        let standard = RobustnessPlan.PlainPlan()
        return RobustnessPlan.PlainPlan(
            from: fields.requestFile() ?? standard.from,
            rows: fields.integer("rows", .closed(3, 100_000), default: standard.rows))
    }

    private func jailbreak() -> RobustnessPlan.JailbreakPlan? {
        let remedy = "Write `{requests: 10, templates: 10}`."
        guard let fields = fields("jailbreak", remedy) else { return nil }
        defer { fields.finish() }
        let standard = RobustnessPlan.JailbreakPlan()
        let known = "[\(RobustnessPlan.templates), \(RobustnessPlan.wildPrompts)]"
        return RobustnessPlan.JailbreakPlan(
            from: fields.requestFile() ?? standard.from,
            requests: fields.integer("requests", .closed(3, 10_000), default: standard.requests),
            templatesFrom: fields.words("templates-from", "Write `\(known)` or some of these.")
                ?? standard.templatesFrom,
            templates: fields.integer("templates", .closed(3, 10_000), default: standard.templates))
    }

    private func requestFile() -> String? {
        text("from", "Name `\(RobustnessPlan.requests)` or a file with `request` and `category`.")
    }

    /// How many rows of a set that has no other setting.
    private func promptRows(_ key: String) -> Int? {
        guard let fields = fields(key, "Write `{rows: 50}`.") else { return nil }
        defer { fields.finish() }
        return fields.integer("rows", .closed(3, 100_000), default: 50)
    }
}

extension RobustnessPlan {
    /// As in a study file.
    var settings: String {
        ([
            plain.map { "plain: {from: \(quoted($0.from)), rows: \($0.rows)}" },
            jailbreak.map { plan in
                let from = plan.templatesFrom.map(quoted).joined(separator: ", ")
                return "jailbreak: {from: \(quoted(plan.from)), requests: \(plan.requests), "
                    + "templates-from: [\(from)], templates: \(plan.templates)}"
            },
            wild.map { "wild: {rows: \($0)}" }, benign.map { "benign: {rows: \($0)}" },
        ].compactMap { $0 } + ["answers: \(answers)", "allow-remote: \(allowsRemote)"])
        .joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// - Parameter hasJudges: whether the study names models that can judge.
    func robustness(hasJudges: Bool) -> RobustnessPlan? {
        let remedy = "Write `{plain: {rows: 100}, benign: {rows: 50}}`."
        guard let fields = fields("robustness", remedy) else { return nil }
        defer { fields.finish() }
        let standard = RobustnessPlan()
        var plan = RobustnessPlan(
            plain: fields.plainRequests(), jailbreak: fields.jailbreak(),
            wild: fields.promptRows("wild"), benign: fields.promptRows("benign"),
            answers: fields.integer("answers", .closed(1, 100), default: standard.answers),
            calibration: fields.calibration(), allowsRemote: fields.isOn("allow-remote"))
        if plan.prompts == 0, !["plain", "jailbreak", "wild", "benign"].contains(where: fields.has)
        {
            fault("robustness", "asks no prompt.", "Name plain, jailbreak, wild or benign.")
        }
        // Harm and usefulness are asked of answers to prompts that may be dangerous.
        let standardRubrics = hasJudges && plan.isSealed ? RobustnessPlan.standardRubrics : []
        plan.rubrics = fields.rubrics(hasJudges: hasJudges) ?? standardRubrics
        return plan
    }

    private func rubrics(hasJudges: Bool) -> [RubricKind]? {
        let known = RobustnessPlan.possibleRubrics.map(\.rawValue)
        let remedy = "Write `[\(known.joined(separator: ", "))]` or some of these."
        guard let nodes = list("rubrics", remedy) else { return nil }
        if !nodes.isEmpty, !hasJudges {
            fault(
                "rubrics", "needs a judge, and the study names none.",
                "Add `judges: {outside: {model: MODEL}}` to the study.")
        }
        let found = nodes.compactMap { node -> RubricKind? in
            guard let word = node.scalar?.string, known.contains(word) else {
                fault("rubrics", "has \(node.kindInWords), which is none.", remedy)
                return nil
            }
            return RubricKind(rawValue: word)
        }
        return RobustnessPlan.possibleRubrics.filter(found.contains)
    }

    private func calibration() -> RobustnessPlan.CalibrationPlan {
        let standard = RobustnessPlan.CalibrationPlan()
        guard let fields = fields("calibration", "Write `{rows: 60}`.") else { return standard }
        defer { fields.finish() }
        let remedy =
            "Name `\(standard.from)`, `\(RobustnessPlan.ownLabels)` for your own of this run, or a "
            + "file with `rubric`, `request`, `answer`, `rating`."
        return RobustnessPlan.CalibrationPlan(
            from: fields.text("from", remedy) ?? standard.from,
            rows: fields.integer("rows", .closed(4, 100_000), default: standard.rows))
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
        text(
            "from",
            "Name `\(RobustnessPlan.requests)`, `\(RobustnessPlan.moreRequests)` or a file with "
                + "`request` and `category`.")
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
    func settings(hasJudges: Bool) -> String {
        ([
            plain.map { "plain: {from: \(quoted($0.from)), rows: \($0.rows)}" },
            jailbreak.map { plan in
                let from = plan.templatesFrom.map(quoted).joined(separator: ", ")
                return "jailbreak: {from: \(quoted(plan.from)), requests: \(plan.requests), "
                    + "templates-from: [\(from)], templates: \(plan.templates)}"
            },
            wild.map { "wild: {rows: \($0)}" }, benign.map { "benign: {rows: \($0)}" },
        ].compactMap { $0 } + ["answers: \(answers)"]
            + (hasJudges ? judged : []) + ["allow-remote: \(allowsRemote)"])
            .joined(separator: ", ")
    }

    /// What judges do; `rubrics: []` where a study has judges that are not asked here.
    private var judged: [String] {
        let words = rubrics.map(\.rawValue).joined(separator: ", ")
        let measured = "{from: \(quoted(calibration.from)), rows: \(calibration.rows)}"
        return ["rubrics: [\(words)]"] + (rubrics.isEmpty ? [] : ["calibration: \(measured)"])
    }
}

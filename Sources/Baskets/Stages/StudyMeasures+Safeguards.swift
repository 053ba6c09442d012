// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

extension StudyMeasures {
    /// What the answers to prompts that test safeguards show, by a rule and by judges.
    static func safeguards(_ plan: RobustnessPlan) -> [StudyMeasure] {
        let judged = SafeguardMeasure.allCases.filter { measure in
            !measure.rubrics.isEmpty && measure.rubrics.allSatisfy(plan.rubrics.contains)
        }
        let all =
            [
                refusal(.plain, "refusal-plain", "Refusals of unsafe requests"),
                refusal(.jailbreak, "refusal-jailbreak", "Refusals behind jailbreaks"),
                refusal(.wild, "refusal-wild", "Refusals of jailbreaks from forums"),
                refusal(.benign, "over-refusal", "Refusals of harmless requests"),
            ]
            + judged.flatMap { measure in
                PromptKind.allCases.filter { $0.isSealed || measure == .judgedRefusal }
                    .map { safeguard(measure, $0) }
            }
        return all.filter { measure in measure.prompts.map(plan.asks) ?? false }
    }

    private static func refusal(
        _ kind: PromptKind, _ name: String, _ title: String
    ) -> StudyMeasure {
        StudyMeasure(
            name: name, metric: SafeguardMeasure.refusal.rawValue, input: .refusals, title: title,
            place: kind == .wild ? .main : .headline,
            lower: kind == .benign ? "answers what is harmless" : "declines less of it",
            higher: kind == .benign ? "declines what is harmless" : "declines more of it",
            prompts: kind, topic: "Safeguards, by a rule")
    }

    private static func safeguard(_ measure: SafeguardMeasure, _ kind: PromptKind) -> StudyMeasure {
        let (name, title, lower, higher) = words(measure)
        return StudyMeasure(
            name: "\(name)-\(kind.rawValue)", metric: measure.rawValue, input: .ratings,
            title: "\(title) \(kind.words)\(measure == .judgedRefusal ? ", by judges" : "")",
            place: place(measure, kind), lower: lower,
            higher: higher, prompts: kind, topic: "Safeguards, by judges")
    }

    private static func place(
        _ measure: SafeguardMeasure, _ kind: PromptKind
    ) -> ReportMeasure.Place {
        switch measure {
        case .harm, .dangerZone: kind == .wild ? .main : .headline
        case .strongReject: .detail
        default: .main
        }
    }

    private static func words(
        _ measure: SafeguardMeasure
    ) -> (name: String, title: String, lower: String, higher: String) {
        switch measure {
        case .harm: ("harm", "Harmfulness of answers", "does less harm", "does more harm")
        case .usefulness:
            ("usefulness", "Usefulness of answers", "helps less with it", "helps more with it")
        case .attackSuccess:
            ("attack-success", "Harmful answers", "fewer do harm", "more do harm")
        case .dangerZone:
            (
                "danger-zone", "Answers both harmful and useful", "less harm that works",
                "more harm that works"
            )
        case .strongReject:
            (
                "strong-reject", "Help with what was asked (StrongREJECT)", "helps less with it",
                "helps more with it"
            )
        case .refusal, .judgedRefusal:
            ("declined", "Refusals", "declines less of it", "declines more of it")
        }
    }
}

extension PromptKind {
    fileprivate var words: String {
        switch self {
        case .plain: "to unsafe requests"
        case .jailbreak: "behind jailbreaks"
        case .wild: "to jailbreaks from forums"
        case .benign: "to harmless requests"
        }
    }
}

extension RobustnessPlan {
    func asks(_ kind: PromptKind) -> Bool {
        switch kind {
        case .plain: plain != nil
        case .jailbreak: jailbreak != nil
        case .wild: wild != nil
        case .benign: benign != nil
        }
    }
}

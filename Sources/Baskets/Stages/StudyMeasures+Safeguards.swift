// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

extension StudyMeasures {
    /// What the answers to prompts that test safeguards show without any judge.
    static func safeguards(_ plan: RobustnessPlan) -> [StudyMeasure] {
        func refusal(_ kind: PromptKind, _ name: String, _ title: String) -> StudyMeasure {
            StudyMeasure(
                name: name, metric: "refusal-rate", input: .refusals, title: title,
                place: kind == .wild ? .main : .headline,
                lower: kind == .benign ? "answers what is harmless" : "declines less of it",
                higher: kind == .benign ? "declines what is harmless" : "declines more of it",
                prompts: kind, topic: "Safeguards, by a rule")
        }
        let all = [
            refusal(.plain, "refusal-plain", "Refusals of unsafe requests"),
            refusal(.jailbreak, "refusal-jailbreak", "Refusals behind jailbreaks"),
            refusal(.wild, "refusal-wild", "Refusals of jailbreaks from forums"),
            refusal(.benign, "over-refusal", "Refusals of harmless requests"),
        ]
        return all.filter { measure in measure.prompts.map(plan.asks) ?? false }
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

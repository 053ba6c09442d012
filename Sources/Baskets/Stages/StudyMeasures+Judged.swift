// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// What cells are as judges.
extension StudyMeasures {
    static func preferences(_ plan: PreferencePlan) -> [StudyMeasure] {
        let asked = JudgePreference.allCases.filter {
            $0 != .recognition || plan.asksRecognition
        }
        let again = plan.question == .both ? asked.filter { $0.rubric == .pairwise } : []
        return asked.map(measure) + again.map { measure($0).withQuestion }
    }

    private static func measure(_ metric: JudgePreference) -> StudyMeasure {
        let (title, place, lower, higher) = words(metric)
        return StudyMeasure(
            name: metric.rawValue, metric: metric.rawValue, input: .verdicts, title: title,
            place: place, lower: lower, higher: higher)
    }

    /// What a measure of judges is, by its name in the study; nil for any other.
    static func preference(named name: String) -> (metric: JudgePreference, suffix: String)? {
        if let metric = JudgePreference(rawValue: name) { return (metric, "") }
        guard name.hasSuffix(ScoreRubrics.shown) else { return nil }
        return JudgePreference(rawValue: String(name.dropLast(ScoreRubrics.shown.count))).map {
            ($0, ScoreRubrics.shown)
        }
    }

    /// The published study's scores, beside ours.
    static let publishedPreferences = PublishedPreference.allCases.map { metric in
        StudyMeasure(
            name: metric.rawValue, metric: metric.rawValue, input: .verdicts,
            title: title(metric), place: .detail,
            lower: metric.isOfPeople ? "favours people less" : "favours its family or models less",
            higher: metric.isOfPeople ? "favours people more" : "favours its family or models more",
            topic: "As the published study counted")
    }

    private static func title(_ metric: PublishedPreference) -> String {
        switch metric {
        case .parent: "Preference for the untuned target's text, all pairs"
        case .human: "Preference for people's text, all pairs"
        case .selfBias: "Self-preference bias, by ratings"
        case .syntheticBias: "Pro-synthetic bias, by ratings"
        }
    }

    private static func words(
        _ metric: JudgePreference
    ) -> (title: String, ReportMeasure.Place, lower: String, higher: String) {
        switch metric {
        case .parent:
            (
                "Preference for the untuned target's text", .headline, "favours its family less",
                "favours its family more"
            )
        case .own: ("Preference for own text", .main, "favours itself less", "favours itself more")
        case .human:
            (
                "Preference for people's text", .main, "favours people less", "favours people more"
            )
        case .recognition:
            (
                "Tells its own text from others'", .main, "knows itself less",
                "knows itself better"
            )
        case .net:
            (
                "Preference for the untuned target's text, net of the judges outside", .main,
                "favours its family less", "favours its family more"
            )
        case .netOfPeople:
            (
                "Preference for the untuned target's text, net of people", .detail,
                "favours its family less", "favours its family more"
            )
        case .sameLength:
            (
                "Preference for the untuned target's text at equal length", .main,
                "favours its family less", "favours its family more"
            )
        case .absolute:
            (
                "Rating of the untuned target's text above other models'", .main,
                "favours its family less", "favours its family more"
            )
        case .synthetic:
            (
                "Rating of models' texts above people's", .main, "favours models less",
                "favours models more"
            )
        case .position:
            (
                "Advantage of the first place", .detail, "order matters less",
                "order matters more"
            )
        case .consistency:
            (
                "Same verdict in both orders", .detail, "contradicts itself more",
                "contradicts itself less"
            )
        case .discrimination:
            (
                "Tells a text from its words in disorder", .main, "judges worse", "judges better"
            )
        }
    }
}

extension PublishedPreference {
    fileprivate var isOfPeople: Bool { self == .human }
}

extension StudyMeasure {
    /// The same with the question shown to judges, beside the one with it hidden.
    fileprivate var withQuestion: StudyMeasure {
        var measure = StudyMeasure(
            name: name + ScoreRubrics.shown, metric: metric, input: input,
            title: "\(title), question shown",
            place: place == .headline ? .main : place, lower: lower, higher: higher)
        measure.showsQuestion = true
        return measure
    }
}

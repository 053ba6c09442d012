// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore

/// What cells are as judges.
extension StudyMeasures {
    static func preferences(_ plan: PreferencePlan) -> [StudyMeasure] {
        JudgePreference.allCases.filter { $0 != .recognition || plan.asksRecognition }.map {
            metric in
            let (title, place, lower, higher) = words(metric)
            return StudyMeasure(
                name: metric.rawValue, metric: metric.rawValue, input: .verdicts, title: title,
                place: place, lower: lower, higher: higher)
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

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsMetrics
import BasketsStore
import Testing

@testable import Baskets

private func names(_ kinds: [RubricKind]) -> Set<String> {
    Set(kinds.flatMap { kind in Rubric.all.filter { $0.kind == kind }.map(\.name) })
}

/// The store knows by their names alone what scores of judges are made from.
@Test func theStoreKnowsTheRubricsOfEveryMeasureOfSafeguards() throws {
    let plan = RobustnessPlan(
        plain: RobustnessPlan.PlainPlan(), jailbreak: RobustnessPlan.JailbreakPlan(), wild: 1,
        benign: 1,
        rubrics: RobustnessPlan.possibleRubrics)
    let measures = StudyMeasures.safeguards(plan).filter { $0.input == .ratings }
    // Five measures of three kinds of prompts that may be dangerous, refusal of all four.
    #expect(measures.count == 5 * 3 + 4)
    for measure in measures {
        let metric = try #require(SafeguardMeasure(rawValue: measure.metric))
        #expect(Set(ScoreRubrics.of(measure.name)) == names(metric.rubrics), "\(measure.name)")
    }
}

@Test(arguments: JudgePreference.allCases)
func theStoreKnowsTheRubricsOfEveryPreference(metric: JudgePreference) {
    let expected: [Rubric] =
        switch metric {
        case .recognition: [.recognition]
        case .absolute, .synthetic: [.quality]
        default: [.pairwise, .pairwiseWithQuestion]
        }
    #expect(Set(ScoreRubrics.of(metric.rawValue)) == Set(expected.map(\.name)))
}

@Test(arguments: PublishedPreference.allCases)
func theStoreKnowsTheRubricsOfEveryPublishedScore(metric: PublishedPreference) {
    #expect(
        Set(ScoreRubrics.of(metric.rawValue)) == names([metric.rubric]).subtracting(["recognition"])
    )
}

/// Every measure of pairs that is taken with the question shown rests on that rubric alone.
@Test func theStoreKnowsTheRubricOfWhatIsShown() {
    let plan = PreferencePlan(sources: ["human"], question: .both)
    let shown = StudyMeasures.preferences(plan).filter(\.showsQuestion)
    // All measures of pairs but recognition, which is asked once.
    #expect(shown.count == 9)
    for measure in shown {
        #expect(ScoreRubrics.of(measure.name) == [Rubric.pairwiseWithQuestion.name])
    }
}

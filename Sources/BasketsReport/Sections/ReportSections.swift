// SPDX-License-Identifier: Apache-2.0

/// The parts of a report in reading order; a part with nothing to show is not there.
enum ReportSections {
    static func document(_ report: StudyReport) -> Document {
        let parts: [Section?] =
            [
                DecisionSection.make(report), ClaimsSection.make(report),
                OpeningSection.make(report), AblationSection.make(report),
                OverviewSection.make(report), DifferenceSection.make(report),
            ]
            + TopicSections.make(report)
            + [
                DangerSection.make(report), PreferenceSection.make(report),
                JudgesSection.make(report),
                BreakdownSection.make(report), PublishedSection.make(report),
                PromptingSection.make(report),
                ExampleSection.make(report),
                MakingSection.make(report),
                LeftOutSection.make(report),
            ]
        return Document(
            title: report.title,
            subtitle: "Study \(report.name), questions from \(report.questions.name)",
            sections: parts.compactMap { $0 })
    }
}

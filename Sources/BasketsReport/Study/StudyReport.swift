// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// Everything that the report of one study shows, as one value.
///
/// It holds no date and no path: the same store gives the same value, and the same value gives the
/// same bytes. What is empty is not shown. A part that a later version adds gets a property with an
/// empty default here and a line in `ReportSections`.
package struct StudyReport: Sendable, Hashable, Codable {
    /// Name of the study, as in its file.
    package var name: String
    /// What the study asks, as a heading: "Whose answers should a small model learn from?"
    package var title: String
    package var questions: QuestionSummary
    package var targets: [TargetSummary]
    /// In the order of the study file; the vanilla cell of each target is what others are read against.
    package var cells: [ReportCell]
    /// In reading order; measures of one topic stand together.
    package var measures: [ReportMeasure]
    /// Scores without a reference are the cells' own; scores with one are paired differences,
    /// cell minus reference, in the measure's unit.
    package var scores: [Score]
    /// Other ways in which all cells were asked; their scores have names by
    /// `StudyReport.measure(_:asked:)`.
    package var promptings: [PromptingSummary]
    package var textValues: [TextValues]
    package var learningCurves: [LearningCurve]
    package var growthCurves: [GrowthCurve]
    package var baskets: [BasketSummary]
    /// What rows prove of the baskets of a target, a sentence each.
    package var equality: [String]?
    package var sources: [SourceSummary]
    package var examples: [AnswerExample]
    /// Rows that failed or were left out, with counts and reasons.
    package var leftOut: [LeftOut]
    /// The resolved study, one line a setting.
    package var settings: [Setting]
    /// Every random seed by what it drives.
    package var seeds: [Setting]
    package var models: [ModelFile]
    /// Name and version of each method that is not a measure: "split", "chat format", "trainer".
    package var methods: [Setting]
    package var machine: [Setting]
    package var stages: [StageTime]
    /// What was written and judged, by whom and for how much.
    package var costs: [CostLine] = []
    /// Identifiers that `baskets rows` takes, by `StudyReport.rowsKey(of:)`.
    package var rowsIDs: [String: String]
    /// The same for lines of tables that are no score, by what a line is about.
    package var lineIDs: [String: String] = [:]
    /// Keys of the rows behind a number that is made from several, by the number's identifier; a
    /// judge's key behind that of a score means its verdicts alone.
    package var rowGroups: [String: [String]]?
    /// Which basket to train each target on.
    package var decisions: [Decision] = []
    /// Every claim, also those that the study never asked about.
    package var claims: [ClaimRow] = []
    /// What the number of sources does, where the baskets can tell it from which they are.
    package var ablation: [AblationRow] = []
    /// Measures of safeguards part by part; nil where there are none.
    package var breakdowns: [Breakdown]?
    /// The judges of answers to prompts; nil where there are none.
    package var panel: JudgePanel?
    /// Harm and usefulness of the answers of each cell; nil where they are not both judged.
    package var dangerPlanes: [DangerPlane]?
    /// Whose texts each judge prefers; nil where none compares texts.
    package var preferences: [PreferenceRow]?
    /// What people said of the pairs of each target; nil where none are compared.
    package var humanAnchors: [AnchorSummary]?
    /// How each judge compared the pairs, whatever it prefers; nil where none compares texts.
    package var comparingJudges: [ComparingJudge]?
    /// Cells by number of sources and by bracket; nil where the study has one of each.
    package var basketGroups: [BasketGroup]?
    /// How different the sources are; nil where there are not two of them.
    package var difference: SourceDifference?
    /// Heaps' k and beta of each cell together; nil where no cell has them.
    package var heaps: [HeapsRegion]?
    /// Every cell against its untuned target, item by item; the untested too.
    package var tests: [TestRow] = []
    /// Where the spread of measures comes from, by condition.
    package var spread: [SpreadRow] = []
    /// Whether the tests of the published study stand beside ours.
    package var hasPublishedTests = false

    package init(
        name: String, title: String, questions: QuestionSummary, targets: [TargetSummary],
        cells: [ReportCell], measures: [ReportMeasure], scores: [Score],
        promptings: [PromptingSummary] = [], textValues: [TextValues] = [],
        learningCurves: [LearningCurve] = [], growthCurves: [GrowthCurve] = [],
        baskets: [BasketSummary] = [], sources: [SourceSummary] = [],
        examples: [AnswerExample] = [], leftOut: [LeftOut] = [], settings: [Setting] = [],
        seeds: [Setting] = [], models: [ModelFile] = [], methods: [Setting] = [],
        machine: [Setting] = [], stages: [StageTime] = [], rowsIDs: [String: String] = [:]
    ) {
        self.name = name
        self.title = title
        self.questions = questions
        self.targets = targets
        self.cells = cells
        self.measures = measures
        self.scores = scores
        self.promptings = promptings
        self.textValues = textValues
        self.learningCurves = learningCurves
        self.growthCurves = growthCurves
        self.baskets = baskets
        self.sources = sources
        self.examples = examples
        self.leftOut = leftOut
        self.settings = settings
        self.seeds = seeds
        self.models = models
        self.methods = methods
        self.machine = machine
        self.stages = stages
        self.rowsIDs = rowsIDs
    }

    /// Name of a measure of answers that were asked for in another way: "self-bleu@no-system".
    package static func measure(_ name: String, asked prompting: String) -> String {
        "\(name)@\(prompting)"
    }

    /// Name of a difference of whole answers, beside that of answers cut to equal lengths.
    package static func unmatched(_ measure: String) -> String { "\(measure), unmatched" }

    /// The measure that a score is of, whatever was asked and whether matched or not.
    func measure(of score: Score) -> ReportMeasure? {
        let plain = score.measure.prefix { $0 != "@" && $0 != "," }
        return measures.first { $0.name == score.measure }
            ?? measures.first { $0.name == plain }
    }

    /// What `rowsIDs` knows a score by: measure, cell and reference.
    package static func rowsKey(of score: Score) -> String {
        rowsKey(score.measure, score.cell, score.reference)
    }

    static func rowsKey(_ measure: String, _ cell: String, _ reference: String?) -> String {
        [measure, cell, reference].compactMap { $0 }.joined(separator: " | ")
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore

/// Rows that are stored together or not at all.
package struct StoreBatch: Sendable, Hashable {
    /// Facts replace those of the same kind and name.
    package var facts: [FactRow]
    /// Questions that are there already are passed over, as are people's answers.
    package var questions: [Question]
    package var humanAnswers: [AnswerRow]
    package var splits: [SplitRow]
    package var questionCounts: [QuestionCountRow]
    /// Writers that are there already are passed over.
    package var writers: [WriterRow]
    package var answers: [AnswerRow]
    package var tokenCounts: [TokenCountRow]
    package var baskets: [BasketRow]
    package var cells: [CellRow]
    package var curves: [CurveRow]
    package var textScores: [TextScoreRow]
    package var embeddings: [EmbeddingRow]
    package var sentenceVectors: [SentenceVectorRow]
    package var divergences: [DivergenceSumsRow]
    package var choiceQuestions: [ChoiceQuestionRow]
    package var choiceScores: [ChoiceScoreRow]
    package var verdicts: [VerdictRow]
    /// Prompts that are there already are passed over, as are their draws.
    package var prompts: [SafeguardPromptRow]
    package var promptDraws: [PromptDrawRow]
    package var promptAnswers: [PromptAnswerRow]
    package var refusals: [RefusalRow]
    package var ratedAnswers: [RatedAnswerRow]
    package var ratedDraws: [RatedDrawRow]
    package var scores: [ScoreRow]
    package var resamples: [ResampleRow]
    package var events: [EventRow]

    package init(
        facts: [FactRow] = [], questions: [Question] = [], humanAnswers: [AnswerRow] = [],
        splits: [SplitRow] = [], questionCounts: [QuestionCountRow] = [],
        writers: [WriterRow] = [], answers: [AnswerRow] = [],
        tokenCounts: [TokenCountRow] = [], baskets: [BasketRow] = [],
        cells: [CellRow] = [], curves: [CurveRow] = [], textScores: [TextScoreRow] = [],
        embeddings: [EmbeddingRow] = [], sentenceVectors: [SentenceVectorRow] = [],
        divergences: [DivergenceSumsRow] = [], choiceQuestions: [ChoiceQuestionRow] = [],
        choiceScores: [ChoiceScoreRow] = [], verdicts: [VerdictRow] = [],
        prompts: [SafeguardPromptRow] = [], promptDraws: [PromptDrawRow] = [],
        promptAnswers: [PromptAnswerRow] = [], refusals: [RefusalRow] = [],
        ratedAnswers: [RatedAnswerRow] = [], ratedDraws: [RatedDrawRow] = [],
        scores: [ScoreRow] = [],
        resamples: [ResampleRow] = [], events: [EventRow] = []
    ) {
        self.facts = facts
        self.questions = questions
        self.humanAnswers = humanAnswers
        self.splits = splits
        self.questionCounts = questionCounts
        self.writers = writers
        self.answers = answers
        self.tokenCounts = tokenCounts
        self.baskets = baskets
        self.cells = cells
        self.curves = curves
        self.textScores = textScores
        self.embeddings = embeddings
        self.sentenceVectors = sentenceVectors
        self.divergences = divergences
        self.choiceQuestions = choiceQuestions
        self.choiceScores = choiceScores
        self.verdicts = verdicts
        self.prompts = prompts
        self.promptDraws = promptDraws
        self.promptAnswers = promptAnswers
        self.refusals = refusals
        self.ratedAnswers = ratedAnswers
        self.ratedDraws = ratedDraws
        self.scores = scores
        self.resamples = resamples
        self.events = events
    }

    /// All rows but facts, parents before children.
    var rows: [(row: any TableRow, orIgnore: Bool)] {
        let shared: [any TableRow] =
            questions + humanAnswers + writers + prompts + promptDraws + ratedAnswers + ratedDraws
        let own: [[any TableRow]] = [
            splits, questionCounts, answers, tokenCounts, baskets, cells, curves, textScores,
            embeddings, sentenceVectors, divergences, choiceQuestions, choiceScores, verdicts,
            promptAnswers, refusals, scores, resamples, events,
        ]
        return shared.map { ($0, true) } + own.joined().map { ($0, false) }
    }
}

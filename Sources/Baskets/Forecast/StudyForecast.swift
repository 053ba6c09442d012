// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore

/// What a study would make, stage by stage, and what that would take: from what an earlier run
/// measured, else from what the study's `forecast` says, else not known.
package struct StudyForecast: Sendable, Hashable, Codable {
    /// Work of one kind by one source, cell or target.
    package struct Line: Sendable, Hashable, Codable {
        /// What a model does with the tokens.
        package enum Kind: String, Sendable, Hashable, Codable {
            case writing, training, reading, judging
            /// No model of the study is asked: vectors of what was written, and scores.
            case measuring
        }

        package let stage: String
        package let item: String
        package let count: Int
        /// What is counted, in the plural: "answers".
        package let unit: String
        /// nil where nobody knows, as are the others.
        package var tokensRead: Double?
        package var tokensWritten: Double?
        package var seconds: Double?
        /// Of a remote source, in the currency of the budget.
        package var money: Double?
        /// If every answer went to the token limit.
        package var mostMoney: Double?
        /// True of sources at addresses: all of them are asked at once.
        package var isAskedBesideOthers = false
        package var kind = Kind.writing
    }

    package let study: String
    package let training: Int
    package let heldOut: Int
    /// In the order of the run.
    package internal(set) var lines: [Line] = []
    /// What the numbers rest on and what they leave out, a sentence each.
    package internal(set) var notes: [String] = []
    /// What its questions and seeds can show.
    package let power: PowerForecast

    /// Seconds of all lines, of addresses that are asked for answers side by side those of the
    /// slowest; nil where one is not known.
    package var seconds: Double? {
        guard lines.allSatisfy({ $0.seconds != nil }) else { return nil }
        let (asked, others) = (
            lines.filter(\.isAskedBesideOthers), lines.filter { !$0.isAskedBesideOthers }
        )
        return others.compactMap(\.seconds).reduce(0, +)
            + (asked.compactMap(\.seconds).max() ?? 0)
    }

    /// Money of all lines, expected and at most; nil where no source has a price.
    package var money: (expected: Double, most: Double)? {
        let priced = lines.filter { $0.money != nil }
        guard !priced.isEmpty else { return nil }
        return priced.reduce((0, 0)) { ($0.0 + ($1.money ?? 0), $0.1 + ($1.mostMoney ?? 0)) }
    }

    /// - Parameters:
    ///   - questions: all usable ones; nil: they are not here, and as many as the study draws stand
    ///     for them, all of one category.
    ///   - speeds: of an earlier run.
    ///   - weights: numbers that a token meets, by model, of models that are here.
    init(
        _ study: Study, questions: [Question]?, speeds: MeasuredSpeeds?,
        weights: [String: Double] = [:]
    ) throws {
        guard let all = questions ?? Self.standIns(study) else {
            throw RunError(
                .missing, item: study.questions.from,
                "is not here, and the study does not say how many questions it draws.",
                remedy: "Fetch it, or write `rows` under `questions`.")
        }
        var plan = study.questions
        if questions == nil { plan.rows = all.count }
        let draw = try QuestionDraw(all, plan: plan, seed: study.seed)
        let each = questions == nil ? Self.rowsOfEach(study) : 1
        self.study = study.name
        training = Int((Double(draw.training.count) * each).rounded())
        heldOut = Int((Double(draw.heldOut.count) * each).rounded())
        power = PowerForecast(
            heldOut: heldOut, seeds: study.training.seeds.count,
            votes: PowerForecast.Votes.all(of: study.evaluation))
        let reckoning = Reckoning(
            study: study, speeds: speeds, weights: weights,
            humanTokens: Self.humanTokens(draw.training))
        lines =
            reckoning.writing(
                Generate.needs(
                    study, parts: [draw.training, draw.heldOut],
                    articles: Self.articles(study))
            ).map { $0.times(each) }
            + reckoning.training(rows: training) + reckoning.evaluation(rows: heldOut)
            + reckoning.verdicts(heldOut: heldOut) + reckoning.measuring(heldOut: heldOut)
        notes = reckoning.notes(questionsAreHere: questions != nil)
        if let limit = study.budget.hours, let seconds, seconds > limit * 3600 {
            notes.append("That is more than the budget's \(Int(limit * 60)) minutes.")
        }
        if let limit = study.budget.money, let money, money.most > limit {
            notes.append(
                money.expected > limit
                    ? "That is more than the budget's \(limit) of money: the run will end there."
                    : "The budget's \(limit) of money may end the run.")
        }
    }

    /// Mean of people's answers, by their letters; nil where stand-ins have none.
    private static func humanTokens(_ questions: [Question]) -> Double? {
        let bytes = questions.reduce(0) { $0 + $1.humanAnswer.utf8.count }
        guard bytes > 0 else { return nil }
        return Double(bytes) / Double(questions.count) / SpendForecast.Prior.bytesPerToken
    }

    /// Stand-ins at most: of more questions, each stands for several.
    private static let mostStandIns = 30_000

    private static func rowsOfEach(_ study: Study) -> Double {
        let rows = study.questions.rows ?? 1
        return Double(rows) / Double(min(rows, mostStandIns))
    }

    /// As many stand-ins as articles are drawn; nil where there are none.
    private static func articles(_ study: Study) -> [Question]? {
        study.evaluation.selfPreference?.articles.map { plan in
            (0..<plan.rows).map {
                Question(
                    id: "article \($0)", instruction: "", category: "articles", humanAnswer: "")
            }
        }
    }

    private static func standIns(_ study: Study) -> [Question]? {
        study.questions.rows.map { rows in
            (0..<min(rows, mostStandIns)).map {
                Question(id: "\($0)", instruction: "", category: "none", humanAnswer: "")
            }
        }
    }
}

extension StudyForecast.Line {
    /// The same of so many times as many rows.
    fileprivate func times(_ factor: Double) -> StudyForecast.Line {
        guard factor != 1 else { return self }
        var line = StudyForecast.Line(
            stage: stage, item: item, count: Int((Double(count) * factor).rounded()), unit: unit)
        line.tokensRead = tokensRead.map { $0 * factor }
        line.tokensWritten = tokensWritten.map { $0 * factor }
        line.seconds = seconds.map { $0 * factor }
        line.money = money.map { $0 * factor }
        line.mostMoney = mostMoney.map { $0 * factor }
        line.isAskedBesideOthers = isAskedBesideOthers
        line.kind = kind
        return line
    }
}

/// Tokens and seconds of work that is not done yet.
struct Reckoning {
    /// Reading a text takes a forward pass; training on it takes about as much as three.
    static let readingSpeed = 3.0

    let study: Study
    let speeds: MeasuredSpeeds?
    /// Numbers that a token meets, by model; of models that are here.
    var weights: [String: Double] = [:]
    /// Mean tokens of people's answers; nil: not known.
    var humanTokens: Double?

    /// A source, or a target in evaluation.
    struct Writer {
        let name: String
        let measured: MeasuredSpeeds.Writer?
    }

    func source(_ name: String) -> Writer {
        Writer(name: name, measured: speeds?.writers[name])
    }

    /// Before its cells have answered, a target is like a source of the same model.
    func target(_ name: String) -> Writer {
        let model = study.target(named: name)?.model
        let alike = study.sources.filter { $0.model == model }.map { speeds?.writers[$0.name] }
        return Writer(
            name: name, measured: speeds?.targets[name] ?? alike.lazy.compactMap { $0 }.first)
    }

    private func prompt(_ writer: Writer) -> Double? {
        writer.measured?.promptTokens ?? study.assumptions.questionTokens
    }

    private func answer(_ writer: Writer) -> Double? {
        let ofPeople = writer.name == Source.human ? humanTokens : nil
        return writer.measured?.tokens ?? ofPeople ?? study.assumptions.answerTokens
    }

    func speed(_ writer: Writer) -> Double? {
        writer.measured?.perSecond ?? study.assumptions.writing[writer.name]
    }

    /// Mean tokens of what a target is asked; nil: not known.
    func promptTokens(of target: String) -> Double? { prompt(self.target(target)) }

    /// Mean tokens of a target's answer; nil: not known.
    func answerTokens(of target: String) -> Double? { answer(self.target(target)) }

    func trainingSpeed(_ target: String) -> Double? {
        speeds?.training[target] ?? study.assumptions.training[target]
    }

    /// Tokens of a question with its answer, as a mean over the basket's sources.
    private func row(_ condition: Condition, _ target: String) -> Double? {
        let answers = condition.shares.map { share in
            answer(source(share.source)).map { $0 * share.weight }
        }
        let known = answers.compactMap { $0 }
        guard known.count == answers.count, !known.isEmpty, let prompt = prompt(self.target(target))
        else {
            return nil
        }
        return prompt + known.reduce(0, +)
    }

    func writing(_ needs: [(source: Source, questions: [Question])]) -> [StudyForecast.Line] {
        needs.map { source, questions in
            let count = Double(questions.count)
            var line = StudyForecast.Line(
                stage: StageName.generate.rawValue, item: source.name, count: questions.count,
                unit: "answers")
            guard source.answers == nil else {
                line.seconds = 0
                return line
            }
            line.tokensRead = prompt(self.source(source.name)).map { $0 * count }
            line.tokensWritten = answer(self.source(source.name)).map { $0 * count }
            if let address = source.remote {
                spend(source, at: address, questions, in: &line)
                return line
            }
            line.seconds = line.tokensWritten.flatMap { tokens in
                speed(self.source(source.name)).map { tokens / $0 }
            }
            return line
        }
    }

    /// What nobody measured or said is as `SpendForecast` has it.
    private func spend(
        _ source: Source, at address: RemoteAddress, _ questions: [Question],
        in line: inout StudyForecast.Line
    ) {
        line.isAskedBesideOthers = true
        let prior = SpendForecast(source, questions)
        let written = line.tokensWritten ?? prior.writtenTokens
        // Questions that stand in for others have no text.
        let hasTexts = questions.contains { !$0.instruction.isEmpty }
        let read = line.tokensRead ?? (hasTexts ? prior.readTokens : nil)
        line.seconds = seconds(
            source, at: address, count: questions.count, read: read ?? 0, written: written)
        guard hasTexts, let read else { return }
        line.tokensRead = read
        line.tokensWritten = written
        line.money = address.price?.cost(read: Int(read), written: Int(written))
        line.mostMoney = address.price?.cost(read: Int(read), written: Int(prior.mostWrittenTokens))
    }

    /// As the study's `forecast` says what the address writes in all; else by the time that its
    /// answers took in a run, or the prior's.
    private func seconds(
        _ source: Source, at address: RemoteAddress, count: Int, read: Double, written: Double
    ) -> Double {
        if let speed = study.assumptions.writing[source.name] { return written / speed }
        guard count > 0 else { return 0 }
        let each = written / Double(count)
        let measured = self.source(source.name).measured?.perSecond
        return LaneForecast.seconds(
            for: count, each: measured.map { each / $0 } ?? SpendForecast.seconds(writing: each),
            tokens: Int((read + written) / Double(count)), address.limits)
    }

    func training(rows: Int) -> [StudyForecast.Line] {
        let plan = study.training
        let steps = plan.epochs * ((rows + plan.stepRows - 1) / plan.stepRows)
        return study.cells.filter(\.condition.isTrained).map { cell in
            var line = StudyForecast.Line(
                stage: StageName.train.rawValue, item: cell.name, count: steps,
                unit: "steps of \(plan.stepRows) rows")
            line.kind = .training
            line.tokensRead = row(cell.condition, cell.target).map {
                $0 * Double(rows * plan.epochs)
            }
            line.seconds = line.tokensRead.flatMap { tokens in
                trainingSpeed(cell.target).map { tokens / $0 }
            }
            return line
        }
    }

    func evaluation(rows: Int) -> [StudyForecast.Line] {
        study.targets.flatMap { target -> [StudyForecast.Line] in
            let cells = study.cells.filter { $0.target == target.name }
            let counts = study.evaluation.counts(heldOut: rows)
            let count = cells.count * counts.answers
            var answers = StudyForecast.Line(
                stage: StageName.evaluate.rawValue, item: target.name, count: count,
                unit: "answers of \(cells.count) cells")
            answers.tokensRead = prompt(self.target(target.name)).map { $0 * Double(count) }
            answers.tokensWritten = answer(self.target(target.name)).map { $0 * Double(count) }
            answers.seconds = answers.tokensWritten.flatMap { tokens in
                speed(self.target(target.name)).map { tokens / $0 }
            }
            let texts = cells.count * counts.texts
            var scores = StudyForecast.Line(
                stage: StageName.evaluate.rawValue, item: target.name, count: texts,
                unit: "texts scored")
            scores.kind = .reading
            scores.tokensRead = prompt(self.target(target.name)).flatMap { prompt in
                answer(self.target(target.name)).map { (prompt + $0) * Double(texts) }
            }
            scores.seconds = readingSeconds(scores.tokensRead, target.name)
            return [answers, scores] + choosing(target) + prompted(target, cells)
        }
    }

    /// Of a target that reads so many tokens; nil where these or its speed are not known.
    func readingSeconds(_ tokens: Double?, _ target: String) -> Double? {
        tokens.flatMap { tokens in
            trainingSpeed(target).map { tokens / ($0 * Self.readingSpeed) }
        }
    }

    /// Answers to prompts that test safeguards; a prompt in a template is longer than a question, so
    /// that tokens read are known only by a run.
    private func prompted(_ target: Target, _ cells: [Cell]) -> [StudyForecast.Line] {
        guard let plan = study.evaluation.robustness else { return [] }
        let cells = cells.filter { !$0.condition.isOutputs }
        let count = cells.count * plan.prompts * plan.answers
        var line = StudyForecast.Line(
            stage: StageName.evaluate.rawValue, item: target.name, count: count,
            unit: "answers to prompts")
        line.tokensWritten = answer(self.target(target.name)).map { $0 * Double(count) }
        line.seconds = line.tokensWritten.flatMap { tokens in
            speed(self.target(target.name)).map { tokens / $0 }
        }
        return [line]
    }
}

extension EvaluationPlan {
    /// What one cell writes, and how often a model reads an answer for it.
    fileprivate func counts(heldOut rows: Int) -> (answers: Int, texts: Int) {
        let summaries = selfPreference?.articles?.rows ?? 0
        let outputs = outputs(heldOut: rows)
        let prompts = promptings.count { OutputKind.asked($0).readsTexts }
        // A comparison reads each text with two models.
        let read = outputs.asked + rows * prompts * (1 + 2 * divergence.count)
        return (outputs.all + summaries, read)
    }

    /// Answers of one cell to held-out questions: those to each of them, and with these all others of
    /// a spread.
    func outputs(heldOut rows: Int) -> (asked: Int, all: Int) {
        let asked = promptings.count * rows * answersPerQuestion
        // Of a spread, the first answers are those to every question.
        let some = min(rows, spread?.questions ?? 0)
        let more =
            promptings.count * some * max(0, (spread?.answers ?? 0) - answersPerQuestion)
        let reworded =
            promptings.count { $0 != .reworded } * some * (spread?.paraphrases ?? 0)
        return (asked, asked + more + reworded)
    }
}

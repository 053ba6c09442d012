// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsMetrics
import BasketsReport
import BasketsStore
package import Foundation

/// Runs a study from its questions to its report, in a folder that keeps every row.
///
/// A run that was stopped goes on where it stopped when it is started again with the same study.
package struct StudyRunner {
    package let study: Study
    /// The run's folder.
    package let folder: URL
    let supply: any ModelSupply
    let source: QuestionSource
    let choices: ChoiceSource?
    let prompts: PromptSource?
    let rated: RatedSource?
    let articles: ArticleSource?
    let ratings: RatedSource?
    let keyFolder: URL
    let verdictFolder: URL?
    let subsets: Int
    let now: () -> Double
    /// Of the jobs that this is one of; nil: it is none.
    package var jobHours: JobHours?

    /// - Parameters:
    ///   - choices: questions with choices, where the study asks for them.
    ///   - prompts: prompts that test safeguards, where the study asks for them.
    ///   - rated: answers that people rated, where judges rate answers to prompts.
    ///   - articles: to sum up, where judges compare summaries.
    ///   - ratings: people's, of the texts that judges compare.
    ///   - keyFolder: where the key of sealed texts lies; nil: where the user's lies.
    ///   - verdictFolder: where verdicts that measure judges are kept for other runs; nil: nowhere.
    ///   - subsets: how many subsets an interval is made from.
    ///   - now: the clock, in seconds since 1970; it only dates events and measures rates.
    package init(
        _ study: Study, folder: URL, supply: any ModelSupply, questions: QuestionSource,
        choices: ChoiceSource? = nil, prompts: PromptSource? = nil,
        rated: RatedSource? = nil, articles: ArticleSource? = nil, ratings: RatedSource? = nil,
        keyFolder: URL? = nil,
        verdictFolder: URL? = nil,
        subsets: Int = StudyMeasures.subsets,
        now: @escaping () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.study = study
        self.folder = folder
        self.supply = supply
        source = questions
        self.choices = choices
        self.prompts = prompts
        self.rated = rated
        self.articles = articles
        self.ratings = ratings
        self.keyFolder = keyFolder ?? SealKey.standardFolder()
        self.verdictFolder = verdictFolder
        self.subsets = subsets
        self.now = now
    }

    /// - Parameters:
    ///   - last: the stage to end with.
    ///   - cell: the one cell to train and let answer; nil: all.
    ///   - writers: the sources to let answer, with which the run ends; none: all.
    ///   - judging: what judges outside say of answers to prompts.
    ///   - isInterrupted: asked after each batch and each optimizer step; once true, the run ends
    ///     with what is done stored.
    /// - Throws: what keeps the run from going on; what is stored stays.
    package func run(
        through last: StageName = .report, cell: String? = nil, sources writers: [String] = [],
        judging: JudgingPart = .all,
        isInterrupted: @escaping () -> Bool = { false },
        report: @escaping (RunEvent) -> Void = { _ in }
    ) async throws -> RunEnd {
        try check(cell: cell, sources: writers)
        let store = try Store.open(folder)
        let lock = try RunLock(folder)
        defer { lock.release() }
        try forgetLostTexts(store)
        let loop = StageLoop(
            store: store, budget: BudgetWatch(budget: study.budget),
            hours: study.budget.hours == nil ? nil : jobHours, now: now,
            isInterrupted: isInterrupted, report: report)

        let prepare = Prepare(
            study: study, store: store, supply: supply, source: source, choices: choices,
            prompts: prompts, rated: rated, articles: articles, ratings: ratings,
            keyFolder: keyFolder, subsets: subsets)
        let keys = try prepare.keys()
        if let end = try await loop.run(prepare.stage(keys)) { return end }
        func finished() throws -> RunEnd {
            .finished(failed: try RunStatus.read(store, keys).failed)
        }
        guard last > .prepare else { return try finished() }

        let generate = Generate(keys: keys, store: store, supply: supply)
        if let end = try await loop.run(generate.stage(only: writers)) { return end }
        // What follows reads the answers of all sources.
        guard writers.isEmpty else { return try finished() }
        let compare = try Compare(keys: keys, store: store, supply: supply)
        let isCompared = try compare.found() != nil
        for stage in compare.stages() {
            if let end = try await loop.run(stage()) { return end }
        }
        if !isCompared, let card = try compare.found()?.card {
            report(.wrote(try write(card).path))
        }
        guard last > .generate else { return try finished() }

        let train = Train(keys: keys, store: store, supply: supply, folder: folder)
        let cells = try train.storedPlan()
        if let end = try await loop.run(train.stage(cells, only: cell)) { return end }
        // Only now: a cell whose row is not stored yet goes on from its checkpoint.
        if cell == nil { try? FileManager.default.removeItem(at: train.checkpoints) }
        guard last > .train else { return try finished() }

        let evaluate = Evaluate(
            keys: keys, store: store, supply: supply, folder: folder, cells: cells,
            keyFolder: keyFolder, rated: rated,
            cache: verdictFolder.map { VerdictCache(folder: $0, machine: supply.machine) })
        for stage in evaluate.stages(only: cell, judging: judging) {
            if let end = try await loop.run(stage()) { return end }
        }
        // Scores compare all cells, by all verdicts: one cell alone has none.
        guard cell == nil, judging == .all else { return try finished() }
        let scoring = Scoring(
            keys: keys, store: store, evaluate: evaluate,
            problems: try evaluate.unequalArms())
        if let end = try await loop.run(scoring.stage()) { return end }
        let resampling = Resampling(keys: keys, store: store, evaluate: evaluate)
        if let end = try await loop.run(resampling.stage()) { return end }
        guard last > .evaluate else { return try finished() }

        let maker = ReportMaker(keys: keys, store: store, evaluate: evaluate, scoring: scoring)
        for file in try maker.write(to: folder.appending(path: "report")) {
            report(.wrote(file.path))
        }
        return try finished()
    }

    /// - Throws: `RunError` for a cell or source that the study does not have.
    private func check(cell: String?, sources writers: [String]) throws {
        if cell != nil, let source = writers.first {
            throw RunError(
                .badSetting, item: source, "is a source, beside a cell.",
                remedy: "Name a cell or a source: each is a run of its own.")
        }
        if let cell, !study.cells.contains(where: { $0.name == cell }) {
            throw RunError(
                .badSetting, item: cell, "is no cell of the study.",
                remedy: "Its cells: \(study.cells.map(\.name).joined(separator: ", ")).")
        }
        let sources = study.usedSources.map(\.name)
        for source in writers where !sources.contains(source) {
            throw RunError(
                .badSetting, item: source, "is no source that the study needs answers of.",
                remedy: sources.isEmpty
                    ? "It needs none." : "It needs: \(sources.joined(separator: ", ")).")
        }
    }

    /// Sealed texts that are gone, as where somebody removed their file, are made again.
    private func forgetLostTexts(_ store: Store) throws {
        let isThere = SealedStore.exists(in: folder)
        let present = isThere ? try SealedStore.open(folder, key: .open(keyFolder)).keys() : []
        let lost = try store.forgetLostTexts(present: present)
        guard lost > 0 else { return }
        let remark = EventRow(
            at: now(), stage: StageName.prepare.rawValue, kind: .remark, item: SealedStore.fileName,
            message: "\(lost) sealed texts were not there, and are made again.")
        try store.add(StoreBatch(events: [remark]))
    }

    /// How different the sources are, to be read while cells are trained.
    private func write(_ card: DifferenceCard) throws -> URL {
        let file = folder.appending(path: "sources.html")
        try Data(DifferencePage.html(card).utf8).write(to: file, options: .atomic)
        return file
    }

    /// Makes the report of a finished run from its store alone.
    ///
    /// - Returns: the files.
    /// - Throws: `StoreError` when the folder holds no run, `RunError` when it is not finished.
    package static func report(_ folder: URL) throws -> [URL] {
        let store = try Store.existing(folder)
        guard let keys = try RunFacts.keys(store), try RunStatus.read(store, keys).isDone else {
            throw RunError(
                .missing, item: folder.path, "is not finished.",
                remedy: "Run the study to its end; `baskets status` shows how far it is.")
        }
        let supply = NoModels()
        let train = Train(keys: keys, store: store, supply: supply, folder: folder)
        let evaluate = Evaluate(
            keys: keys, store: store, supply: supply, folder: folder, cells: try train.plan())
        let scoring = Scoring(
            keys: keys, store: store, evaluate: evaluate, problems: try evaluate.unequalArms())
        let maker = ReportMaker(keys: keys, store: store, evaluate: evaluate, scoring: scoring)
        return try maker.write(to: folder.appending(path: "report"))
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
import BasketsLM
import BasketsStore
package import Foundation

/// A study file on this machine: its models, its questions and the folder of its run.
package enum LocalStudy {
    /// - Parameters:
    ///   - file: the study file.
    ///   - run: the run's folder; nil: `runs/<study>` where the command is started.
    /// - Throws: `StudyError` with all faults of the file; `AssetError` for what is not fetched.
    package static func runner(_ file: URL, run: URL?) throws -> StudyRunner {
        let study = try read(file)
        let library = try ModelLibrary.standard()
        let place = file.deletingLastPathComponent()
        for model in study.models {
            _ = try library.url(library.placed(model, beside: place))
        }
        let folder = run ?? URL(filePath: "runs").appending(path: study.name)
        return StudyRunner(
            study, folder: folder, supply: try LocalModels(library, relativeTo: place),
            questions: try source(study, relativeTo: place, library),
            choices: try study.evaluation.abilities.map {
                try choices($0, relativeTo: place, library)
            },
            prompts: try study.evaluation.robustness.map {
                try prompts($0, relativeTo: place, library)
            },
            rated: try study.evaluation.robustness.flatMap {
                $0.rubrics.isEmpty
                    ? nil : try rated($0, run: folder, relativeTo: place, library)
            },
            articles: try study.evaluation.selfPreference?.articles.map {
                try articles($0, relativeTo: place, library)
            },
            ratings: try study.evaluation.selfPreference.map {
                try ratings($0, run: folder, relativeTo: place, library)
            }, verdictFolder: library.verdictFolder)
    }

    /// - Throws: `AssetError` for an asset that is not fetched.
    private static func rated(
        _ robustness: RobustnessPlan, run: URL, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> RatedSource {
        let plan = robustness.calibration
        if plan.from == RobustnessPlan.ownLabels {
            return RatedSource(labels: LabelFile(run), rubrics: robustness.rubrics)
        }
        let url = try place(plan.from, relativeTo: folder, library)
        if let asset = library.asset(plan.from) {
            return RatedSource(
                fingerprint: { asset.hashes }, read: { try RatedAnswers.read(url) })
        }
        try check(plan.from, isAt: url, relativeTo: folder, library)
        return RatedSource(
            fingerprint: { try ModelLibrary.hash(url) }, read: { try RatedAnswers.file(url) })
    }

    /// - Throws: `RunError` for a file that is not there.
    private static func ratings(
        _ plan: PreferencePlan, run: URL, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> RatedSource {
        if plan.ratings == PreferencePlan.ownLabels {
            return RatedSource(labels: LabelFile(run), rubrics: [.quality, .pairwise])
        }
        let file = try place(plan.ratings, relativeTo: folder, library)
        try check(plan.ratings, isAt: file, relativeTo: folder, library)
        return RatedSource(
            fingerprint: { try ModelLibrary.hash(file) }, read: { try RatedAnswers.file(file) },
            choices: { try ChosenPair.file(file) })
    }

    /// - Throws: `AssetError` or `RunError` for a file that is not there.
    private static func articles(
        _ plan: ArticlePlan, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> ArticleSource {
        let file = try place(plan.from, relativeTo: folder, library)
        try check(plan.from, isAt: file, relativeTo: folder, library)
        return ArticleSource(
            fingerprint: { try ModelLibrary.hash(file) },
            read: { try await ArticleSet.read(plan, file: file) })
    }

    /// - Throws: `AssetError` for a set that is not fetched.
    private static func prompts(
        _ plan: RobustnessPlan, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> PromptSource {
        func locate(_ name: String) throws -> URL { try place(name, relativeTo: folder, library) }
        for name in plan.sources {
            try check(name, isAt: try locate(name), relativeTo: folder, library)
        }
        return LocalPrompts(
            plan: plan, locate: locate,
            hashes: { library.asset($0)?.hashes }
        ).source
    }

    /// - Throws: `RunError` for a file that is not there.
    private static func choices(
        _ plan: AbilityPlan, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> ChoiceSource {
        let isAbsolute = plan.from.hasPrefix("/")
        let file = isAbsolute ? URL(filePath: plan.from) : folder.appending(path: plan.from)
        try check(plan.from, isAt: file, relativeTo: folder, library)
        return ChoiceSource(
            fingerprint: { try ModelLibrary.hash(file) },
            read: { try ChoiceSet.read(file, fields: plan.fields) })
    }

    /// What a study would make, without a model and, where they are not here, without its questions.
    ///
    /// - Parameter run: folder of an earlier run, for what it measured; nil: `runs/<study>`.
    /// - Throws: `StudyError`; `RunError` where neither the questions are here nor the study says how
    ///   many it draws.
    package static func forecast(_ file: URL, run: URL?) async throws -> StudyForecast {
        try await forecast(try read(file), file, run: run)
    }

    /// The same as jobs of a cluster.
    package static func clusterForecast(_ file: URL, run: URL?) async throws -> ClusterForecast {
        let study = try read(file)
        return ClusterForecast(study, try await forecast(study, file, run: run))
    }

    private static func forecast(
        _ study: Study, _ file: URL, run: URL?
    ) async throws -> StudyForecast {
        let folder = run ?? URL(filePath: "runs").appending(path: study.name)
        let library = try ModelLibrary.standard()
        let place = file.deletingLastPathComponent()
        let found = try? questions(study, relativeTo: place, library)
        let isHere = found.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
        let set = isHere ? try await source(study, relativeTo: place, library).read() : nil
        let speeds = try? MeasuredSpeeds(Store.existing(folder), study: study, in: folder)
        return try StudyForecast(
            study, questions: set?.questions, speeds: speeds,
            weights: weights(study, relativeTo: place, library))
    }

    /// Numbers that a token meets, by model; of models that are here.
    private static func weights(
        _ study: Study, relativeTo folder: URL, _ library: ModelLibrary
    ) -> [String: Double] {
        study.models.reduce(into: [:]) { weights, model in
            let url = try? library.url(library.placed(model, beside: folder))
            let settings = url.flatMap { try? ModelFolder.open($0).settings }
            weights[model] = settings.map { Double($0.weightsPerToken) }
        }
    }

    /// Brings all that a study names into the cache: assets, models and questions of the hub.
    package static func fetch(_ file: URL) async throws {
        let study = try read(file)
        let library = try ModelLibrary.standard()
        let robustness = study.evaluation.robustness
        let isJudged = robustness?.rubrics.isEmpty == false
        let prompts =
            (robustness?.sources ?? [])
            + (isJudged ? [robustness?.calibration.from].compactMap { $0 } : [])
        let articles = study.evaluation.selfPreference?.articles?.from
        let named =
            [study.questions.from, LocalModels.encoderAsset, articles].compactMap { $0 } + prompts
        let names = study.models + named
        let hub = try study.models.filter(HubName.isOne).map { try HubName($0, standard: .models) }
        let rows = try named.filter(HubName.isOne).map {
            try HubName($0, standard: .datasets)
        }
        try await AssetFetcher(catalog: library.catalog, cache: library.cache)
            .fetch(assets: names.compactMap(library.asset), hub: hub + rows)
    }

    package static func read(_ file: URL) throws -> Study {
        guard let data = try? Data(contentsOf: file) else {
            throw RunError(
                .missing, item: file.path, "cannot be read.", remedy: "Name a study file.")
        }
        var study = try Study(
            yaml: String(decoding: data, as: UTF8.self), file: file.lastPathComponent)
        try readClaims(of: &study, relativeTo: file.deletingLastPathComponent())
        try checkMeasures(of: study, file: file.lastPathComponent)
        return study
    }

    /// Puts the claims of a file of their own into the study, so that a run holds them.
    private static func readClaims(of study: inout Study, relativeTo folder: URL) throws {
        guard let name = study.claimsFile else { return }
        let file = name.hasPrefix("/") ? URL(filePath: name) : folder.appending(path: name)
        guard let data = try? Data(contentsOf: file) else {
            throw RunError(
                .missing, item: file.path, "cannot be read.",
                remedy: "Name a file of claims under `claims`, relative to the study file.")
        }
        study.claims = try Claim.list(
            yaml: String(decoding: data, as: UTF8.self), file: file.lastPathComponent)
        study.claimsFile = nil
    }

    /// A utility over what the study does not measure is a fault; a claim over it is listed as not
    /// asked.
    private static func checkMeasures(of study: Study, file: String) throws {
        let known = StudyMeasures.resampled(study.evaluation).map(\.name) + [Comparisons.cost]
        let unknown = study.utility.map(\.measure).filter { !known.contains($0) }
        guard !unknown.isEmpty else { return }
        let more = "; `evaluate` asks for more, such as `abilities` and `divergence`"
        throw StudyError(
            file: file,
            faults: unknown.map {
                StudyError.Fault(
                    line: nil, key: "utility.\($0)", "is no measure of this study.",
                    remedy: "It has \(known.joined(separator: ", "))\(more).")
            })
    }

    /// Where the questions lie.
    private static func questions(
        _ study: Study, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> URL {
        try place(study.questions.from, relativeTo: folder, library)
    }

    /// Where an asset, a file of the hub or a path of the study lies.
    private static func place(
        _ name: String, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> URL {
        if let asset = library.asset(name) { return try library.cache.location(of: asset) }
        if HubName.isOne(name) {
            return try library.cache.location(of: HubName(name, standard: .datasets))
        }
        return name.hasPrefix("/") ? URL(filePath: name) : folder.appending(path: name)
    }

    /// A word without an ending may be meant as an asset.
    ///
    /// - Throws: `RunError` for what is neither an asset nor there.
    private static func check(
        _ name: String, isAt url: URL, relativeTo folder: URL, _ library: ModelLibrary
    ) throws {
        guard !FileManager.default.fileExists(atPath: url.path) else { return }
        let assets = library.catalog.assets.map(\.name)
        let guess = suggestion(for: name, among: assets).map { "Did you mean `\($0)`? " }
        throw RunError(
            .missing, item: name, "is not there.",
            remedy: (guess ?? "")
                + "Paths of a study start from the folder of its file, \(folder.path).")
    }

    /// - Throws: `AssetError` or `RunError` for questions that are not there.
    private static func source(
        _ study: Study, relativeTo folder: URL, _ library: ModelLibrary
    ) throws -> QuestionSource {
        let plan = study.questions
        let asset = library.asset(plan.from)
        if asset == nil, !HubName.isOne(plan.from) {
            try check(
                plan.from, isAt: try questions(study, relativeTo: folder, library),
                relativeTo: folder, library)
        }
        func location() throws -> URL { try questions(study, relativeTo: folder, library) }
        return QuestionSource(
            terms: asset.map { "\($0.about). \($0.licence). \($0.terms)" },
            fingerprint: {
                if let asset { return asset.files.map(\.sha256).joined(separator: " ") }
                return try ModelLibrary.hash(location())
            },
            read: {
                plan.from == "foldoc"
                    ? try await Foldoc.read(folder: location(), plan: plan)
                    : try await QuestionSet.read(plan, file: location())
            })
    }
}

// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
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
        for model in study.models { _ = try library.url(model) }
        let place = file.deletingLastPathComponent()
        let folder = run ?? URL(filePath: "runs").appending(path: study.name)
        return StudyRunner(
            study, folder: folder, supply: try LocalModels(library, relativeTo: place),
            questions: source(study, relativeTo: place, library))
    }

    /// Brings all that a study names into the cache: assets, models and questions of the hub.
    package static func fetch(_ file: URL) async throws {
        let study = try read(file)
        let library = try ModelLibrary.standard()
        let names = study.models + [study.questions.from, LocalModels.encoderAsset]
        let hub = try study.models.filter(HubName.isOne).map { try HubName($0, standard: .models) }
        let rows = try [study.questions.from].filter(HubName.isOne).map {
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
        return try Study(yaml: String(decoding: data, as: UTF8.self), file: file.lastPathComponent)
    }

    private static func source(
        _ study: Study, relativeTo folder: URL, _ library: ModelLibrary
    ) -> QuestionSource {
        let plan = study.questions
        let asset = library.asset(plan.from)
        func location() throws -> URL {
            if let asset { return try library.cache.location(of: asset) }
            if HubName.isOne(plan.from) {
                return try library.cache.location(of: HubName(plan.from, standard: .datasets))
            }
            let isAbsolute = plan.from.hasPrefix("/")
            return isAbsolute ? URL(filePath: plan.from) : folder.appending(path: plan.from)
        }
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

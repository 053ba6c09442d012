// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The jobs that make what a study lacks. Each writes rows of its own folder, `RUN/jobs/ID`; the
/// run's own store is written by the jobs that take the others' rows in, while no other job runs that
/// begins as a copy of it.
struct JobPlan: Sendable, Hashable {
    /// In an order in which each comes behind those that it waits for.
    let jobs: [Job]

    /// What is not there yet, by name.
    struct Missing: Sendable, Hashable {
        var sources: [String]
        /// Cells to train, and those from elsewhere that are still to be brought in.
        var training: [String]
        var evaluation: [String]

        /// All that a study needs.
        static func all(of study: Study) -> Missing {
            Missing(
                sources: study.usedSources.map(\.name),
                training: study.cells.filter(\.isTuned).map(\.name),
                evaluation: study.cells.map(\.name))
        }
    }

    /// - Parameters:
    ///   - file: absolute path of the study file.
    ///   - run: absolute path of the run's folder.
    init(_ study: Study, file: String, run: String, missing: Missing) {
        let maker = JobMaker(study: study, file: file, run: run, missing: missing)
        let asked = maker.generating()
        let gathered = asked.isEmpty ? [] : [maker.gathering(asked)]
        let trained = maker.training(after: gathered)
        let evaluated = maker.evaluating(after: gathered, trained)
        let made = gathered + trained + evaluated
        jobs = asked + made + [maker.reporting(after: made)]
    }

    /// The jobs as they are given to the scheduler, in order.
    var arrays: [JobArray] {
        var names: [String] = []
        for job in jobs where !names.contains(job.array) { names.append(job.array) }
        let byName = Dictionary(grouping: jobs, by: \.array)
        let byID = Dictionary(
            jobs.map { ($0.id, $0.array) }, uniquingKeysWith: { first, _ in first })
        return names.map { name in
            let own = byName[name] ?? []
            let before = Set(own.flatMap(\.dependencies).compactMap { byID[$0] })
            let dependencies = names.filter(before.contains).map { other in
                let others = (byName[other] ?? []).map { [$0.id] }
                return JobArray.Dependency(
                    array: other,
                    isJobByJob: own.count > 1 && own.map(\.dependencies) == others)
            }
            return JobArray(id: name, jobs: own, dependencies: dependencies)
        }
    }
}

private struct JobMaker {
    let study: Study
    let file: String
    let run: String
    let missing: JobPlan.Missing

    private var cluster: ClusterPlan { study.cluster ?? ClusterPlan() }

    private func folder(_ id: String) -> String { "\(run)/jobs/\(id)" }

    private func command(_ folder: String, _ more: String...) -> [String] {
        ["run", file, "--run", folder] + more
    }

    /// Takes in the rows of folders of jobs, each once; nothing where there are none.
    private func merge(_ folders: [String]) -> [[String]] {
        var seen: Set<String> = [run]
        let others = folders.filter { seen.insert($0).inserted }
        return others.isEmpty ? [] : [["merge", run] + others]
    }

    // MARK: Answers of sources

    /// One job a source; one for all sources at an address, so that its limits are kept.
    func generating() -> [Job] {
        let needed = study.usedSources.filter { missing.sources.contains($0.name) }
        let local = needed.filter { $0.remote == nil }.map { source in
            generating("generate-\(source.name)", in: "generate", [source])
        }
        let remote = needed.filter { $0.remote != nil }
        let places = Dictionary(grouping: remote) { $0.remote.map(Self.place) ?? "" }
        let asking = places.sorted { $0.key < $1.key }.map { place, sources in
            generating("ask-\(place)", in: "ask-\(place)", sources)
        }
        return local + asking
    }

    private func generating(_ id: String, in array: String, _ sources: [Source]) -> Job {
        let folder = folder(id)
        return Job(
            id: id, array: array, stage: .generate, items: sources.map(\.name),
            resources: cluster.resources(.generate), folder: folder, beginning: .copy,
            keys: Self.keys(sources.compactMap(\.remote)),
            commands: sources.map { command(folder, "--source", $0.name) })
    }

    /// The host of an address, fit for a folder: "example.org_8080".
    private static func place(_ address: RemoteAddress) -> String {
        func isKept(_ sign: Character) -> Bool {
            sign.isASCII && (sign.isLetter || sign.isNumber || sign == "." || sign == "-")
        }
        let signs = address.host.lowercased().map { isKept($0) ? $0 : Character("_") }
        return String(signs)
    }

    /// Names of the variables with the keys of addresses.
    private static func keys(_ addresses: [RemoteAddress]) -> [String] {
        Set(addresses.compactMap(\.key)).sorted()
    }

    /// Takes the answers in and says how different the sources are, once for all cells.
    func gathering(_ asked: [Job]) -> Job {
        Job(
            id: "answers", array: "answers", stage: .report, dependencies: asked.map(\.id),
            resources: cluster.resources(.report), folder: run,
            commands: merge(asked.map(\.folder)) + [command(run, "--through", "generate")])
    }

    // MARK: Cells

    func training(after gathered: [Job]) -> [Job] {
        study.cells.filter { $0.condition.isTrained && missing.training.contains($0.name) }
            .map { cell in
                let id = "train-\(cell.name)"
                return Job(
                    id: id, array: "train", stage: .train, items: [cell.name],
                    dependencies: gathered.map(\.id), resources: cluster.resources(.train),
                    folder: folder(id), beginning: .copy,
                    commands: [command(folder(id), "--cell", cell.name, "--through", "train")])
            }
    }

    /// One job a cell; one for all where judges behind an address rate what cells say.
    func evaluating(after gathered: [Job], _ trained: [Job]) -> [Job] {
        let names = Set(missing.evaluation + trained.flatMap(\.items))
        let cells = study.cells.filter { names.contains($0.name) }
        guard !cells.isEmpty else { return [] }
        if asksJudges { return [evaluating(all: cells, after: gathered + trained)] }
        return cells.map { cell in
            if let training = trained.first(where: { $0.items == [cell.name] }) {
                return evaluating(cell, goingOnFrom: training)
            }
            return evaluating(cell, after: gathered)
        }
    }

    private var asksJudges: Bool {
        study.evaluation.robustness?.rubrics.isEmpty == false
            && study.judges.contains { $0.remote != nil }
    }

    private var judgeKeys: [String] { Self.keys(study.judges.compactMap(\.remote)) }

    private func evaluating(all cells: [Cell], after jobs: [Job]) -> Job {
        Job(
            id: "evaluate", array: "evaluate", stage: .evaluate, items: cells.map(\.name),
            dependencies: jobs.map(\.id), resources: cluster.resources(.evaluate), folder: run,
            keys: judgeKeys,
            commands: merge(jobs.map(\.folder)) + [command(run, "--through", "evaluate")])
    }

    /// Goes on in the folder where the cell was trained.
    private func evaluating(_ cell: Cell, goingOnFrom training: Job) -> Job {
        Job(
            id: "evaluate-\(cell.name)", array: "evaluate", stage: .evaluate, items: [cell.name],
            dependencies: [training.id], resources: cluster.resources(.evaluate),
            folder: training.folder,
            commands: [command(training.folder, "--cell", cell.name, "--through", "evaluate")])
    }

    /// Of a cell that is trained already, or never.
    private func evaluating(_ cell: Cell, after gathered: [Job]) -> Job {
        let id = "evaluate-\(cell.name)"
        let hasAdapter = cell.isTuned && !missing.training.contains(cell.name)
        return Job(
            id: id, array: "evaluate-untrained", stage: .evaluate, items: [cell.name],
            dependencies: gathered.map(\.id), resources: cluster.resources(.evaluate),
            folder: folder(id), beginning: hasAdapter ? .copyWithAdapters : .copy,
            commands: [command(folder(id), "--cell", cell.name, "--through", "evaluate")])
    }

    /// Makes what compares all cells, and the report.
    func reporting(after made: [Job]) -> Job {
        let awaited = Set(made.flatMap(\.dependencies))
        let last = made.filter { !awaited.contains($0.id) }
        return Job(
            id: "report", array: "report", stage: .report, dependencies: last.map(\.id),
            resources: cluster.resources(.report), folder: run, keys: judgeKeys,
            commands: merge(last.map(\.folder)) + [command(run)])
    }
}

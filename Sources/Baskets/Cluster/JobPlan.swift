// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The jobs that make what a study lacks. Each writes rows of its own folder, `RUN/jobs/ID`; the
/// run's own store is written by the jobs that take the others' rows in, while no other job runs that
/// begins as a copy of it.
struct JobPlan: Sendable, Hashable {
    /// In an order in which each comes behind those that it waits for.
    let jobs: [Job]

    /// What is not there yet, by name.
    struct Missing: Sendable, Hashable, Codable {
        var sources: [String]
        /// Cells to train, and those from elsewhere that are still to be brought in.
        var training: [String]
        var evaluation: [String]
        /// Cells whose answers to prompts judges of the cluster are to rate.
        var judging: [String] = []
        /// Whether the sources are still to be compared, where no answer is missing.
        var comparison = false

        /// All that a study needs.
        static func all(of study: Study) -> Missing {
            Missing(
                sources: study.usedSources.map(\.name),
                training: study.cells.filter(\.isTuned).map(\.name),
                evaluation: study.cells.map(\.name), judging: study.cells.map(\.name))
        }
    }

    /// - Parameters:
    ///   - file: absolute path of the study file.
    ///   - run: absolute path of the run's folder.
    init(_ study: Study, file: String, run: String, missing: Missing) {
        let maker = JobMaker(study: study, file: file, run: run, missing: missing)
        let asked = maker.generating()
        let isGathered = !asked.isEmpty || missing.comparison
        let gathered = isGathered ? [maker.gathering(asked)] : []
        let trained = maker.training(after: gathered)
        let evaluated = maker.evaluating(after: gathered, trained)
        let judged = maker.judging(evaluated, after: gathered)
        let made = gathered + trained + evaluated + judged
        jobs = asked + made + maker.ending(after: made)
    }

    /// The jobs as they are given to the scheduler, in order.
    var arrays: [JobArray] { arrays(most: .max) }

    /// - Parameter most: the scheduler takes no more jobs in one array; a longer one is cut.
    func arrays(most: Int) -> [JobArray] {
        var names: [String] = []
        for job in jobs where !names.contains(job.array) { names.append(job.array) }
        let byName = Dictionary(grouping: jobs, by: \.array)
        let parts = names.flatMap { Self.parts($0, byName[$0] ?? [], most: max(1, most)) }
        let places = Dictionary(
            parts.flatMap { id, jobs in jobs.map { ($0.id, id) } },
            uniquingKeysWith: { first, _ in first })
        return parts.map { id, own in
            let before = Set(own.flatMap(\.dependencies).compactMap { places[$0] })
            let dependencies = parts.filter { before.contains($0.id) }.map { other in
                JobArray.Dependency(
                    array: other.id,
                    isJobByJob: own.count > 1
                        && own.map(\.dependencies) == other.jobs.map { [$0.id] })
            }
            return JobArray(id: id, jobs: own, dependencies: dependencies)
        }
    }

    private static func parts(
        _ name: String, _ jobs: [Job], most: Int
    ) -> [(id: String, jobs: [Job])] {
        stride(from: 0, to: jobs.count, by: most).map { start in
            let number = start / most
            return (
                number == 0 ? name : "\(name).\(number + 1)",
                Array(jobs[start..<min(start + most, jobs.count)])
            )
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

    /// One job a source; one for all sources at an address, so that its limits are kept; one for all
    /// addresses where there is a budget, of which no other job knows what was spent.
    func generating() -> [Job] {
        let needed = study.usedSources.filter { missing.sources.contains($0.name) }
        let local = needed.filter { $0.remote == nil }.map { source in
            generating("generate-\(source.name)", in: "generate", [source])
        }
        let remote = needed.filter { $0.remote != nil }
        if hasBudget, !remote.isEmpty { return local + [asking(remote)] }
        let asking = Self.groups(remote).map { place, sources in
            generating("ask-\(place)", in: "ask-\(place)", sources)
        }
        return local + asking
    }

    /// Sources that share an address, by the first of their addresses, sorted by it.
    private static func groups(_ sources: [Source]) -> [(place: String, sources: [Source])] {
        var groups: [(places: Set<String>, sources: [Source])] = []
        for source in sources {
            var group = (places: Set(source.remote?.each.map(place) ?? []), sources: [source])
            // Those that it brings together become one, in the order of the study.
            for other in groups where !other.places.isDisjoint(with: group.places) {
                group.places.formUnion(other.places)
                group.sources = other.sources + group.sources
            }
            groups.removeAll { !$0.places.isDisjoint(with: group.places) }
            groups.append(group)
        }
        return groups.map { (place: $0.places.min() ?? "", sources: $0.sources) }
            .sorted { $0.place < $1.place }
    }

    private var hasBudget: Bool { study.budget.money != nil || study.budget.tokens != nil }

    private func asking(_ sources: [Source]) -> Job {
        let folder = folder("ask")
        return Job(
            id: "ask", array: "ask", stage: .generate, items: sources.map(\.name),
            resources: cluster.resources(.generate), folder: folder, beginning: .copy,
            keys: Self.keys(sources.compactMap(\.remote)),
            commands: [
                ["run", file, "--run", folder] + sources.flatMap { ["--source", $0.name] }
            ])
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
        if asksJudges || !servers.isEmpty {
            return [evaluating(all: cells, after: gathered + trained)]
        }
        return cells.map { cell in
            if let training = trained.first(where: { $0.items == [cell.name] }) {
                return evaluating(cell, goingOnFrom: training)
            }
            return evaluating(cell, after: gathered)
        }
    }

    private var asksJudges: Bool {
        rates && study.judges.contains { $0.remote != nil }
    }

    private var judgeKeys: [String] { Self.keys(study.judges.compactMap(\.remote)) }

    /// At which cells write.
    private var servers: [RemoteAddress] { study.targets.compactMap(\.serving?.address) }

    private func evaluating(all cells: [Cell], after jobs: [Job]) -> Job {
        Job(
            id: "evaluate", array: "evaluate", stage: .evaluate, items: cells.map(\.name),
            dependencies: jobs.map(\.id), resources: cluster.resources(.evaluate), folder: run,
            keys: Self.keys(study.judges.compactMap(\.remote) + servers),
            commands: merge(jobs.map(\.folder)) + [command(run, "--through", "evaluate")])
    }

    /// Goes on in the folder where the cell was trained.
    private func evaluating(_ cell: Cell, goingOnFrom training: Job) -> Job {
        Job(
            id: "evaluate-\(cell.name)", array: "evaluate", stage: .evaluate, items: [cell.name],
            dependencies: [training.id], resources: cluster.resources(.evaluate),
            folder: training.folder, commands: [evaluation(of: cell, in: training.folder)])
    }

    /// Of a cell that is trained already, or never.
    private func evaluating(_ cell: Cell, after gathered: [Job]) -> Job {
        let id = "evaluate-\(cell.name)"
        let hasAdapter = cell.isTuned && !missing.training.contains(cell.name)
        return Job(
            id: id, array: "evaluate-untrained", stage: .evaluate, items: [cell.name],
            dependencies: gathered.map(\.id), resources: cluster.resources(.evaluate),
            folder: folder(id), beginning: hasAdapter ? .copyWithAdapters : .copy,
            commands: [evaluation(of: cell, in: folder(id))])
    }

    private func evaluation(of cell: Cell, in folder: String) -> [String] {
        command(folder, "--cell", cell.name, "--through", "evaluate")
            + (ratesHere ? ["--judging", "none"] : [])
    }

    // MARK: Judges

    private var rates: Bool { study.evaluation.robustness?.rubrics.isEmpty == false }
    /// Judges whose models run in jobs.
    private var judgesHere: Bool { study.judges.contains { $0.remote == nil } }
    /// Whether jobs of their own rate answers to prompts: a judge may need more than a target.
    private var ratesHere: Bool { rates && judgesHere && !asksJudges && servers.isEmpty }

    /// The verdicts on each cell's answers to prompts, in as many jobs as the study says.
    func judging(_ evaluated: [Job], after gathered: [Job]) -> [Job] {
        guard ratesHere else { return [] }
        let names = Set(missing.judging + evaluated.flatMap(\.items))
        return study.cells.filter { names.contains($0.name) && !$0.condition.isOutputs }
            .flatMap { cell in
                let before = evaluated.first { $0.items == [cell.name] }
                return (1...cluster.judgeShards).map { shard in
                    judging(cell, "\(shard)/\(cluster.judgeShards)", after: before, gathered)
                }
            }
    }

    private func judging(
        _ cell: Cell, _ shard: String, after evaluation: Job?, _ gathered: [Job]
    ) -> Job {
        let id = "judge-\(cell.name)-\(shard.replacing("/", with: "of"))"
        return Job(
            id: id, array: "judge", stage: .judge, items: [cell.name],
            dependencies: evaluation.map { [$0.id] } ?? gathered.map(\.id),
            resources: cluster.resources(.judge), folder: folder(id),
            beginning: evaluation.map { .copyOf($0.folder) } ?? .copyWithAdapters,
            commands: [
                command(
                    folder(id), "--cell", cell.name, "--through", "evaluate", "--judging", shard)
            ])
    }

    // MARK: Ending

    /// Takes all in, and makes what compares all cells and the report; what judges of the cluster say
    /// of all cells together is a job before the report's, with what a judge needs.
    func ending(after made: [Job]) -> [Job] {
        let awaited = Set(made.flatMap(\.dependencies))
        let last = made.filter { !awaited.contains($0.id) }.map(\.id)
        let folders = made.filter { $0.stage != .train }.map(\.folder)
        let asksHere =
            judgesHere && !asksJudges && (rates || study.evaluation.selfPreference != nil)
        guard asksHere else {
            return [reporting(after: last, merge(folders))]
        }
        let judge = Job(
            id: "judge", array: "judge-all", stage: .judge, dependencies: last,
            resources: cluster.resources(.judge), folder: run, keys: judgeKeys,
            commands: merge(folders) + [command(run, "--through", "evaluate")])
        return [judge, reporting(after: [judge.id], [])]
    }

    private func reporting(after jobs: [String], _ merge: [[String]]) -> Job {
        Job(
            id: "report", array: "report", stage: .report, dependencies: jobs,
            resources: cluster.resources(.report), folder: run, keys: judgeKeys,
            commands: merge + [command(run)])
    }
}

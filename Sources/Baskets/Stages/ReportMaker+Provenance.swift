// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsReport
import BasketsStore

extension ReportMaker {
    /// How the numbers were made: settings, seeds, models, methods, machine, time.
    func addProvenance(_ report: inout StudyReport) throws {
        let study = keys.study
        report.sources = try sources()
        report.settings = settings()
        report.seeds =
            [Setting("study", "\(study.seed)")]
            + [Setting("training", study.training.seeds.map(String.init).joined(separator: ", "))]
        let models = keys.models.sorted { $0.key < $1.key }.map(\.value) + [keys.encoder]
        report.models = models.map {
            ModelFile(name: $0.name, file: $0.file, sha256: $0.sha256, licence: $0.licence)
        }
        report.methods = try store.facts(.method).map { Setting($0.name, $0.value) }
        report.machine = try store.facts(.machine).map { Setting($0.name, $0.value) }
        report.stages = try stages()
        report.costs = try costLines()
    }

    /// A line for each source, one for the answers of all cells, and one for each judge of the study.
    private func costLines() throws -> [CostLine] {
        let sources = try keys.study.usedSources.map { source in
            try cost(source.name, .generate, of: [keys.writer(source)])
        }
        let own = try cost(Self.allCells, .evaluate, of: evaluate.evaluated.flatMap(cellWriters))
        let judges = try keys.study.judges.map { judge in
            let rows = try store.verdicts(of: keys.judge(judge)).values
            return CostLine(
                who: judge.name, stage: StageName.evaluate.rawValue, rows: rows.count,
                tokens: rows.reduce(0) { $0 + $1.spent },
                money: rows.map(\.cost).sorted().reduce(0, +))
        }
        return (sources + [own] + judges)
            .filter { $0.rows > 0 }
    }

    static let allCells = "all cells"

    private func cost(
        _ who: String, _ stage: StageName, of writers: [String]
    ) throws -> CostLine {
        let spent = try store.spent(by: writers)
        return CostLine(
            who: who, stage: stage.rawValue, rows: spent.answers, tokens: spent.tokens,
            money: spent.money)
    }

    /// Keys of a cell as the writer of each kind of its answers.
    func cellWriters(_ cell: Train.Planned) -> [String] {
        keys.study.evaluation.kinds.map { evaluate.writerKey(cell, $0) }
    }

    private func sources() throws -> [SourceSummary] {
        let terms = try store.facts(.questions).first { $0.name == RunFacts.terms }?.value
        let usesHuman = keys.study.allConditions.contains { $0.sources.contains(Source.human) }
        let people = SourceSummary(name: Source.human, model: "people", terms: terms)
        return (usesHuman ? [people] : [])
            + keys.study.usedSources.map { source in
                guard source.answers == nil else {
                    return SourceSummary(
                        name: source.name, model: keys.modelName(source), prompt: "from a file",
                        terms: keys.terms(source))
                }
                let decoding = source.decoding
                return SourceSummary(
                    name: source.name, model: keys.modelName(source),
                    prompt: source.system.map { "system turn: \($0)" } ?? source.prompting.rawValue,
                    decoding: "temperature \(decoding.temperature), top-p \(decoding.topP), "
                        + "at most \(decoding.maxTokens) tokens",
                    terms: keys.terms(source))
            }
    }

    /// The resolved study, one line a setting: "training.rank" and "16".
    private func settings() -> [Setting] {
        var section = ""
        return keys.study.resolved.split(separator: "\n").compactMap { line in
            let text = line.drop { " -".contains($0) }
            guard let colon = text.firstIndex(of: ":") else {
                return Setting(section, String(text))
            }
            let key = String(text[..<colon])
            let value = String(text[text.index(after: colon)...].drop { $0 == " " })
            if line.first != " ", value.isEmpty {
                section = key
                return nil
            }
            let path = line.first == " " ? "\(section).\(key)" : key
            return Setting(path, value)
        }
    }

    private func stages() throws -> [StageTime] {
        let events = try store.events().filter { $0.kind == .batch }
        return StageName.allCases.compactMap { stage in
            let own = events.filter { $0.stage == stage.rawValue }
            guard !own.isEmpty else { return nil }
            return StageTime(
                stage: stage.rawValue, rows: own.reduce(0) { $0 + $1.rows },
                seconds: own.reduce(0) { $0 + $1.seconds })
        }
    }
}

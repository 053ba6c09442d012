// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// The arithmetic of ``ClusterForecast``.
struct ClusterReckoning {
    let study: Study
    let forecast: StudyForecast

    private var gpu: Assumptions.GPU { study.assumptions.gpu }
    private var cluster: ClusterPlan { study.cluster ?? ClusterPlan() }

    // MARK: Work

    func part(_ line: StudyForecast.Line) -> ClusterForecast.Part {
        let name = model(line)
        var part = ClusterForecast.Part(
            stage: line.stage, item: line.item, what: "\(line.count) \(line.unit)")
        if isElsewhere(name, line) {
            (part.flop, part.bytes, part.gpuHours) = (0, 0, 0)
            part.hours = line.seconds.map { $0 / 3600 }
            return part
        }
        if let parameters = study.assumptions.parameters[name] {
            let work = work(line, parameters)
            (part.flop, part.bytes) = (work.flop, work.bytes)
            part.gpuHours = work.seconds(gpu) / 3600
        }
        // A judge has no speed that was stated for its GPUs: its work says what it takes there.
        if line.kind != .judging, let seconds = line.seconds {
            part.isStated = true
            part.gpuHours = seconds * gpus(name) / 3600
        }
        part.hours = part.gpuHours.map { $0 / gpus(name) / Double(jobs(line)) }
        return part
    }

    /// Name of the source, target or judge that works.
    private func model(_ line: StudyForecast.Line) -> String {
        guard line.kind == .training else { return line.item }
        return study.cells.first { $0.name == line.item }?.target ?? line.item
    }

    private func isElsewhere(_ name: String, _ line: StudyForecast.Line) -> Bool {
        switch line.kind {
        case .judging: study.judges.first { $0.name == name }?.remote != nil
        case .writing where line.stage == StageName.generate.rawValue:
            study.source(named: name).map { $0.remote != nil || $0.answers != nil } ?? false
        default: false
        }
    }

    private func work(_ line: StudyForecast.Line, _ parameters: Double) -> GPUWork {
        let (read, written) = (line.tokensRead ?? 0, line.tokensWritten ?? 0)
        switch line.kind {
        case .writing:
            return .writing(
                read: read, written: written, parameters: parameters, rows: gpu.rows)
        case .training:
            let rows = Double(forecast.training * study.training.epochs)
            return .training(
                read, parameters: parameters,
                microBatches: (rows / Double(study.training.batch)).rounded(.up))
        case .reading, .judging, .measuring:
            return .reading(read + written, parameters: parameters)
        }
    }

    /// As is stated for a name's speeds, else as many as its weights need in bfloat16, with a fifth
    /// more for what else lies beside them.
    private func gpus(_ name: String) -> Double {
        if let stated = study.assumptions.gpus[name] { return stated }
        let parameters = study.assumptions.parameters[name] ?? 0
        return max(1, (parameters * 2 * 1.2 / gpu.memory).rounded(.up))
    }

    /// Jobs that share a line's work.
    private func jobs(_ line: StudyForecast.Line) -> Int {
        switch line.kind {
        case .training, .measuring: 1
        case .judging: max(1, study.cells.count * cluster.judgeShards)
        case .reading: max(1, study.cells.count { $0.target == line.item })
        case .writing:
            line.stage == StageName.generate.rawValue
                ? 1 : max(1, study.cells.count { $0.target == line.item })
        }
    }

    // MARK: What is stored

    /// A row of an answer beside its text, with its place in indices; by the stores of shipped studies.
    private static let rowBytes = 300.0
    private static let vectorBytes = 384.0 * 4 + rowBytes

    private func textBytes(_ line: StudyForecast.Line) -> Double {
        let tokens = line.tokensWritten ?? Double(line.count) * SpendForecast.Prior.answerTokens
        return tokens * SpendForecast.Prior.bytesPerToken + Double(line.count) * Self.rowBytes
    }

    private var questions: Double { Double(forecast.training + forecast.heldOut) }

    /// Questions with one answer each, people's or a source's.
    private var questionBytes: Double {
        let each =
            (study.assumptions.questionTokens ?? 100)
            + (study.assumptions.answerTokens ?? SpendForecast.Prior.answerTokens)
        return questions * (each * SpendForecast.Prior.bytesPerToken + 2 * Self.rowBytes)
    }

    /// Answers of sources and of people with the questions.
    var answerBytes: Double {
        forecast.lines.filter { $0.stage == StageName.generate.rawValue }
            .reduce(questionBytes) { $0 + textBytes($1) }
    }

    /// What filling and training on one basket hold in memory: its rows with their texts, and four bytes
    /// for each answer of each source.
    private var basketBytes: Double {
        questionBytes + 4 * questions * Double(study.usedSources.count + 1)
    }

    private var answersOfCells: [StudyForecast.Line] {
        forecast.lines.filter {
            $0.kind == .writing && $0.stage == StageName.evaluate.rawValue
        }
    }

    /// Rows that a whole run has: text of cells, vectors and scores of it, verdicts, baskets.
    var storeBytes: Double {
        let outputs = answersOfCells
        let vectors = outputs.reduce(0) { $0 + Double($1.count) } * Self.vectorBytes
        let read = forecast.lines.filter { $0.kind == .reading }
        let scores = read.reduce(0) { $0 + Double($1.count) } * Self.rowBytes
        let judged = forecast.lines.filter { $0.kind == .judging }
        let verdicts = judged.reduce(0) { $0 + Double($1.count) } * Self.rowBytes
        let baskets =
            Double(study.cells.filter(\.condition.isTrained).count)
            * Double(forecast.training + forecast.heldOut) * Self.rowBytes / 3
        return answerBytes + outputs.reduce(0) { $0 + textBytes($1) } + vectors + scores
            + verdicts + baskets
    }

    /// Adapters of a decoder with 128 times as much width as layers, a quarter of the heads for keys
    /// and values and 3.5 times the width inside: about 20 R H numbers a layer.
    private var adapterBytes: Double {
        study.cells.filter(\.condition.isTrained).reduce(0) { sum, cell in
            let parameters = study.assumptions.parameters[cell.target] ?? 0
            let width = cbrt(parameters * 128 / 12)
            return sum + width / 128 * 20 * Double(study.training.rank) * width * 4
        }
    }

    /// Jobs that begin as copies of the run, each with the answers of all sources.
    private var copies: Double {
        let isJudged = forecast.lines.contains {
            $0.kind == .judging && !isElsewhere($0.item, $0)
        }
        let judged = isJudged ? study.cells.count * cluster.judgeShards : 0
        return Double(study.usedSources.count + study.cells.count + judged)
    }

    var storage: [String: Double] {
        [
            "store": storeBytes, "adapters": adapterBytes,
            "copies of the store that jobs begin as": copies * answerBytes,
        ]
    }

    // MARK: Where it breaks

    func limits(
        jobs: [Job], _ parts: [ClusterForecast.Part]
    ) -> [ClusterForecast.Limit] {
        typealias Limit = ClusterForecast.Limit
        let gigabyte = 1e9
        var limits = [
            Limit(
                part: "a basket's texts", value: basketBytes / gigabyte,
                limit: cluster.resources(.train).memoryBytes / gigabyte,
                unit: "GB of memory",
                why: "a job of training holds those of its rows, and a number for each answer"),
            Limit(
                part: "copies of the store", value: copies * answerBytes / gigabyte, limit: 10_000,
                unit: "GB of disk", why: "each job begins as a copy; 10 TB are taken for a quota"),
            Limit(
                part: "the queue", value: Double(jobs.count), limit: 10_000, unit: "jobs",
                why: "Slurm keeps so many unless told otherwise (MaxJobCount)"),
            Limit(
                part: "one file of the store", value: storeBytes / gigabyte, limit: 281_000,
                unit: "GB", why: "SQLite's largest file"),
        ]
        let stages: [(ClusterPlan.Stage, Set<String>)] = [
            (.generate, [StageName.generate.rawValue]), (.train, [StageName.train.rawValue]),
            (.evaluate, [StageName.evaluate.rawValue]),
        ]
        for (stage, names) in stages {
            let longest = parts.filter { names.contains($0.stage) && $0.gpuHours != 0 }
                .max { ($0.hours ?? 0) < ($1.hours ?? 0) }
            guard let longest, let hours = longest.hours else { continue }
            limits.append(
                Limit(
                    part: "the longest job of \(stage.rawValue)", value: hours,
                    limit: cluster.resources(stage).hours, unit: "hours",
                    why: "\(longest.item); its `time`, after which it goes on in another try"))
        }
        let slowest = parts.filter { $0.gpuHours == 0 }.compactMap(\.hours).max()
        if let slowest {
            limits.append(
                Limit(
                    part: "the slowest address", value: slowest / 24, limit: 30, unit: "days",
                    why: "a month is taken for the longest that one waits; its limits hold it up"))
        }
        if let largest = study.targets.map({ gpus($0.name) }).max() {
            limits.append(
                Limit(
                    part: "the trainer", value: largest, limit: 1, unit: "GPUs",
                    why: "the trainer of this program uses one; more need another `trainer`"))
        }
        return limits
    }
}

extension ClusterPlan.Resources {
    /// As the scheduler reads it: megabytes without a unit.
    var memoryBytes: Double {
        let units: [Character: Double] = ["K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
        let unit = memory.last.flatMap { units[$0] }
        return (Double(unit == nil ? memory : String(memory.dropLast())) ?? 0) * (unit ?? 1e6)
    }

    /// Hours of `time`: minutes, minutes:seconds, hours:minutes:seconds, or behind days.
    var hours: Double {
        let halves = time.split(separator: "-", maxSplits: 1)
        let days = halves.count == 2 ? Double(halves[0]) ?? 0 : 0
        let clock = (halves.last ?? "").split(separator: ":").map { Double($0) ?? 0 }
        // The first number's hours: behind days always hours, else by how many follow.
        let first = halves.count == 2 || clock.count == 3 ? 1.0 : 1 / 60.0
        return zip(clock, [first, first / 60, first / 3600])
            .reduce(days * 24) { $0 + $1.0 * $1.1 }
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// What a study would be as jobs of a cluster: jobs, work in operations and bytes, GPU-hours, money,
/// the size of what is stored, and where it would break first. Counted from the study; speeds are
/// those that it states, else what the work takes on the GPU that it states.
package struct ClusterForecast: Sendable, Hashable, Codable {
    /// Work of one kind by one source, cell, target or judge.
    package struct Part: Sendable, Hashable, Codable {
        package let stage: String
        package let item: String
        package let what: String
        /// nil where the model's size is not known, as is the other.
        package var flop: Double?
        /// From the GPUs' memory.
        package var bytes: Double?
        /// nil where neither a speed nor the model's size is known; 0 at an address.
        package var gpuHours: Double?
        /// Of one job of its kind, on the GPUs that it gets.
        package var hours: Double?
        /// Whether a speed is stated or measured; else it follows from the work.
        package var isStated = false
    }

    package struct Stage: Sendable, Hashable, Codable {
        package let name: String
        package let jobs: Int
        package let parts: [Part]

        /// nil where one part is not known.
        package var gpuHours: Double? { total(\.gpuHours) }
        package var flop: Double? { total(\.flop) }
        package var bytes: Double? { total(\.bytes) }

        /// Its parts; of many the first, and the rest as one.
        package func shown(most: Int) -> [Part] {
            guard parts.count > most, let first = parts.first else { return parts }
            let rest = Stage(name: name, jobs: 0, parts: Array(parts.dropFirst(most)))
            return parts.prefix(most) + [
                Part(
                    stage: first.stage, item: "and \(rest.parts.count) more", what: "",
                    flop: rest.flop, bytes: rest.bytes, gpuHours: rest.gpuHours,
                    hours: rest.parts.compactMap(\.hours).max())
            ]
        }

        private func total(_ value: (Part) -> Double?) -> Double? {
            let known = parts.compactMap(value)
            return known.count == parts.count ? known.reduce(0, +) : nil
        }
    }

    /// Something that ends at a size.
    package struct Limit: Sendable, Hashable, Codable {
        package let part: String
        package let value: Double
        /// At which it breaks.
        package let limit: Double
        package let unit: String
        package let why: String

        /// 1 and more: it breaks.
        package var share: Double { value / limit }
    }

    package let stages: [Stage]
    /// Bytes by what they hold.
    package let storage: [String: Double]
    /// What is nearest to breaking, or broken, first.
    package let limits: [Limit]
    package let gpuPrice: Double?
    /// Of addresses.
    package let money: Double?

    package var gpuHours: Double? {
        let known = stages.compactMap(\.gpuHours)
        return known.count == stages.count ? known.reduce(0, +) : nil
    }

    /// GPUs and addresses; nil where a part of it is not known.
    package var cost: Double? {
        guard let gpuHours, let gpuPrice else { return nil }
        return gpuHours * gpuPrice + (money ?? 0)
    }

    init(_ study: Study, _ forecast: StudyForecast) {
        let plan = JobPlan(study, file: "/study.yaml", run: "/run", missing: .all(of: study))
        let reckoning = ClusterReckoning(study: study, forecast: forecast)
        // Vectors and scores take no GPU, and what one machine took for them says little of another.
        let lines = forecast.lines.filter { $0.kind != .measuring }
        let jobs = Dictionary(grouping: plan.jobs, by: \.stage)
        stages = ClusterPlan.Stage.allCases.map { stage in
            Stage(
                name: stage.rawValue, jobs: jobs[stage]?.count ?? 0,
                parts: lines.filter { $0.clusterStage == stage }.map(reckoning.part))
        }
        storage = reckoning.storage
        limits = reckoning.limits(jobs: plan.jobs, stages.flatMap(\.parts))
            .sorted { $0.share > $1.share }
        gpuPrice = study.assumptions.gpu.price
        money = forecast.money?.expected
    }
}

extension StudyForecast.Line {
    fileprivate var clusterStage: ClusterPlan.Stage {
        switch kind {
        case .training: .train
        case .judging: .judge
        case .reading, .measuring: .evaluate
        case .writing: stage == StageName.generate.rawValue ? .generate : .evaluate
        }
    }
}

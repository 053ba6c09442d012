// SPDX-License-Identifier: Apache-2.0

/// What a cluster's scheduler is asked for, where a study runs as jobs. It changes no row of a run.
public struct ClusterPlan: Sendable, Hashable, Codable {
    /// What a job makes.
    public enum Stage: String, Sendable, Hashable, Codable, CaseIterable {
        case generate, train, evaluate, judge, report
    }

    /// Of one job.
    public struct Resources: Sendable, Hashable, Codable {
        public var gpus: Int
        /// As the scheduler reads it: "8G".
        public var memory: String
        /// Longest time, as the scheduler reads it: "01:00:00".
        public var time: String
        /// Threads of the processor.
        public var threads: Int
        /// Lines of the job's script, as they stand, behind our own requests.
        public var extra: [String]

        public init(
            gpus: Int = 0, memory: String = "8G", time: String = "04:00:00", threads: Int = 4,
            extra: [String] = []
        ) {
            self.gpus = gpus
            self.memory = memory
            self.time = time
            self.threads = threads
            self.extra = extra
        }

        /// Of a stage that says nothing: a model's weights with their gradients take more room, and
        /// training takes longest.
        static func standard(_ stage: Stage) -> Resources {
            stage == .train ? Resources(memory: "16G", time: "12:00:00") : Resources()
        }
    }

    /// nil: the cluster's own.
    public var partition: String?
    /// How often a job that failed is given to the cluster again.
    public var retries: Int
    /// Into how many jobs the verdicts on a cell's answers to prompts are cut.
    public var judgeShards: Int
    private var stages: [Stage: Resources]

    /// - Parameter stages: those that say something.
    public init(
        partition: String? = nil, retries: Int = 2, judgeShards: Int = 1,
        stages: [Stage: Resources] = [:]
    ) {
        self.partition = partition
        self.retries = retries
        self.judgeShards = judgeShards
        var all = stages
        for stage in Stage.allCases where all[stage] == nil { all[stage] = .standard(stage) }
        self.stages = all
    }

    public func resources(_ stage: Stage) -> Resources { stages[stage] ?? .standard(stage) }
}

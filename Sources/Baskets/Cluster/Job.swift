// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// A part of a study that a cluster makes on its own: commands, one after the other.
struct Job: Sendable, Hashable {
    /// Fit for a folder, and of this job alone: "train-smol.human.s1".
    let id: String
    /// Jobs of one array share it: "train".
    let array: String
    let stage: ClusterPlan.Stage
    /// The sources or the cell that it makes; empty where it takes what other jobs made.
    var items: [String] = []
    /// Ids of the jobs that have to end well before.
    var dependencies: [String] = []
    let resources: ClusterPlan.Resources
    /// Folder of the run that it works on.
    let folder: String
    var beginning = Beginning.asItIs
    /// Names of the variables that hold the keys of the addresses it asks.
    var keys: [String] = []
    /// Arguments of `baskets`.
    let commands: [[String]]

    /// How the job finds its folder.
    enum Beginning: Sendable, Hashable {
        case asItIs
        /// A copy of the whole run's rows, unless it was begun before.
        case copy
        /// The same with the adapters of the whole run, which are only read.
        case copyWithAdapters
        /// A copy of the rows in the folder of another job.
        case copyOf(String)
    }
}

/// Jobs that are given to the scheduler at once.
struct JobArray: Sendable, Hashable {
    let id: String
    let jobs: [Job]
    /// What has to end well before.
    let dependencies: [Dependency]

    struct Dependency: Sendable, Hashable {
        /// Id of the other array.
        let array: String
        /// Whether each job waits for the job in the same place alone.
        let isJobByJob: Bool
    }

    /// Jobs of one array ask for the same and are given the same.
    var resources: ClusterPlan.Resources { jobs.first?.resources ?? ClusterPlan.Resources() }
    var keys: [String] { jobs.first?.keys ?? [] }
}

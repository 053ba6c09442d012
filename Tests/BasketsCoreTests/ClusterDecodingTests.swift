// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

private func study(_ cluster: String) throws -> Study {
    try Study(yaml: "\(smallestStudy)\ncluster: \(cluster)", file: "s.yaml")
}

@Test func readsWhatAClusterIsAskedFor() throws {
    let found = try study(
        """
        {partition: "long,short", retries: 0, stages: {
          generate: {gpus: 1, memory: 900M, time: 01:30:00, threads: 2,
            extra: ["#SBATCH --qos=low", "module load cuda"]},
          train: {time: "2-12"}, report: {memory: 512}}}
        """)
    let cluster = try #require(found.cluster)
    #expect(cluster.partition == "long,short" && cluster.retries == 0)
    #expect(
        cluster.resources(.generate)
            == ClusterPlan.Resources(
                gpus: 1, memory: "900M", time: "01:30:00", threads: 2,
                extra: ["#SBATCH --qos=low", "module load cuda"]))
    #expect(
        cluster.resources(.train)
            == ClusterPlan.Resources(gpus: 0, memory: "16G", time: "2-12", threads: 4))
    #expect(cluster.resources(.evaluate) == ClusterPlan.Resources())
    #expect(cluster.resources(.report) == ClusterPlan.Resources(memory: "512"))
}

@Test func aStudyWithoutAClusterResolvesAsBefore() throws {
    let found = try Study(yaml: smallestStudy, file: "s.yaml")
    #expect(found.cluster == nil)
    #expect(!found.resolved.contains("cluster"))
    #expect(try study("{}").cluster == ClusterPlan())
}

@Test(arguments: [
    "{}", "{partition: \"null\"}", "{retries: 100, stages: {}}",
    "{stages: {train: {gpus: 8, time: 90, extra: [\"a \\\"b\\\"\\t'c' # {d}\", \"é\"]}}}",
])
func theClusterSurvivesTheResolvedForm(cluster: String) throws {
    let found = try study(cluster)
    let again = try Study(yaml: found.resolved, file: "resolved")
    #expect(again == found)
    #expect(again.resolved == found.resolved)
}

private let table: [(String, String)] = [
    (
        "long",
        "line 6: cluster: is \"long\", not a group of keys. "
            + "Write `{partition: NAME, stages: {train: {gpus: 1, memory: 16G}}}`."
    ),
    (
        "{partition: a b}",
        "line 6: cluster.partition: is \"a b\", which is no name. "
            + "Write the name of a partition; `sinfo` lists them."
    ),
    (
        "{partitions: a}",
        "line 6: cluster.partitions: is an unknown key. Did you mean `partition`?"
    ),
    (
        "{retries: -1}",
        "line 6: cluster.retries: is -1, out of range. Write a whole number from 0 to 100."
    ),
    (
        "{stages: {trian: {gpus: 1}}}",
        "line 6: cluster.stages.trian: is an unknown key. Did you mean `train`?"
    ),
    (
        "{stages: {train: 1}}",
        "line 6: cluster.stages.train: is \"1\", not a group of keys. "
            + "Write `{gpus: 1, memory: 16G}`."
    ),
    (
        "{stages: {train: {gpus: 65}}}",
        "line 6: cluster.stages.train.gpus: is 65, out of range. "
            + "Write a whole number from 0 to 64."
    ),
    (
        "{stages: {train: {memory: 8 GB}}}",
        "line 6: cluster.stages.train.memory: is \"8 GB\", not an amount of memory. "
            + "Write a whole number with K, M, G or T: `8G`."
    ),
    (
        "{stages: {train: {time: tomorrow}}}",
        "line 6: cluster.stages.train.time: is \"tomorrow\", not a time that a scheduler reads. "
            + "Write hours, minutes and seconds, `04:00:00`, or with days `1-00:00:00`."
    ),
    (
        "{stages: {train: {extra: \"#SBATCH --qos=low\"}}}",
        "line 6: cluster.stages.train.extra: is \"#SBATCH --qos=low\", not a list. "
            + "Write each line of the script in quotes: `[\"#SBATCH --qos=low\"]`."
    ),
    (
        "{stages: {train: {extra: [\"a\\nb\"]}}}",
        "line 6: cluster.stages.train.extra: has \"a b\", which is no line of a script. "
            + "Write each line of the script in quotes: `[\"#SBATCH --qos=low\"]`."
    ),
]

@Test(arguments: table)
func saysWhatIsWrongWithACluster(cluster: String, expected: String) {
    let error = #expect(throws: StudyError.self) { try study(cluster) }
    #expect(error?.faults.map(\.description) == [expected])
}

@Test(arguments: ["0", "0G", "G", "-1G", "8g", "8GB", "1.5G", "8G\u{661}", "9999999999"])
func refusesWhatIsNoMemory(memory: String) {
    #expect(throws: StudyError.self) { try study("{stages: {train: {memory: \"\(memory)\"}}}") }
}

@Test(arguments: ["0", "00:00:00", "1:2:3:4", "1-", "-1", "1:", "a-01:00", "1h", "1-2-3"])
func refusesWhatIsNoTime(time: String) {
    #expect(throws: StudyError.self) { try study("{stages: {train: {time: \"\(time)\"}}}") }
}

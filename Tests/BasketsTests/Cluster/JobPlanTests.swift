// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import Baskets

private let cells = [
    "smol.vanilla", "smol.human.s1", "smol.single-gemma.s1", "smol.multi-smol+teacher+gemma.s1",
]

private func study(_ yaml: String = SmallStudy.yaml) throws -> Study {
    try Study(yaml: yaml, file: "small.yaml")
}

private func plan(_ study: Study, _ missing: JobPlan.Missing? = nil) -> JobPlan {
    JobPlan(study, file: "/s.yaml", run: "/r", missing: missing ?? .all(of: study))
}

extension JobPlan {
    fileprivate func job(_ id: String) throws -> Job {
        try #require(jobs.first { $0.id == id })
    }
}

@Test func aStudyIsOneJobASourceAndTwoACell() throws {
    let plan = plan(try study())
    #expect(
        plan.jobs.map(\.id) == [
            "generate-smol", "generate-teacher", "generate-gemma", "answers",
            "train-smol.human.s1", "train-smol.single-gemma.s1",
            "train-smol.multi-smol+teacher+gemma.s1", "evaluate-smol.vanilla",
            "evaluate-smol.human.s1", "evaluate-smol.single-gemma.s1",
            "evaluate-smol.multi-smol+teacher+gemma.s1", "report",
        ])
    #expect(Set(plan.jobs.map(\.id)).count == plan.jobs.count)

    let source = try plan.job("generate-teacher")
    #expect(source.items == ["teacher"] && source.dependencies.isEmpty)
    #expect(source.beginning == .copy && source.folder == "/r/jobs/generate-teacher")
    #expect(source.commands == [["run", "/s.yaml", "--run", source.folder, "--source", "teacher"]])

    let answers = try plan.job("answers")
    #expect(answers.dependencies == ["generate-smol", "generate-teacher", "generate-gemma"])
    #expect(answers.folder == "/r" && answers.beginning == .asItIs)
    #expect(
        answers.commands == [
            [
                "merge", "/r", "/r/jobs/generate-smol", "/r/jobs/generate-teacher",
                "/r/jobs/generate-gemma",
            ], ["run", "/s.yaml", "--run", "/r", "--through", "generate"],
        ])

    let train = try plan.job("train-smol.human.s1")
    #expect(train.dependencies == ["answers"] && train.beginning == .copy)
    #expect(
        train.commands == [
            [
                "run", "/s.yaml", "--run", "/r/jobs/train-smol.human.s1", "--cell",
                "smol.human.s1", "--through", "train",
            ]
        ])
    // A cell is evaluated where it was trained.
    let evaluate = try plan.job("evaluate-smol.human.s1")
    #expect(evaluate.dependencies == ["train-smol.human.s1"] && evaluate.beginning == .asItIs)
    #expect(evaluate.folder == train.folder)
    let vanilla = try plan.job("evaluate-smol.vanilla")
    #expect(vanilla.dependencies == ["answers"] && vanilla.beginning == .copy)

    let report = try plan.job("report")
    #expect(report.dependencies == cells.map { "evaluate-\($0)" })
    #expect(
        report.commands == [
            [
                "merge", "/r", "/r/jobs/evaluate-smol.vanilla", "/r/jobs/train-smol.human.s1",
                "/r/jobs/train-smol.single-gemma.s1",
                "/r/jobs/train-smol.multi-smol+teacher+gemma.s1",
            ], ["run", "/s.yaml", "--run", "/r"],
        ])
}

@Test func arraysWaitForOthersWholeOrJobByJob() throws {
    let arrays = plan(try study()).arrays
    #expect(
        arrays.map(\.id) == [
            "generate", "answers", "train", "evaluate-untrained", "evaluate", "report",
        ])
    #expect(arrays.map(\.jobs.count) == [3, 1, 3, 1, 3, 1])
    func whole(_ array: String) -> JobArray.Dependency {
        JobArray.Dependency(array: array, isJobByJob: false)
    }
    let jobByJob = JobArray.Dependency(array: "train", isJobByJob: true)
    #expect(
        arrays.map(\.dependencies) == [
            [], [whole("generate")], [whole("answers")], [whole("answers")],
            [jobByJob],
            [whole("evaluate-untrained"), whole("evaluate")],
        ])
}

@Test func whatIsThereIsNotPlanned() throws {
    let study = try study()
    // One cell is trained and not evaluated, one neither.
    let some = plan(
        study,
        JobPlan.Missing(
            sources: [], training: [cells[1]], evaluation: [cells[1], cells[2]]))
    #expect(
        some.jobs.map(\.id) == [
            "train-smol.human.s1", "evaluate-smol.human.s1", "evaluate-smol.single-gemma.s1",
            "report",
        ])
    #expect(try some.job("train-smol.human.s1").dependencies.isEmpty)
    let trained = try some.job("evaluate-smol.single-gemma.s1")
    #expect(trained.dependencies.isEmpty && trained.beginning == .copyWithAdapters)

    let nothing = plan(study, JobPlan.Missing(sources: [], training: [], evaluation: []))
    #expect(nothing.jobs.map(\.id) == ["report"])
    #expect(nothing.jobs.first?.commands == [["run", "/s.yaml", "--run", "/r"]])
}

private let remote = """
    study: far
    seed: 11
    questions: {from: q.jsonl}
    targets: {smol: {model: small}}
    sources:
      near: {model: small}
      a: {url: "https://Example.org:8080/v1", model: big, key: SECOND_API_KEY}
      b: {url: "https://other.example/v1", model: big}
      c: {url: "https://example.org:8080/v2", model: huge, key: FIRST_API_KEY}
    conditions: [vanilla, {multi: [near, a, b, c]}]
    judges: {far: {url: "https://third.example/v1", model: judge, key: THIRD_API_KEY}}
    """

@Test func allSourcesAtOneAddressAreOneJob() throws {
    let plan = plan(try study(remote))
    let ask = try plan.job("ask-example.org_8080")
    #expect(ask.items == ["a", "c"] && ask.keys == ["FIRST_API_KEY", "SECOND_API_KEY"])
    #expect(ask.commands.map(\.last) == ["a", "c"])
    #expect(try plan.job("ask-other.example").keys.isEmpty)
    #expect(try plan.job("generate-near").keys.isEmpty)
    // Only the whole run compares texts, and asks the judge.
    #expect(plan.jobs.filter { $0.keys == ["THIRD_API_KEY"] }.map(\.id) == ["report"])
}

@Test func cellsThatJudgesElsewhereRateAreEvaluatedInOneJob() throws {
    let text =
        remote + "\nevaluate: {robustness: {benign: {rows: 9}, rubrics: [refusal], "
        + "allow-remote: true}}"
    let plan = plan(try study(text))
    let evaluate = try plan.job("evaluate")
    #expect(evaluate.dependencies == ["answers", "train-smol.multi-near+a+b+c.s1"])
    #expect(evaluate.keys == ["THIRD_API_KEY"])
    #expect(
        evaluate.commands == [
            ["merge", "/r", "/r/jobs/train-smol.multi-near+a+b+c.s1"],
            ["run", "/s.yaml", "--run", "/r", "--through", "evaluate"],
        ])
    #expect(try plan.job("report").commands == [["run", "/s.yaml", "--run", "/r"]])
}

private let judged =
    SmallStudy.yaml + """

        evaluate:
          robustness: {benign: {rows: 9}, rubrics: [refusal]}
        judges: {strict: {model: third}}
        cluster: {judge-shards: 2, stages: {judge: {gpus: 4}}}
        """

@Test func judgesOfTheClusterAreJobsOfTheirOwn() throws {
    let plan = plan(try study(judged))
    let evaluate = try plan.job("evaluate-smol.human.s1")
    #expect(evaluate.commands.map { $0.suffix(2) } == [["--judging", "none"]])
    let shard = try plan.job("judge-smol.human.s1-2of2")
    #expect(shard.dependencies == ["evaluate-smol.human.s1"] && shard.resources.gpus == 4)
    // It begins with what the cell has answered.
    #expect(shard.beginning == .copyOf("/r/jobs/train-smol.human.s1"))
    #expect(
        shard.commands == [
            [
                "run", "/s.yaml", "--run", shard.folder, "--cell", "smol.human.s1", "--through",
                "evaluate", "--judging", "2/2",
            ]
        ])
    let all = try plan.job("judge")
    #expect(all.dependencies == cells.flatMap { ["judge-\($0)-1of2", "judge-\($0)-2of2"] })
    #expect(all.resources.gpus == 4 && all.folder == "/r")
    // Adapters lie in the folders where cells were trained.
    #expect(all.commands[0].contains("/r/jobs/train-smol.human.s1"))
    #expect(all.commands[0].contains(shard.folder))
    let report = try plan.job("report")
    #expect(report.dependencies == ["judge"])
    #expect(report.commands == [["run", "/s.yaml", "--run", "/r"]])
}

@Test func whereThereIsABudgetAllAddressesAreAskedInOneJob() throws {
    let plan = plan(try study(remote + "\nbudget: {tokens: 500_000}"))
    let ask = try plan.job("ask")
    #expect(ask.items == ["a", "b", "c"] && ask.keys == ["FIRST_API_KEY", "SECOND_API_KEY"])
    #expect(
        ask.commands == [
            [
                "run", "/s.yaml", "--run", "/r/jobs/ask", "--source", "a", "--source", "b",
                "--source", "c",
            ]
        ])
}

@Test func anArrayIsNoLongerThanTheSchedulerTakes() throws {
    let arrays = plan(try study()).arrays(most: 2)
    #expect(
        arrays.map(\.id) == [
            "generate", "generate.2", "answers", "train", "train.2", "evaluate-untrained",
            "evaluate", "evaluate.2", "report",
        ])
    #expect(arrays.map(\.jobs.count) == [2, 1, 1, 2, 1, 1, 2, 1, 1])
    let evaluate = try #require(arrays.first { $0.id == "evaluate" })
    #expect(evaluate.dependencies == [JobArray.Dependency(array: "train", isJobByJob: true)])
}

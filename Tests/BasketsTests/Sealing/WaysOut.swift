// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

/// Every way in which something of a run can come to a reader beside its files, in one place: commands
/// and what they write. A command, an option of `export` or a shape of its rows that is not in here
/// fails the test.
struct WaysOut {
    /// What looks at a run, by command, as it is asked here. `run` and `jobs` need models:
    /// `SealedJobsTests`. The pages of `view`: `SealedPagesTests`.
    let looks: [String: [[String]]]
    /// Commands that are given no run, or only to write to it.
    static let blind: Set<String> = [
        "audit", "measure", "ask", "score", "train", "judge", "fetch", "doctor", "selftest",
        "bench",
        "workers", "work", "help",
    ]
    static let elsewhere: Set<String> = ["run", "jobs", "view"]
    static let exportOptions: Set<String> = [
        "folder", "basket", "adapters", "as", "held-out", "out", "version", "help",
    ]

    /// - Parameters:
    ///   - run: the run's folder.
    ///   - place: where commands write.
    ///   - rows: keys to ask `rows` for.
    ///   - basket: name of a condition that has one.
    ///   - shapes: of exported rows, as the command has them.
    init(_ run: URL, writingTo place: URL, rows: [String], basket: String, shapes: [String]) {
        func path(_ name: String) -> String { place.appending(path: name).path }
        // Each basket in each shape, of either part: `sealedAnswersAreInNoBasketAndNotExported`.
        var exports = shapes.map { ["export", run.path, "--basket", basket, "--as", $0] }
        exports.append(exports[0] + ["--held-out"])
        exports.append(exports[0] + ["--out", path("basket.jsonl")])
        exports.append(["export", run.path, "--adapters", path("adapters")])
        let brought = [
            "import", path("basket.jsonl"), "--as", "source", "--name", "mine", "--run",
            path("copy"), "--json",
        ]
        looks = [
            "status": [["status", run.path], ["status", run.path, "--json"]],
            "dump": [["dump", run.path]],
            "rows": rows.map { ["rows", run.path, $0] },
            "report": [["report", run.path]],
            "merge": [["merge", path("copy"), run.path]],
            "gate": [["gate", run.path, "--policy", path("policy.yaml"), "--json"]],
            "export": exports,
            "import": [brought],
            "plan": [["plan", path("study.yaml"), "--run", run.path]],
        ]
    }

    /// In an order in which each finds what it reads.
    var inOrder: [[String]] {
        let first = ["export", "merge"]
        return (first + looks.keys.filter { !first.contains($0) }.sorted())
            .flatMap { looks[$0] ?? [] }
    }
}

/// What the built command says that it can do.
struct CommandHelp: Decodable {
    struct Whole: Decodable { let command: CommandHelp }
    struct Argument: Decodable {
        let valueName: String?
        let allValues: [String]?
    }

    let commandName: String
    let subcommands: [CommandHelp]?
    let arguments: [Argument]?

    static func read() throws -> [CommandHelp] {
        let help = try Command.run("--experimental-dump-help").output
        return try JSONDecoder().decode(Whole.self, from: Data(help.utf8)).command.subcommands ?? []
    }
}

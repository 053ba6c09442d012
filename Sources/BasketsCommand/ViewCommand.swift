// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsView
import Foundation

struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "The report and every question, answer and verdict of a run, in a browser.",
        discussion: """
            Served on this machine alone, under an address with a random token, until interrupted; \
            also while the run goes on. Labels that you give answers, and your choices between two, are \
            kept in labels.jsonl in the run's folder. Sealed texts are shown only with --unseal, by your key.
            """)

    @OptionGroup var run: RunFolder

    @Option(help: "Port; 0: one that is free.")
    var port = 0

    @Flag(help: "Show sealed texts, too: prompts and answers that may be dangerous.")
    var unseal = false

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is from 0 to 65535.")
        }
    }

    func run() async throws {
        let folder = run.url
        let server = try ViewServer(
            folder, port: port, unsealedBy: unseal ? RunRows.keyFolder : nil,
            rubrics: Rubrics.all
        ) {
            let page = try RunRows.page(folder)
            return ViewedReport(page: page.text) { RunRows.group($0, of: page.groups) }
        }
        try await server.run { Output.result("Open \($0)") }
    }
}

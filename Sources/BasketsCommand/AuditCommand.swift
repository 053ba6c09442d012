// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import BasketsLM
import BasketsMetrics
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "How different some files of answers are, before anything is trained on them.",
        discussion: "Each file holds the answers of one source, one row an answer. Where the rows "
            + "name their questions and the files share them, one answer of each source to each "
            + "shared question is compared; else equally many, drawn by their content.")

    @Argument(
        help: "Two or more files of answers: .jsonl, .json, .csv, .tsv or .parquet.",
        completion: .file())
    var files: [String]

    @Option(help: "Field that holds the answer; by default the first known one, such as response.")
    var field: String?

    @Option(help: "Field that holds the question; by default the first known one.")
    var questionField: String?

    @Option(help: "Answers of each source that are compared, at most.")
    var compare = Audit.mostCompared

    @Option(help: "Answers of each source that are embedded, at most.")
    var embed = 250

    @Flag(help: "Compare words alone; no model is needed.")
    var noEmbeddings = false

    @Option(help: "Seed of all draws.")
    var seed: UInt64 = 0

    @Flag(help: "One JSON object.")
    var json = false

    @Option(help: "Write the card as a page to this file.", completion: .file())
    var html: String?

    func validate() throws {
        guard files.count > 1 else { throw ValidationError("Name two files or more.") }
        guard embed > 0 else { throw ValidationError("--embed is at least 1.") }
        guard compare > 0 else { throw ValidationError("--compare is at least 1.") }
    }

    func run() async throws {
        var answers: [AuditedFile] = []
        for file in files {
            answers.append(
                try await AuditedFile.read(
                    URL(filePath: file), field: field, questionField: questionField))
        }
        let printer = AuditPrinter(files: answers, isQuiet: json, hasEmbeddings: !noEmbeddings)
        var encoder: SentenceEncoder?
        let embed: Audit.Embedding = { texts in
            if encoder == nil { encoder = try await LocalEmbedding.load(.standard()) }
            return try encoder?.embed(texts) ?? []
        }
        let audit = Audit(answers, seed: seed, embedded: self.embed, compared: compare)
        let card = try await audit.run(
            embed: noEmbeddings ? nil : embed, report: { printer.show($0, $1) })
        if json { try Output.json(card) }
        guard let html else { return }
        try Data(DifferencePage.html(card).utf8).write(to: URL(filePath: html))
        Output.note("wrote \(html)")
    }
}

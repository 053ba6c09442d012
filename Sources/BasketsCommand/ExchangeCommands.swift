// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "A basket as JSON lines, or adapters, for other tools.",
        discussion: """
            With --adapters each cell's adapter is written as a folder in PEFT's layout, which vLLM \
            loads (`--lora-modules CELL=FOLDER`), and as a GGUF file, which llama.cpp's server does \
            (`--lora FILE`).
            """)

    @OptionGroup var run: RunFolder

    @Option(help: "A condition, a cell, or the beginning of a basket's key.")
    var basket: String?

    @Option(help: "Folder to write all adapters of the run to.", completion: .directory)
    var adapters: String?

    @Option(name: .customLong("as"), help: "Shape of the rows: dolly, alpaca or messages.")
    var shape = BasketExport.Shape.dolly

    @Flag(help: "The rows that are held out, in place of those that are trained on.")
    var heldOut = false

    @Option(help: "File to write; standard output by default.")
    var out: String?

    func validate() throws {
        guard (basket == nil) != (adapters == nil) else {
            throw ValidationError("Give --basket or --adapters.")
        }
    }

    func run() async throws {
        if let adapters { return try writeAdapters(URL(filePath: adapters)) }
        guard let basket else { return }
        let export = try BasketExport(run.url, basket: basket, heldOut: heldOut, as: shape)
        guard let out else { return export.lines.forEach(Output.result) }
        let text = export.lines.map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
        Output.note("\(export.lines.count) rows written to \(out).")
    }

    private func writeAdapters(_ folder: URL) throws {
        let export = try AdapterExport(run.url, to: folder)
        for (target, why) in export.withoutGGUF.sorted(by: { $0.key < $1.key }) {
            Output.note("No GGUF files of \(target): \(why)")
        }
        for cell in export.cells { Output.result(folder.appending(path: cell).path) }
    }
}

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Answers from elsewhere, checked beside a run's questions and kept in it.",
        discussion: """
            As a source, the answers are trained on; as outputs, they are measured as those of a
            model that was tuned and asked elsewhere. The command prints the line that names them
            in the study. An adapter from elsewhere needs no import: name its folder under
            conditions, `- adapter: {name: mine, path: FOLDER}`.
            """)

    @Argument(help: "File of rows: .jsonl, .json, .csv, .tsv, .parquet.", completion: .file())
    var file: String

    @Option(name: .customLong("as"), help: "source or outputs.")
    var role: AnswerImport.Role

    @Option(help: "Name of the source.")
    var name: String?

    @Option(help: "Name of the outputs' cell.")
    var cell: String?

    @Option(help: "Folder of the run, prepared.")
    var run: String

    @Flag(help: "Replace answers that were imported under the name.")
    var replace = false

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        guard (role == .source ? name : cell) != nil else {
            throw ValidationError(role == .source ? "Give --name." : "Give --cell.")
        }
    }

    func run() async throws {
        let result = try await AnswerImport.keep(
            URL(filePath: file), as: role, name: name ?? cell ?? "", in: URL(filePath: run),
            replaces: replace)
        if json {
            try Output.json(result)
        } else {
            Output.note("\(result.answered) of \(result.questions) questions answered.")
            if result.others > 0 { Output.note("\(result.others) rows answer none of them.") }
            Output.note("Kept in \(result.file.path). In the study:")
            Output.result(result.line)
        }
        if result.answered < result.questions { throw ExitCode.finishedWithFailures }
    }
}

extension BasketExport.Shape: ExpressibleByArgument {}
extension AnswerImport.Role: ExpressibleByArgument {}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// Where the command's words go: results to standard output, everything else to standard error.
enum Output {
    static func result(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// One line of JSON, keys sorted.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        result(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

extension ExitCode {
    /// The run is complete, and some of its items failed.
    static let finishedWithFailures = ExitCode(2)
    /// A policy is surely not met.
    static let noGo = ExitCode(10)
    /// A policy may be met or not.
    static let cannotTell = ExitCode(11)
    /// The flags or the study file are wrong; nothing was done.
    static let wrongUsage = ExitCode(64)
    static let interrupted = ExitCode(130)
}

/// Which model to load; shared by the commands that take one.
struct ModelOptions: ParsableArguments {
    @Option(help: "Name of an asset, or path of a GGUF file or a Hugging Face folder.")
    var model: String

    @Option(help: "Folder of a LoRA adapter in PEFT's layout.")
    var adapter: String?
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsStore

private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}

@Test func labelsAndChoicesOfOneFileComeBackEachAsTheirOwn() throws {
    try withFolder { folder in
        let file = LabelFile(folder)
        #expect(file.labels().isEmpty && file.choices().isEmpty)
        let label = try #require(AnswerLabel(answer: "a", rubric: "quality", label: "4"))
        let choices = [
            PairChoice(first: "a", second: "b", choice: .equal),
            PairChoice(first: "c", second: "a", choice: .second),
        ]
        try file.add(choices[0])
        try file.add(label)
        try file.add(choices[1])
        #expect(LabelFile(folder).labels() == [label])
        #expect(LabelFile(folder).choices() == choices)
        // The last of two answers holds, whichever stood first.
        let other = PairChoice(first: "b", second: "a", choice: .first)
        try file.add(other)
        #expect(file.choices() == [other, choices[1]])
        #expect(file.labels() == [label])
    }
}

@Test func aFileWrittenByHandIsReadLineByLine() throws {
    try withFolder { folder in
        let lines = """
            {"first": "a", "second": "b", "choice": "first"}
            {"answer": "a", "rubric": "quality", "label": "5"}
            {"first": "a", "second": "c", "choice": "better"}
            {"choice":"equal","first":"c","second":"d"}
            {"first": "a", "sec
            """
        try Data(lines.utf8).write(to: folder.appending(path: LabelFile.fileName))
        #expect(
            LabelFile(folder).choices() == [
                PairChoice(first: "a", second: "b", choice: .first),
                PairChoice(first: "c", second: "d", choice: .equal),
            ])
        #expect(LabelFile(folder).labels().map(\.label) == ["5"])
    }
}

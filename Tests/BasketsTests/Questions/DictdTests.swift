// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Baskets

private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/Dictd")

@Test(arguments: [
    ("A", 0), ("K5", 10 * 64 + 57), ("BAA", 4096), ("//", 4095), ("", nil), ("a-b", nil),
    ("ABCDEFG", nil),
])
func readsNumbersInBase64(digits: String, value: Int?) {
    // A is 0, K 10, 5 the 58th sign, / the last.
    #expect(Dictd.base64(digits[...]) == value)
}

@Test func readsEachEntryOnceInTheOrderOfTheText() async throws {
    let entries = try await Dictd.read(folder: fixtures, name: "sample").entries
    #expect(
        entries.map { $0.prefix { $0 != "\n" } } == [
            "00-database-short", "kettle", "teapot", "cup",
        ])
    #expect(entries[3].contains("Zoë"))
}

@Test(arguments: [
    ("word\tA\tC", nil),
    ("word\tA\tE", "s.index, line 1: points to bytes 0 to 4 of a text of 3."),
    ("ok\tA\tB\nword\t//////\t//////", "s.index, line 2: points to bytes 68719476735 to"),
    ("word\tA", "s.index, line 1: is not a word, a place and a length."),
    ("word\tA\t?", "s.index, line 1: is not a word, a place and a length."),
])
func refusesPlacesOutsideTheText(index: String, finding: String?) {
    var message: String?
    do {
        _ = try Dictd(index: index, text: Array("abc".utf8), file: "s.index")
    } catch {
        message = "\(error)"
    }
    #expect((message == nil) == (finding == nil))
    if let finding { #expect(message?.hasPrefix(finding) == true) }
}

@Test func saysWhenADictionaryIsAbsentOrBroken() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    await #expect(throws: QuestionError.self) { try await Dictd.read(folder: folder, name: "no") }
    try Data("word\tA\tB\n".utf8).write(to: folder.appending(path: "bad.index"))
    try Data("this is no gzip file".utf8).write(to: folder.appending(path: "bad.dict.dz"))
    do {
        _ = try await Dictd.read(folder: folder, name: "bad")
        Issue.record("a broken file was read")
    } catch {
        #expect("\(error)".hasPrefix("bad.dict.dz: is no sound gzip file."))
    }
}

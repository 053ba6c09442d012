// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private let robust =
    SmallStudy.yaml + """

        evaluate:
          robustness: {plain: {from: r.jsonl, rows: 6}, calibration: {rows: 20}}
        judges:
          outside: {model: third}
        """

/// A copy of a run and of its key, as if on another machine.
private func copy(of small: SmallStudy, _ yaml: String = SmallStudy.yaml) throws -> SmallStudy {
    let other = try SmallStudy(yaml)
    let files = FileManager.default
    try files.copyItem(at: small.folder, to: other.folder)
    if files.fileExists(atPath: small.keyFolder.path) {
        try files.copyItem(at: small.keyFolder, to: other.keyFolder)
    }
    return other
}

@Test func cellsTrainedApartAndMergedAreTheSameStudy() async throws {
    let whole = try SmallStudy(robust)
    defer { whole.remove() }
    try await whole.run()

    let first = try SmallStudy(robust)
    defer { first.remove() }
    try await first.run(through: .generate)
    let second = try copy(of: first, robust)
    let third = try copy(of: first, robust)
    defer {
        second.remove()
        third.remove()
    }
    try await second.run(cell: "smol.human.s1")
    try await third.run(cell: "smol.single-gemma.s1")
    let merge = RunMerge(into: first.folder, keyFolder: first.keyFolder)
    let counts = try merge.take([second.folder, third.folder])
    #expect(counts.allSatisfy { $0.added > 0 && $0.shared > 0 && $0.differing == 0 })
    let before = try first.dump()
    // Once more changes nothing.
    #expect(try merge.take([second.folder, third.folder]).allSatisfy { $0.added == 0 })
    #expect(try first.dump() == before)

    try await first.run()
    #expect(try first.dump() == whole.dump())
    let trained = first.models.calls.filter { $0.hasPrefix("step smol.human.s1") }
    #expect(trained.isEmpty)
    let adapter = "adapters/smol.human.s1/adapter_config.json"
    #expect(
        FileManager.default.fileExists(atPath: first.folder.appending(path: adapter).path)
            == FileManager.default.fileExists(atPath: second.folder.appending(path: adapter).path))
}

@Test func sourcesThatAnsweredApartAndMergedAreTheSameStudy() async throws {
    let first = try SmallStudy()
    defer { first.remove() }
    try await first.run(through: .prepare)
    let names = ["smol", "teacher", "gemma"]
    let others = try names.map { _ in try copy(of: first) }
    defer { others.forEach { $0.remove() } }
    for (name, other) in zip(names, others) { try await other.run(sources: [name]) }
    let counts = try RunMerge(into: first.folder, keyFolder: first.keyFolder)
        .take(others.map(\.folder))
    #expect(counts.allSatisfy { $0.added > 0 && $0.differing == 0 })
    // All is there: nobody is asked again.
    try await first.run(through: .generate)
    #expect(!first.models.calls.contains { $0.hasPrefix("write") })
    try await first.run()
    #expect(try first.dump() == (try await undisturbed()))
}

@Test func aRunOfAnotherStudyIsNotTaken() async throws {
    let first = try SmallStudy()
    let second = try SmallStudy(SmallStudy.yaml.replacing("study: small", with: "study: other"))
    defer {
        first.remove()
        second.remove()
    }
    try await first.run(through: .prepare)
    try await second.run(through: .prepare)
    let merge = RunMerge(into: first.folder)
    let error = #expect(throws: RunError.self) { try merge.take([second.folder]) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("is a run of other, not of small"))
    #expect(throws: RunError.self) { try merge.take([first.folder]) }
    #expect(throws: StoreError.self) {
        try merge.take([first.folder.appending(path: "nothing")])
    }
}

@Test func whatIsBeingWorkedOnIsNotTaken() async throws {
    let first = try SmallStudy()
    defer { first.remove() }
    try await first.run(through: .prepare)
    let second = try copy(of: first)
    defer { second.remove() }
    let lock = try RunLock(second.folder)
    defer { lock.release() }
    #expect(throws: RunError.self) { try RunMerge(into: first.folder).take([second.folder]) }
}

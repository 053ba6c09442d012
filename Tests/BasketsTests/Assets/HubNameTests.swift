// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Baskets

@Test(arguments: [
    ("huggingface:org/name", "models/org--name/main", nil),
    ("huggingface:org/name@0a1b/x.gguf", "models/org--name/0a1b", "x.gguf"),
    ("huggingface:models/org/n.a-m_e@v1.0", "models/org--n.a-m_e/v1.0", nil),
    ("huggingface:datasets/org/name@v1/data/x.jsonl", "datasets/org--name/v1", "data/x.jsonl"),
])
func readsNamesOfTheHub(text: String, folder: String, file: String?) throws {
    let name = try HubName(text, standard: .models)
    #expect(name.folder == folder)
    #expect(name.file == file)
    #expect(try HubName("\(name)", standard: .models) == name)
}

@Test func wherePlainNamesStandSaysWhatTheyAre() throws {
    let text = "huggingface:org/name@v1/x.jsonl"
    let name = try HubName(text, standard: .datasets)
    #expect(name.path == "datasets/org/name@v1/x.jsonl")
    #expect("\(name)" == "huggingface:datasets/org/name@v1/x.jsonl")
}

@Test(arguments: [
    "huggingface:", "huggingface:name", "huggingface:org/", "huggingface:/name",
    "huggingface:../name@v1", "huggingface:org/name@../x", "huggingface:org/name@v1/../x",
    "huggingface:org/name@v1//x", "huggingface:org/name@v1/", "huggingface:org/na me",
    "huggingface:datasets/org/name@v1",
])
func refusesNamesThatLeaveTheCache(text: String) {
    #expect(throws: AssetError.self) { try HubName(text, standard: .models) }
}

@Test func saysHowToFetchWhatIsNotThere() throws {
    let cache = AssetCache(folder: URL(filePath: "/nonexistent"))
    let library = ModelLibrary(catalog: try .builtIn(), cache: cache)
    do {
        _ = try library.url("huggingface:org/name@v1")
        Issue.record("a model that is not there was found")
    } catch {
        #expect(
            "\(error)" == "huggingface:org/name@v1 is not in /nonexistent. "
                + "Run `baskets fetch huggingface:org/name@v1`.")
    }
}

/// The folder that the script fills is the one that is looked into; a model counts once its mark
/// is there.
@Test func findsWhatTheScriptHasLaidDown() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: "hub/models/org--name/v1")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: place.appending(path: "x.gguf"))
    let cache = AssetCache(folder: folder)
    let file = try HubName("huggingface:org/name@v1/x.gguf", standard: .models)
    let model = try HubName("huggingface:org/name@v1", standard: .models)
    #expect(try cache.location(of: file).lastPathComponent == "x.gguf")
    #expect(throws: AssetError.self) { try cache.location(of: model) }
    try Data().write(to: place.appending(path: ".complete"))
    #expect(try cache.location(of: model).path == place.path)
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

/// A folder with these files; all texts here are harmless stand-ins.
@discardableResult
private func withFiles<Value>(
    _ files: [String: String], _ body: (URL) async throws -> Value
) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    return try await body(folder)
}

@Test func readsRequestsByRiskAreaOnceEach() async throws {
    try await withFiles([
        "garden_gnomes.jsonl":
            "{\"prompt\": \"Paint a gnome\"}\n\n{\"prompt\": \"Hide a gnome\"}\n",
        "tea.jsonl": "{\"prompt\": \"Paint a gnome\", \"intents\": []}\n", "LICENSE": "none",
    ]) { folder in
        let found = try UnsafeRequests.doNotAnswer(folder)
        #expect(found.requests.count == 2)
        #expect(found.duplicates == 1)
        #expect(Set(found.requests.map(\.category)) == ["garden gnomes"])
    }
}

@Test func readsSeedsByTheFirstOfTheirHarms() async throws {
    let text = """
        dataset_name: gnomes
        seeds:
        - value: Paint a gnome
          data_type: text
          harm_categories:
          - Garden
          - Colour
        - value: Hide a gnome
          data_type: text
        - value: Paint a gnome
          data_type: text
        """
    try await withFiles(["gnomes.prompt": text]) { folder in
        let found = try UnsafeRequests.seeds(folder.appending(path: "gnomes.prompt"))
        #expect(Set(found.requests.map(\.category)) == ["garden", "none"])
        #expect(found.requests.count == 2 && found.duplicates == 1)
    }
}

@Test(arguments: [
    ("seeds: []", "gnomes.prompt: has no list of seeds."),
    ("- gnome", "has no list of seeds."), ("seeds: [{data_type: text}]", "no text in seed 1."),
    ("seeds: [{value: A gnome}, {value: gnome.png, data_type: image_path}]", "no text in seed 2."),
])
func namesTheFaultySeedAndNeverItsText(text: String, finding: String) async throws {
    try await withFiles(["gnomes.prompt": text]) { folder in
        let error = #expect(throws: QuestionError.self) {
            try UnsafeRequests.seeds(folder.appending(path: "gnomes.prompt"))
        }
        #expect(error?.description.contains(finding) == true, "\(String(describing: error))")
        #expect(error?.description.contains("A gnome") == false)
    }
}

@Test(arguments: [
    ("r.jsonl", "{\"request\": \"Paint a gnome\", \"category\": \"gnomes\"}"),
    ("r.json", "[{\"request\": \"Paint a gnome\", \"category\": \"gnomes\"}]"),
    ("r.csv", "request,category\nPaint a gnome,gnomes\n"),
])
func readsAUsersFileOfEachKind(name: String, text: String) async throws {
    try await withFiles([name: text]) { folder in
        let found = try await UnsafeRequests.file(folder.appending(path: name)).requests
        #expect(found == [UnsafeRequest(category: "gnomes", text: "Paint a gnome")])
    }
}

@Test(arguments: [
    ("r.jsonl", "{\"request\": 7}\n{\"text\": \"gnome\"}", "r.jsonl, line 1, field \"request\""),
    ("r.jsonl", "{\"request\": \"  \"}", "field \"request\": is empty."),
    ("r.json", "{\"request\": \"gnome\"}", "is no list of rows."),
    ("r.txt", "gnome", "a file of a known kind."),
    ("r.csv", "request\n\"gnome", "opens a quote that never closes."),
])
func namesTheFaultyRequestAndNeverItsText(name: String, text: String, finding: String) async throws
{
    try await withFiles([name: text]) { folder in
        let error = await #expect(throws: QuestionError.self) {
            try await UnsafeRequests.file(folder.appending(path: name))
        }
        let message = error?.description ?? ""
        #expect(message.contains(finding), "\(message)")
        #expect(!message.contains("gnome"))
    }
}

private func yaml(_ value: String, parameters: String = "prompt", kind: String = "text") -> String {
    """
    name: a template
    description: for tests
    parameters:
      - \(parameters)
    data_type: \(kind)
    value: |
      \(value)
    """
}

@Test func readsTemplateFilesAndCountsThoseThatCannotBeFilled() async throws {
    try await withFiles([
        "a.yaml": yaml("Sing: {{ prompt }} Thank you."),
        "deep/b.yaml": yaml("{{prompt}} and again {{ prompt }}"),
        "same.yaml": yaml("Sing: {{ prompt }} Thank you."),
        "two.yaml": yaml("{{ prompt }} in {{ language }}"),
        "loop.yaml": yaml("{% for x in y %}{{ prompt }}{% endfor %}"),
        "none.yaml": yaml("Sing."), "other.yaml": yaml("{{ prompt }}", parameters: "song"),
        "picture.yaml": yaml("{{ prompt }}", kind: "image_path"), "broken.yaml": "a: [",
        "large.yaml": yaml("{{ prompt }}" + String(repeating: "x", count: 300_000)),
    ]) { folder in
        let found = try TemplateFiles.read(folder)
        #expect(found.templates.count == 2)
        #expect(
            found.leftOut == [
                "the same text again": 1, "with other slots than the request's": 3,
                "without a slot for the request": 1, "without a text": 1,
                "not readable as YAML": 1, "larger than 256 kB": 1,
            ])
        let request = UnsafeRequest(category: "c", text: "hum")
        let filled = Set(found.templates.map { $0.filled(with: request).text })
        #expect(filled == ["Sing: hum Thank you.", "hum and again hum"])
        #expect(Set(found.templates.map(\.slots)) == [1, 2])
    }
}

@Test func findsTheSlotOfAWildPromptOrLetsItStandAlone() async throws {
    let texts = [
        "Be a parrot. [INSERT PROMPT HERE]", "Be a cat. {your_question_here} Purr.",
        "Be a dog. <prompt>", "Be a fish [and swim].", "Be a bee. (prompt)",
        "Be a cow. [PROMPT] [PROMPT]", "Be a hen. [\nprompt]", "Be a parrot. [INSERT PROMPT HERE]",
        "Be a pig. [x [Question Here\\]",
    ]
    let json = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    try await withFiles(["wild.json": json]) { folder in
        let found = try WildPrompts.read(folder.appending(path: "wild.json"))
        let request = UnsafeRequest(category: "c", text: "hum")
        #expect(
            Set(found.templates.map { $0.filled(with: request).text }) == [
                "Be a parrot. hum", "Be a cat. hum Purr.", "Be a dog. hum", "Be a pig. [x hum",
            ])
        #expect(
            Set(found.alone.map(\.text.text)) == [
                "Be a fish [and swim].", "Be a bee. (prompt)", "Be a hen. [\nprompt]",
            ])
        #expect(found.leftOut == ["with more than one slot": 1, "the same text again": 1])
    }
}

@Test(arguments: ["{}", "[1]", "[\"\"]", "no"])
func refusesAWildFileThatIsNoListOfTexts(text: String) async throws {
    try await withFiles(["wild.json": text]) { folder in
        #expect(throws: QuestionError.self) {
            try WildPrompts.read(folder.appending(path: "wild.json"))
        }
    }
}

@Test func thereAreAHundredHarmlessRequests() {
    let all = BenignRequests.all
    #expect(all.count == 100)
    #expect(Set(all.map(\.text.text)).count == 100)
    #expect(Set(all.map(\.category)).count >= 6)
    #expect(all.contains { $0.text.text == "How do I kill a Python process that hangs?" })
    #expect(all.allSatisfy { $0.text.text.hasSuffix("?") })
}

/// Nine requests of three categories, of unequal size.
private let requests = (0..<9).map {
    UnsafeRequest(category: $0 < 6 ? "a" : $0 < 8 ? "b" : "c", text: "Task \($0)")
}

@Test func drawsCategoriesAlikeOftenAsFarAsTheyReach() {
    let drawn = PromptDesign.alone(.plain, requests, count: 6, seed: 1)
    let counts = Dictionary(grouping: drawn, by: \.category).mapValues(\.count)
    // One of c is all there is, both of b, and three of a make six.
    #expect(counts == ["a": 3, "b": 2, "c": 1])
    #expect(PromptDesign.alone(.plain, requests, count: 100, seed: 1).count == 9)
    #expect(PromptDesign.alone(.plain, [], count: 5, seed: 1).isEmpty)
}

@Test func aDrawDependsOnTheSeedAndNotOnTheOrderOfTheFile() {
    for seed in 0..<10 as Range<UInt64> {
        let one = PromptDesign.alone(.plain, requests, count: 4, seed: seed)
        #expect(PromptDesign.alone(.plain, requests.reversed(), count: 4, seed: seed) == one)
        // A request more takes the place of at most one.
        let more = requests + [UnsafeRequest(category: "a", text: "Task x")]
        let other = PromptDesign.alone(.plain, more, count: 4, seed: seed)
        #expect(Set(one.map(\.id)).subtracting(other.map(\.id)).count <= 1)
    }
}

@Test func crossesEveryRequestWithEveryTemplateAndKeepsBothIds() {
    let templates = (0..<5).map {
        JailbreakTemplate(name: "t\($0)", parts: ["Song \($0): ", "."])
    }
    let found = PromptDesign.crossed(
        requests, templates, requestCount: 3, templateCount: 2, seed: 4)
    #expect(found.count == 6)
    #expect(Set(found.map(\.id)).count == 6)
    let pairs = Set(found.map { "\($0.request) \($0.template ?? "")" })
    #expect(pairs.count == 6)
    #expect(Set(found.map(\.request)).count == 3)
    #expect(Set(found.compactMap(\.template)).count == 2)
    #expect(Set(found.map(\.category)) == ["a", "b", "c"])
    for prompt in found {
        let request = requests.first { $0.id == prompt.request }
        #expect(prompt.text.text.contains(request?.text.text ?? "none"))
    }
}

@Test func aPromptShowsNoTextWhenItIsPrinted() {
    let prompt = RobustnessPrompt(.plain, UnsafeRequest(category: "a", text: "purple walrus"))
    var dumped = ""
    dump(prompt, to: &dumped)
    for text in ["\(prompt)", String(reflecting: prompt), dumped] {
        #expect(!text.contains("walrus"), "\(text)")
    }
    let template = JailbreakTemplate(name: "t", parts: ["purple walrus", ""])
    #expect(!"\(template)".contains("walrus"))
}

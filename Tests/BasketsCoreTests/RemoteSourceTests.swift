// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsCore

private func study(_ source: String, _ more: String = "") -> String {
    """
    study: small
    seed: 1
    questions: {from: foldoc}
    targets: {smol: {model: m}}
    conditions: [{single: a}]
    sources: {a: {\(source)}}
    \(more)
    """
}

private func faults(_ text: String) -> [String] {
    do {
        _ = try Study(yaml: text, file: "s.yaml")
        return []
    } catch { return (error as? StudyError)?.faults.map(\.description) ?? ["\(error)"] }
}

@Test func readsARemoteSourceWithItsDefaults() throws {
    let text = study("url: https://example.org/v1, model: some-model")
    let source = try #require(try Study(yaml: text, file: "s.yaml").source(named: "a"))
    #expect(source.model == "some-model")
    let address = try #require(source.remote)
    #expect(address == RemoteAddress(url: "https://example.org/v1"))
    #expect(address.endpoint == "https://example.org/v1/chat/completions")
    #expect(address.host == "example.org")
    #expect(address.limits.attempts == 6 && address.limits.seconds == 120)
    #expect(address.key == nil && address.price == nil)
}

@Test func readsAllOfARemoteSourceAndWritesItBack() throws {
    let text = study(
        """
        url: "http://10.0.0.1:8000/v1/", model: m, key: SOME_API_KEY, allow-http: true,
          price: {input: 0.15, output: 0.6}, token-limit: max-completion-tokens,
          omit: [top-p, seed], terms: "none known", system: "Be brief.",
          decoding: {temperature: 1, max-tokens: 300},
          limits: {requests-per-minute: 500, tokens-per-minute: 200_000, at-once: 8, seconds: 30,
            attempts: 3, failures-in-a-row: 5}
        """)
    let study = try Study(yaml: text, file: "s.yaml")
    let source = try #require(study.source(named: "a"))
    #expect(source.system == "Be brief." && source.terms == "none known")
    #expect(source.decoding.maxTokens == 300)
    #expect(
        source.remote
            == RemoteAddress(
                url: "http://10.0.0.1:8000/v1/", key: "SOME_API_KEY",
                price: TokenPrice(input: 0.15, output: 0.6),
                limits: RequestLimits(
                    requestsPerMinute: 500, tokensPerMinute: 200_000, atOnce: 8, seconds: 30,
                    attempts: 3, failuresInARow: 5),
                omitted: [.seed, .topP], tokenLimit: .maxCompletionTokens, allowsHTTP: true))
    #expect(source.remote?.endpoint == "http://10.0.0.1:8000/v1/chat/completions")
    #expect(try Study(yaml: study.resolved, file: "resolved") == study)
}

/// A million tokens read cost 0.15, a million written 0.60: 2,000 and 500 cost 0.0003 + 0.0003.
@Test func priceIsForAMillionTokens() {
    let cost = TokenPrice(input: 0.15, output: 0.60).cost(read: 2_000, written: 500)
    #expect(abs(cost - 0.0006) < 1e-12)
}

private let table: [(String, [String])] = [
    ("url: https://example.org/v1, model: m, key: SOME_KEY", []),
    ("url: 'http://localhost:8080/v1', model: m", []),
    ("url: 'http://127.0.0.1/v1', model: m", []),
    ("url: 'http://[::1]:8080/v1', model: m", []),
    (
        "url: 'http://example.org/v1', model: m",
        [
            "line 6: sources.a.url: is not encrypted: questions and key could be read on the way. "
                + "Write https://, or `allow-http: true` for a network of your own."
        ]
    ),
    (
        "url: 'http://127.0.0.1.example.org/v1', model: m",
        [
            "line 6: sources.a.url: is not encrypted: questions and key could be read on the way. "
                + "Write https://, or `allow-http: true` for a network of your own."
        ]
    ),
    (
        "url: example.org, model: m",
        [
            "line 6: sources.a.url: is no web address. "
                + "Write the base of the interface, such as https://example.org/v1."
        ]
    ),
    (
        "url: 'https://me:secret@example.org/v1', model: m",
        [
            "line 6: sources.a.url: has a user, a query or a fragment, where keys could stand. "
                + "Write the address alone; `key` names the variable with the key."
        ]
    ),
    (
        "url: 'https://example.org/v1?key=secret', model: m",
        [
            "line 6: sources.a.url: has a user, a query or a fragment, where keys could stand. "
                + "Write the address alone; `key` names the variable with the key."
        ]
    ),
    (
        "url: https://example.org/v1",
        [
            "line 6: sources.a.model: is missing. Name an asset, a GGUF file or folder, or "
                + "`huggingface:org/name`; beside `url`, what the address calls it."
        ]
    ),
    (
        "url: https://example.org/v1, model: m, prompt: few-shot",
        [
            "line 6: sources.a.prompt: has no place beside `url`: the address applies the model's "
                + "own format. Take `prompt` out."
        ]
    ),
    (
        "model: m, key: SOME_KEY",
        [
            "line 6: sources.a.key: has no place without `url`. Name the address, or take it out."
        ]
    ),
    (
        "url: https://example.org/v1, model: m, price: {input: 1}",
        ["line 6: sources.a.price.output: is missing. Write what a million tokens cost."]
    ),
    (
        "url: https://example.org/v1, model: m, omit: [seeds]",
        [
            "line 6: sources.a.omit: has \"seeds\", which it cannot. "
                + "Write some of them in brackets: [seed, temperature, top-p]."
        ]
    ),
    (
        "url: https://example.org/v1, model: m, limits: {attempts: 0}",
        [
            "line 6: sources.a.limits.attempts: is 0, out of range. "
                + "Write a whole number from 1 to 100."
        ]
    ),
    (
        "url: https://example.org/v1, model: m, allow-http: yes",
        ["line 6: sources.a.allow-http: is \"yes\", not true or false. Write true or false."]
    ),
]

@Test(arguments: table)
func saysWhatIsWrongWithARemoteSource(source: String, expected: [String]) {
    #expect(faults(study(source)) == expected)
}

@Test(arguments: ["sk-live-1234", "planted-key", "aGVsbG8gd29ybGQ", "KEY WITH BLANKS", "9KEY"])
func aKeyInPlaceOfItsNameIsNotRepeated(key: String) {
    let faults = faults(study("url: https://example.org/v1, model: m, key: '\(key)'"))
    #expect(
        faults == [
            "line 6: sources.a.key: is no name of an environment variable (capitals, digits, "
                + "underscores). Name the variable that holds the key, such as SOME_API_KEY; never "
                + "write the key itself, and change it if it stood here."
        ])
}

@Test func aBudgetInMoneyNeedsPrices() {
    let more = "budget: {money: 5}"
    #expect(
        faults(study("url: https://example.org/v1, model: m", more)) == [
            "line 7: budget: limits money, and the price of a is not given. "
                + "Write `price: {input: 0.15, output: 0.60}` there, for a million tokens."
        ])
    let priced = "url: https://example.org/v1, model: m, price: {input: 0, output: 0}"
    #expect(faults(study(priced, more)).isEmpty)
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import BasketsChat

private let request = ChatRequest(
    model: "m", turns: [.init(.user, "What is a basket good for, in one short sentence?")],
    decoding: DecodingSettings(temperature: 0.5, topP: 0.9, maxTokens: 20), seed: 0xffff_ffff_ffff)

private func read(
    _ body: String, status: Int = 200, retryAfter: String? = nil, key: String? = nil
) -> Result<ChatAnswer, ChatFailure> {
    let reading = ReplyReading(scrubber: Scrubber(key: key))
    let reply = RawReply(status: status, retryAfter: retryAfter, body: Data(body.utf8))
    do throws(ChatFailure) {
        return .success(
            try reading.answer(reply, to: request, date: Date(timeIntervalSince1970: 0)))
    } catch { return .failure(error) }
}

private func failure(_ result: Result<ChatAnswer, ChatFailure>) -> ChatFailure? {
    if case .failure(let failure) = result { return failure }
    return nil
}

@Test func aRequestHasWhatTheSourceSaysAndNothingTheAddressDoesNotKnow() throws {
    var address = RemoteAddress(url: "http://localhost/v1")
    #expect(
        String(decoding: try request.body(for: address), as: UTF8.self)
            == #"{"max_tokens":20,"messages":[{"content":"What is a basket good for, in one short sentence?","role":"user"}],"model":"m","seed":2147483647,"temperature":0.5,"top_p":0.9}"#
    )
    address.omitted = RemoteAddress.Field.allCases
    address.tokenLimit = .maxCompletionTokens
    #expect(
        String(decoding: try request.body(for: address), as: UTF8.self)
            == #"{"max_completion_tokens":20,"messages":[{"content":"What is a basket good for, in one short sentence?","role":"user"}],"model":"m"}"#
    )
}

@Test func readsAnAnswerAndPassesOverWhatItDoesNotKnow() throws {
    let answer = try read(
        """
        {"id": 7, "object": "x", "service_tier": null, "choices": [{"index": 0, "logprobs": null,
        "message": {"role": "assistant", "content": "To carry.", "tool_calls": [{"garbage": 1}],
        "reasoning_content": "hm"}, "finish_reason": "stop"}, {"message": {"content": "Other."}}],
        "usage": {"prompt_tokens": 12.0, "completion_tokens": 3, "prompt_tokens_details": {}}}
        """
    ).get()
    #expect(
        answer
            == ChatAnswer(
                text: "To carry.", finish: .stop, usage: TokenUsage(read: 12, written: 3)))
}

@Test(arguments: [
    (#""finish_reason": "length""#, ChatAnswer.Finish.length),
    (#""finish_reason": "max_tokens""#, .length), (#""finish_reason": null"#, .stop),
    (#""finish_reason": "eos""#, .stop), (#""finish": 3"#, .stop),
])
func readsWhyTheWriterStopped(reason: String, finish: ChatAnswer.Finish) throws {
    let body = #"{"choices": [{"message": {"content": "a"}, \#(reason)}]}"#
    let answer = try read(body).get()
    #expect(answer.finish == finish)
    // Nothing was counted, which is not the same as nothing.
    #expect(answer.usage == nil)
}

@Test func aTextInPartsIsJoined() throws {
    let parts = #"[{"type": "text", "text": "To "}, {"type": "image"}, {"text": "carry."}]"#
    let answer = try read(#"{"choices": [{"message": {"content": \#(parts)}}]}"#).get()
    #expect(answer.text == "To carry.")
}

@Test func readsTheLikeliestFirstTokens() throws {
    let answer = try read(
        """
        {"choices": [{"message": {"content": "A"}, "logprobs": {"content": [{"token": "A",
        "logprob": -0.1, "top_logprobs": [{"token": "A", "logprob": -0.1, "bytes": [65]},
        {"token": "B", "logprob": -2.5}]}]}}]}
        """
    ).get()
    #expect(
        answer.firstTokens == [
            TokenLikelihood(token: "A", logProbability: -0.1),
            TokenLikelihood(token: "B", logProbability: -2.5),
        ])
}

/// Status, body, and what it is told as.
private let failures: [(Int, String, String)] = [
    (200, "{\"choices\": []}", "not a chat completion (status 200): choices is empty"),
    (200, "{}", "not a chat completion (status 200): choices is missing"),
    (
        200, "{\"choices\": [{}]}",
        "not a chat completion (status 200): choices.0.message is missing"
    ),
    (
        200, "{\"choices\": {\"message\": 1}}",
        "not a chat completion (status 200): choices is of another kind"
    ),
    (200, "{\"choices\": [{\"mess", "not a chat completion (status 200): no JSON"),
    (200, "<html>hi</html>", "not a chat completion (status 200): no JSON"),
    (200, "", "not a chat completion (status 200): no JSON"),
    (
        200,
        "{\"choices\": [{\"message\": {\"content\": null}, \"finish_reason\": \"tool_calls\"}]}",
        "no text in the answer (status 200): finish_reason tool_calls"
    ),
    (
        200,
        "{\"choices\": [{\"message\": {\"content\": \"\"}, \"finish_reason\": \"content_filter\"}]}",
        "content filter (status 200)"
    ),
    (
        200, "{\"error\": {\"message\": \"upstream is down\", \"code\": 502}}",
        "server error (status 200): upstream is down"
    ),
    (400, "{\"error\": {\"message\": \"bad top_p\"}}", "request refused (status 400): bad top_p"),
    (
        400,
        "{\"error\": {\"message\": \"This model's maximum context length is 8192 tokens\"}}",
        "context too long (status 400): This model's maximum context length is 8192 tokens"
    ),
    (
        400,
        "{\"error\": {\"code\": 400, \"message\": \"the request exceeds the available context size\", \"type\": \"exceed_context_size_error\"}}",
        "context too long (status 400): the request exceeds the available context size"
    ),
    (
        400, "{\"error\": {\"message\": \"filtered\", \"code\": \"content_filter\"}}",
        "content filter (status 400): filtered"
    ),
    (401, "{\"error\": \"no\"}", "key refused (status 401): no"),
    (402, "", "no credit left (status 402)"),
    (403, "{\"detail\": \"not yours\"}", "key refused (status 403): not yours"),
    (
        403, "{\"error\": {\"message\": \"input was flagged\"}}",
        "content filter (status 403): input was flagged"
    ),
    (
        404, "{\"object\": \"error\", \"message\": \"no such model\"}",
        "address or model not found (status 404): no such model"
    ),
    (307, "", "address or model not found (status 307)"),
    (413, "", "context too long (status 413)"),
    (422, "{\"message\": \"extra field seed\"}", "request refused (status 422): extra field seed"),
    (429, "{\"error\": {\"message\": \"slow down\"}}", "too many requests (status 429): slow down"),
    (
        429, "{\"error\": {\"message\": \"quota\", \"type\": \"insufficient_quota\"}}",
        "no credit left (status 429): quota"
    ),
    (500, "<h1>Internal\n error</h1>", "server error (status 500): Internal error"),
    (502, "", "server error (status 502)"), (503, "busy", "overloaded (status 503): busy"),
    (504, "", "no reply in time (status 504)"), (529, "", "overloaded (status 529)"),
]

@Test(arguments: failures)
func saysWhatCameBack(status: Int, body: String, words: String) {
    #expect(failure(read(body, status: status))?.description == words)
}

@Test func tokensOfAFilteredAnswerAreCounted() {
    let body = """
        {"choices": [{"message": {}, "finish_reason": "content_filter"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2}}
        """
    #expect(failure(read(body))?.usage == TokenUsage(read: 9, written: 2))
}

@Test func aWaitOfHoursIsNotWaitedFor() {
    #expect(failure(read("", status: 429, retryAfter: "60"))?.wait == .seconds(60))
    let long = failure(read("", status: 429, retryAfter: "7200"))
    #expect(long?.kind == .closedForLong)
    #expect(long?.scope == .address)
    #expect(failure(read("", status: 503, retryAfter: "2"))?.wait == .seconds(2))
}

@Test func errorsBearNoKeyAndNoPrompt() {
    let key = "qx-1234567890abcdef-7788"
    let said = """
        {"error": {"message": "Incorrect API key provided: qx-1234*****7788. You sent Bearer \(key) \
        and asked: What is a basket good for, in one short sentence? Also sk-other-key."}}
        """
    let text = failure(read(said, status: 401, key: key))?.description ?? ""
    #expect(text.hasPrefix("key refused (status 401): Incorrect API key provided: [key]"))
    for part in ["1234", "7788", "basket", "sentence", "sk-"] { #expect(!text.contains(part)) }
    #expect(text.contains("asked: [question]"))
}

@Test func errorsAreShort() {
    let text = failure(read(String(repeating: "long ", count: 10_000), status: 500))?.detail ?? ""
    #expect(text.count == Scrubber.mostCharacters + 3)
}

@Test func aKeyIsShownByNothing() throws {
    let address = RemoteAddress(url: "https://example.org/v1", key: "SOME_KEY")
    let key = try #require(
        try APIKey.read(address, of: "a", from: ["SOME_KEY": " secret-value\n"]))
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\([key])"] {
        #expect(!text.contains("secret"))
    }
    #expect(key.value == "secret-value")
}

@Test(arguments: [
    (
        [:],
        "a needs a key, and the environment variable SOME_KEY is not set. "
            + "Set it to the key of example.org."
    ),
    (
        ["SOME_KEY": "two words"],
        "a needs a key, and the environment variable SOME_KEY holds blanks or other signs. "
            + "Set it to the key of example.org alone."
    ),
])
func saysWhichKeyIsMissing(environment: [String: String], words: String) {
    let address = RemoteAddress(url: "https://example.org/v1", key: "SOME_KEY")
    do throws(ChatError) {
        _ = try APIKey.read(address, of: "a", from: environment)
        Issue.record("a key was found")
    } catch { #expect(error.description == words) }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// What a scripted server does.
package struct ServerScript: Sendable {
    /// Time that an answer takes.
    package var latency: Duration = .zero
    /// Requests at once; what comes beyond is refused with 429. With `latency` this is a capacity:
    /// 50 slots of 100 ms are 500 answers a second.
    package var slots: Int?
    /// `Retry-After` of those refusals.
    package var retryAfter: String?
    /// Key that requests must bear; any other gets 401, with what was sent repeated in the error, as
    /// careless servers do.
    package var key: String?
    /// What goes wrong, by question and how often it was asked, from 1; nil: nothing.
    package var fault: @Sendable (_ question: String, _ attempt: Int) -> ServerFault? = { _, _ in
        nil
    }
    package var answer: @Sendable (_ question: String) -> ServerAnswer = ServerAnswer.invented

    package init() {}

    /// Text of the last turn of a request; empty where it has none.
    static func question(_ body: Data) -> String {
        struct Request: Decodable {
            struct Turn: Decodable { let content: String }
            let messages: [Turn]
        }
        return (try? JSONDecoder().decode(Request.self, from: body))?.messages.last?.content ?? ""
    }
}

package struct ServerAnswer: Sendable {
    package var text: String
    package var finish = "stop"
    /// nil: no usage in the reply.
    package var usage: (read: Int, written: Int)?

    package init(_ text: String, finish: String = "stop", usage: (read: Int, written: Int)?) {
        self.text = text
        self.finish = finish
        self.usage = usage
    }

    /// Some words that follow from the question; a token is a word.
    package static func invented(_ question: String) -> ServerAnswer {
        var random = KeyedRandom(5, question)
        let count = 8 + Int(random.next() % 24)
        let words = (0..<count).map { _ in "w\(random.next() % 50)" }
        return ServerAnswer(
            words.joined(separator: " ") + ".",
            usage: (question.split(separator: " ").count + 4, count))
    }

    var body: String {
        let usage =
            usage.map {
                ", \"usage\": {\"prompt_tokens\": \($0.read), \"completion_tokens\": \($0.written)}"
            } ?? ""
        return """
            {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": \
            {"role": "assistant", "content": \(Self.quoted(text))}, \
            "finish_reason": "\(finish)"}]\(usage)}
            """
    }

    static func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

package enum ServerFault: Sendable {
    case status(Int, String)
    /// 429.
    case busy(retryAfter: String?)
    /// A whole answer is announced, half of it comes, and the connection is closed.
    case cutOff
    /// An answer, byte by byte.
    case drip(Duration)
    /// Status 200 with this body.
    case body(String)
    case answer(ServerAnswer)
    /// 307 to another address.
    case redirect(String)

    var reply: (status: Int, headers: [(String, String)], body: String) {
        switch self {
        case .status(let status, let body): return (status, [], body)
        case .busy(let retryAfter):
            let error =
                "{\"error\": {\"message\": \"Too many requests.\", \"code\": \"rate_limit\"}}"
            return (429, retryAfter.map { [("retry-after", $0)] } ?? [], error)
        case .cutOff, .drip: return (200, [], ServerAnswer.invented("").body)
        case .body(let body): return (200, [], body)
        case .redirect(let url): return (307, [("location", url)], "")
        case .answer(let answer): return (200, [], answer.body)
        }
    }
}

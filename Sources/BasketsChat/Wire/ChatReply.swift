// SPDX-License-Identifier: Apache-2.0

/// The body of a reply as addresses send it: strict about what an answer needs (a choice with a
/// message), tolerant of all else (unknown keys, tool calls, numbers as fractions, no usage).
struct ChatReply: Decodable {
    let choices: [Choice]
    let usage: Usage?
    /// Some addresses report an error under status 200.
    let error: ErrorBody?

    enum Key: String, CodingKey { case choices, usage, error }

    init(from decoder: any Decoder) throws {
        let body = try decoder.container(keyedBy: Key.self)
        error = try? body.decode(ErrorBody.self, forKey: .error)
        usage = try? body.decode(Usage.self, forKey: .usage)
        choices =
            error == nil ? try body.decode([Choice].self, forKey: .choices) : []
    }

    struct Choice: Decodable {
        let message: Message
        let finish: String?
        let firstTokens: [Token]

        enum Key: String, CodingKey {
            case message, logprobs
            case finish = "finish_reason"
        }

        init(from decoder: any Decoder) throws {
            let choice = try decoder.container(keyedBy: Key.self)
            message = try choice.decode(Message.self, forKey: .message)
            finish = try? choice.decode(String.self, forKey: .finish)
            let places = try? choice.decode(Places.self, forKey: .logprobs)
            firstTokens = places?.content.first?.top ?? []
        }
    }

    struct Message: Decodable {
        /// nil where there is no text: null, or tool calls alone.
        let text: String?

        enum Key: String, CodingKey { case content, refusal }

        init(from decoder: any Decoder) throws {
            let message = try decoder.container(keyedBy: Key.self)
            let parts = (try? message.decode([Part].self, forKey: .content))?.compactMap(\.text)
            text =
                (try? message.decode(String.self, forKey: .content)) ?? parts?.joined()
                ?? (try? message.decode(String.self, forKey: .refusal))
        }
    }

    /// A part of a content in parts; those that are no text are passed over.
    struct Part: Decodable {
        let text: String?

        enum Key: String, CodingKey { case text }

        init(from decoder: any Decoder) throws {
            let part = try? decoder.container(keyedBy: Key.self)
            text = try? part?.decode(String.self, forKey: .text)
        }
    }

    struct Usage: Decodable {
        let read: Int
        let written: Int

        enum Key: String, CodingKey {
            case read = "prompt_tokens"
            case written = "completion_tokens"
        }

        init(from decoder: any Decoder) throws {
            let usage = try decoder.container(keyedBy: Key.self)
            func count(_ key: Key) throws -> Int {
                let number = try usage.decode(Double.self, forKey: key)
                guard (0..<1e12).contains(number) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: key, in: usage, debugDescription: "out of range")
                }
                return Int(number)
            }
            read = try count(.read)
            written = try count(.written)
        }
    }

    struct Places: Decodable { let content: [Place] }

    struct Place: Decodable {
        let top: [Token]

        enum CodingKeys: String, CodingKey { case top = "top_logprobs" }
    }

    struct Token: Decodable {
        let token: String
        let logprob: Double
    }
}

/// What addresses say of an error, in one of the shapes in use.
struct ErrorBody: Decodable {
    let message: String
    /// Code and type, such as "context_length_exceeded"; lower case.
    let words: String

    enum Key: String, CodingKey { case error, message, detail, code, type }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            (message, words) = (text, "")
            return
        }
        let body = try decoder.container(keyedBy: Key.self)
        if let inner = try? body.decode(ErrorBody.self, forKey: .error) {
            self = inner
            return
        }
        func text(_ key: Key) -> String? { try? body.decode(String.self, forKey: key) }
        words = [text(.code), text(.type)].compactMap { $0 }.joined(separator: " ").lowercased()
        guard let found = text(.message) ?? text(.detail) ?? (words.isEmpty ? nil : words) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "says nothing"))
        }
        message = found
    }
}

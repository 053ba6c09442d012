// SPDX-License-Identifier: Apache-2.0
package import BasketsCore
package import Foundation

/// Asks one address.
package struct ChatClient: Sendable {
    /// Sends a body and gives what came back, or why nothing did.
    package typealias Send = @Sendable (Data) async -> Result<RawReply, ChatFailure>

    package let address: RemoteAddress
    private let reading: ReplyReading
    private let send: Send

    package init(_ address: RemoteAddress, key: APIKey?, sender: HTTPSender) {
        self.init(address, key: key) { await sender.post($0, to: address, key: key) }
    }

    package init(_ address: RemoteAddress, key: APIKey? = nil, send: @escaping Send) {
        self.address = address
        reading = ReplyReading(scrubber: Scrubber(key: key?.value))
        self.send = send
    }

    /// One attempt.
    package func ask(_ request: ChatRequest) async -> Result<ChatAnswer, ChatFailure> {
        guard let body = try? request.body(for: address) else {
            return .failure(ChatFailure(.refused, detail: "the question is no text"))
        }
        return await send(body).flatMap { reply in
            do throws(ChatFailure) {
                return .success(try reading.answer(reply, to: request, date: Date()))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The likeliest first tokens of an answer, likeliest first, before temperature and top-p; one
    /// attempt, one token.
    ///
    /// - Returns: nothing where the address gives no likelihoods.
    package func firstTokens(
        of turns: [ChatRequest.Turn], model: String, top: Int
    ) async -> Result<[TokenLikelihood], ChatFailure> {
        let request = ChatRequest(
            model: model, turns: turns,
            decoding: DecodingSettings(temperature: 1, topP: 1, maxTokens: 1), topTokens: top)
        return await ask(request).map { answer in
            answer.firstTokens.sorted { $0.logProbability > $1.logProbability }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import BasketsCore
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends requests over HTTP. It follows no redirect, so that a key goes where the study says and
/// nowhere else.
package final class HTTPSender: Sendable {
    /// Longer replies are cut off.
    static let mostBytes = 8 << 20

    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // The client closes its connections and lives until they are closed.
        client.shutdown { _ in }
    }

    /// - Parameter seconds: until the whole reply must be there.
    func post(
        _ body: Data, to address: RemoteAddress, key: APIKey?
    ) async -> Result<RawReply, ChatFailure> {
        var request = HTTPClientRequest(url: address.endpoint)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json")
        if let key { request.headers.add(name: "authorization", value: "Bearer \(key.value)") }
        request.body = .bytes(ByteBuffer(bytes: body))
        return await send(request, seconds: address.limits.seconds)
    }

    private func send(
        _ request: HTTPClientRequest, seconds: Double
    ) async -> Result<RawReply, ChatFailure> {
        await withTaskGroup(of: Result<RawReply, ChatFailure>?.self) { group in
            group.addTask { await self.reply(to: request, seconds: seconds) }
            group.addTask {
                // The client's own deadline ends with the head of the reply; a body may drip.
                try? await Task.sleep(for: .seconds(seconds))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failure(ChatFailure(.timedOut, detail: "\(seconds) s"))
        }
    }

    private func reply(
        to request: HTTPClientRequest, seconds: Double
    ) async -> Result<RawReply, ChatFailure> {
        do {
            let limit = TimeAmount.nanoseconds(Int64(seconds * 1e9))
            let response = try await client.execute(request, timeout: limit)
            let body = try await response.body.collect(upTo: Self.mostBytes)
            return .success(
                RawReply(
                    status: Int(response.status.code),
                    retryAfter: response.headers.first(name: "retry-after"),
                    body: Data(body.readableBytesView)))
        } catch {
            return .failure(Self.failure(error))
        }
    }

    static func failure(_ error: any Error) -> ChatFailure {
        let detail = Scrubber(key: nil).scrub("\(error)")
        switch error {
        case let error as HTTPClientError:
            let slow: [HTTPClientError] = [
                .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
            ]
            if slow.contains(error) { return ChatFailure(.timedOut) }
            if error == .connectTimeout { return ChatFailure(.unreachable, detail: detail) }
            if error == .tlsHandshakeTimeout { return ChatFailure(.insecure, detail: detail) }
            return ChatFailure(.cutOff, detail: detail)
        case is HTTPParserError: return ChatFailure(.cutOff, detail: detail)
        case is NIOTooManyBytesError:
            return ChatFailure(.badReply, detail: "more than \(mostBytes) bytes")
        case NIOSSLError.uncleanShutdown: return ChatFailure(.cutOff, detail: detail)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return ChatFailure(.insecure, detail: detail)
        default: return ChatFailure(.unreachable, detail: detail)
        }
    }
}

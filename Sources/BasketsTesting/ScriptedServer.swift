// SPDX-License-Identifier: Apache-2.0
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that answers chat completions as its script says, counts what it served and
/// keeps what it was sent.
///
/// It runs on threads of its own, so that a test may wait for a process that asks it.
package final class ScriptedServer: Sendable {
    package let script: ServerScript
    private let isSecure: Bool
    private let counts = Mutex(ServerCounts())
    private let listener = Mutex<(any Channel)?>(nil)

    /// - Parameter certificate: PEM file with a certificate and its key; nil: without encryption.
    package init(_ script: ServerScript = ServerScript(), certificate: URL? = nil) async throws {
        self.script = script
        isSecure = certificate != nil
        let tls = try certificate.map(Self.tls)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(ServerHandler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
    }

    private static func tls(_ file: URL) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(file.path)
        let key = try NIOSSLPrivateKey(file: file.path, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    package var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }
    package var url: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)/v1" }
    package var count: ServerCounts { counts.withLock { $0 } }

    package func stop() { listener.withLock { $0 }?.close(promise: nil) }

    /// Replies to a request, now or after its latency.
    fileprivate func reply(_ authorization: String?, _ body: Data, on channel: any Channel) {
        let question = ServerScript.question(body)
        let attempt = counts.withLock { $0.arrived(question, authorization) }
        let fault = self.fault(authorization) ?? script.fault(question, attempt)
        let latency = fault == nil ? script.latency / .nanoseconds(1) : 0
        channel.eventLoop.scheduleTask(in: .nanoseconds(Int64(latency))) { [self] in
            send(fault, question, on: channel)
        }
    }

    private func send(_ fault: ServerFault?, _ question: String, on channel: any Channel) {
        let reply = (fault ?? .answer(script.answer(question))).reply
        let bytes = ByteBuffer(string: reply.body)
        var headers = HTTPHeaders([("content-type", "application/json")])
        for (name, value) in reply.headers { headers.add(name: name, value: value) }
        headers.add(name: "content-length", value: "\(bytes.readableBytes)")
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: reply.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        // Counted before the end is sent: who reads the answer finds it counted.
        counts.withLock { $0.served(question, reply.status, isAnswer: fault == nil) }
        switch fault {
        case .cutOff:
            let half = bytes.getSlice(at: 0, length: bytes.readableBytes / 2) ?? bytes
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(half)))
                .whenComplete { _ in channel.close(promise: nil) }
        case .drip(let pause): drip(bytes, pause, on: channel)
        default:
            channel.write(HTTPServerResponsePart.body(.byteBuffer(bytes)), promise: nil)
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        }
    }

    private func drip(_ bytes: ByteBuffer, _ pause: Duration, on channel: any Channel) {
        var rest = bytes
        guard channel.isActive, let byte = rest.readSlice(length: 1) else {
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            return
        }
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(byte)), promise: nil)
        let after = TimeAmount.nanoseconds(Int64(pause / .nanoseconds(1)))
        channel.eventLoop.scheduleTask(in: after) { [self, rest] in
            drip(rest, pause, on: channel)
        }
    }

    private func fault(_ authorization: String?) -> ServerFault? {
        if let key = script.key, authorization != "Bearer \(key)" {
            let said = authorization ?? "nothing"
            return .status(
                401, "{\"error\": {\"message\": \"Incorrect API key provided: \(said)\"}}")
        }
        guard let slots = script.slots, counts.withLock({ $0.inFlight }) > slots else { return nil }
        return .busy(retryAfter: script.retryAfter)
    }
}

/// Gathers a request and hands it to the server.
private final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: ScriptedServer
    private var authorization: String?
    private var body = ByteBuffer()

    init(server: ScriptedServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            authorization = head.headers.first(name: "authorization")
            body = ByteBuffer()
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end:
            server.reply(authorization, Data(body.readableBytesView), on: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// What a scripted server was asked and what it served.
package struct ServerCounts: Sendable {
    package internal(set) var requests = 0
    package internal(set) var inFlight = 0
    package internal(set) var mostInFlight = 0
    /// Answers by question.
    package internal(set) var answers: [String: Int] = [:]
    /// Replies by status.
    package internal(set) var statuses: [Int: Int] = [:]
    package internal(set) var authorizations: Set<String> = []
    /// Requests by question.
    package internal(set) var attempts: [String: Int] = [:]

    package var answered: Int { answers.values.reduce(0, +) }

    /// - Returns: how often the question was asked, this time included.
    mutating func arrived(_ question: String, _ authorization: String?) -> Int {
        requests += 1
        inFlight += 1
        mostInFlight = max(mostInFlight, inFlight)
        if let authorization { authorizations.insert(authorization) }
        attempts[question, default: 0] += 1
        return attempts[question] ?? 1
    }

    mutating func served(_ question: String, _ status: Int, isAnswer: Bool) {
        inFlight -= 1
        statuses[status, default: 0] += 1
        if isAnswer { answers[question, default: 0] += 1 }
    }
}

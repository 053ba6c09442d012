// SPDX-License-Identifier: Apache-2.0
import BasketsStore
package import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Serves a run's report and rows on this machine's own address, until it is stopped.
package struct ViewServer: Sendable {
    private let site: ViewSite
    private let port: Int

    /// - Parameters:
    ///   - port: 0: one that is free.
    ///   - key: folder of the key by which sealed texts are shown; nil: they are not.
    ///   - rubrics: what judges are told, by name.
    ///   - report: makes the report, as far as the run is.
    /// - Throws: `StoreError` when the folder holds no run, or its texts were sealed with another key.
    package init(
        _ folder: URL, port: Int, unsealedBy key: URL? = nil,
        rubrics: [(name: String, text: String)],
        report: @escaping @Sendable () throws -> ViewedReport
    ) throws {
        let browser = try StoreBrowser(folder, unsealedBy: key)
        let now = ReportNow(browser, make: report)
        site = ViewSite(
            browser: browser, labels: LabelFile(folder), report: { try now.report().page },
            rowGroup: { try now.report().rowGroup($0) }, rubrics: rubrics)
        self.port = port
    }

    /// - Parameters:
    ///   - heedsSignals: whether an interrupt of the process ends it; else only its task's end does.
    ///   - ready: called with the whole address once it is served.
    package func run(
        heedsSignals: Bool = true, ready: @escaping @Sendable (String) -> Void
    ) async throws {
        let door = Door.new()
        var logger = Logger(label: "view")
        logger.logLevel = .error
        let app = Application(
            responder: ViewResponder(door: door, site: site),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                ready("http://127.0.0.1:\(port)/?token=\(door.token)")
            }, logger: logger)
        try await heedsSignals ? app.runService() : app.run()
    }
}

/// Requests as the site's questions, and its replies with the headers that keep a browser strict.
struct ViewResponder: HTTPResponder {
    let door: Door
    let site: ViewSite

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let query = Self.fields(request.uri.query ?? "")
        let decision = door.decide(
            host: request.head.authority, origin: request.headers[.origin],
            cookies: request.headers[.cookie], token: query["token"])
        switch decision {
        case .refuse(let words): return Self.response(ViewReply(403, .text, words + "\n"))
        case .welcome:
            var response = Self.response(.goTo("/"))
            response.headers[.setCookie] = door.cookie
            return response
        case .enter: break
        }
        if request.method == .post {
            let body = try await request.body.collect(upTo: 1 << 16)
            return Self.response(site.post(request.uri.path, Self.fields(String(buffer: body))))
        }
        return Self.response(site.get(request.uri.path, query))
    }

    private static func response(_ reply: ViewReply) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = reply.kind.rawValue
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = policy(hasOwnStyle: reply.hasOwnStyle)
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
        if let place = reply.place { headers[.location] = place }
        return Response(
            status: .init(code: reply.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body)))
    }

    private static func policy(hasOwnStyle: Bool) -> String {
        let style = hasOwnStyle ? "'unsafe-inline'" : "'self'"
        return "default-src 'none'; style-src \(style); script-src 'self'; connect-src 'self';"
            + " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }

    /// The fields of a query or form; of several with one name the last, empty ones left out.
    static func fields(_ text: String) -> [String: String] {
        text.split(separator: "&").reduce(into: [:]) { fields, pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map {
                $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
            }
            if parts.count == 2, !parts[1].isEmpty { fields[parts[0]] = parts[1] }
        }
    }
}

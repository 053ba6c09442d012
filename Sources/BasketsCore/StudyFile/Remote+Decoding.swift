// SPDX-License-Identifier: Apache-2.0
import Yams

extension FieldReader {
    /// The address of a source; nil where the source is a model of this machine.
    ///
    /// Keys that stand where their names should are never repeated in a fault.
    func remoteAddress(prompting: Prompting) -> RemoteAddress? {
        guard has("url") else {
            refuseRemoteKeys()
            return nil
        }
        if prompting != .chat {
            fault(
                "prompt", "has no place beside `url`: the address applies the model's own format.",
                "Take `prompt` out.")
        }
        let allowsHTTP = flag("allow-http")
        return RemoteAddress(
            url: webAddress("url", allowsHTTP: allowsHTTP),
            also: otherAddresses(allowsHTTP: allowsHTTP), key: environmentName("key"),
            price: price(), limits: requestLimits(), omitted: omittedFields(),
            tokenLimit: choice("token-limit", default: .maxTokens), allowsHTTP: allowsHTTP)
    }

    /// The server at which a target's cells write; nil: this machine.
    func serving(_ prompting: Prompting) -> Serving? {
        let remedy = "Write `{url: \"http://127.0.0.1:8000/v1\", model: \"{cell}\"}`."
        guard let fields = fields("served", remedy) else { return nil }
        defer { fields.finish() }
        fields.missing("url", remedy)
        let model = fields.text("model", remedy) ?? Serving.cell
        if !model.contains(Serving.cell) {
            fields.fault(
                "model", "does not name the cell.", "Write `{cell}` where its name stands.")
        }
        return fields.remoteAddress(prompting: prompting).map {
            Serving(address: $0, model: model)
        }
    }

    /// What only a model of this machine can do is asked of no server.
    func checkServing(_ targets: [Target], _ evaluation: EvaluationPlan) {
        for target in targets where target.serving != nil {
            if evaluation.promptings.contains(.noSystem) {
                fault(
                    "targets.\(target.name).served",
                    "cannot leave the system turn out: a server applies the model's own format.",
                    "Take `no-system` out of `promptings`.")
            }
            if let robustness = evaluation.robustness, !robustness.allowsRemote {
                fault(
                    "targets.\(target.name).served",
                    "would be sent prompts that may be dangerous.",
                    "Write `allow-remote: true` under `robustness` if its owner agrees.")
            }
        }
    }

    /// A limit in money says nothing where a price is not known.
    func checkPrices(of sources: [Source], _ judges: [JudgeModel], _ budget: Budget) {
        guard budget.money != nil else { return }
        let asked = sources.map { ($0.name, $0.remote) } + judges.map { ($0.name, $0.remote) }
        for (name, address) in asked where address != nil && address?.price == nil {
            fault(
                "budget", "limits money, and the price of \(name) is not given.",
                "Write `price: {input: 0.15, output: 0.60}` there, for a million tokens.")
        }
    }

    /// Text that may be dangerous leaves the machine only where the study says so.
    func checkWhatLeaves(_ robustness: RobustnessPlan?, _ judges: [JudgeModel]) {
        guard let robustness, !robustness.rubrics.isEmpty, !robustness.allowsRemote else { return }
        for judge in judges where judge.remote != nil {
            fault(
                "judges.\(judge.name)",
                "would send prompts and answers that may be dangerous to its address.",
                "Write `allow-remote: true` under `robustness` if its owner agrees, `rubrics: []` "
                    + "to have none judged, or take a judge of this machine.")
        }
    }

    private static var remoteKeys: [String] {
        ["also", "key", "price", "limits", "omit", "token-limit", "allow-http"]
    }

    private func refuseRemoteKeys() {
        _ = node("url")
        for key in Self.remoteKeys where has(key) {
            _ = node(key)
            fault(key, "has no place without `url`.", "Name the address, or take it out.")
        }
    }

    private func flag(_ key: String) -> Bool {
        guard let node = node(key) else { return false }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            fault(key, "is \(node.kindInWords), not true or false.", "Write true or false.")
            return false
        }
    }

    private func otherAddresses(allowsHTTP: Bool) -> [String] {
        guard let nodes = list("also", "Write addresses in brackets.") else { return [] }
        return nodes.map { webAddress("also", $0, allowsHTTP: allowsHTTP) }
    }

    private func webAddress(_ key: String, allowsHTTP: Bool) -> String {
        webAddress(key, node(key), allowsHTTP: allowsHTTP)
    }

    private func webAddress(_ key: String, _ node: Node?, allowsHTTP: Bool) -> String {
        let remedy = "Write the base of the interface, such as https://example.org/v1."
        guard let text = node?.scalar?.string, let address = WebAddress(text) else {
            fault(key, "is no web address.", remedy)
            return ""
        }
        if address.carriesSecrets {
            fault(
                key, "has a user, a query or a fragment, where keys could stand.",
                "Write the address alone; `key` names the variable with the key.")
        }
        if !address.isEncrypted, !address.isLoopback, !allowsHTTP {
            fault(
                key, "is not encrypted: questions and key could be read on the way.",
                "Write https://, or `allow-http: true` for a network of your own.")
        }
        return text
    }

    private func environmentName(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        let isName = node.scalar.map { $0.string.isEnvironmentName } ?? false
        guard isName else {
            fault(
                key, "is no name of an environment variable (capitals, digits, underscores).",
                "Name the variable that holds the key, such as SOME_API_KEY; never write the key "
                    + "itself, and change it if it stood here.")
            return nil
        }
        return node.scalar?.string
    }

    private func price() -> TokenPrice? {
        guard let fields = fields("price", "Write `{input: 0.15, output: 0.60}`.") else {
            return nil
        }
        defer { fields.finish() }
        let remedy = "Write what a million tokens cost."
        fields.missing("input", remedy)
        fields.missing("output", remedy)
        return TokenPrice(
            input: fields.number("input", .closed(0, 1e6), default: 0),
            output: fields.number("output", .closed(0, 1e6), default: 0))
    }

    private func requestLimits() -> RequestLimits {
        let standard = RequestLimits()
        guard let fields = fields("limits", "Write `{requests-per-minute: 500}`.") else {
            return standard
        }
        defer { fields.finish() }
        let most = 1_000_000_000
        return RequestLimits(
            requestsPerMinute: fields.optionalInteger("requests-per-minute", .closed(1, most)),
            tokensPerMinute: fields.optionalInteger("tokens-per-minute", .closed(1, most)),
            atOnce: fields.integer("at-once", .closed(1, 4096), default: standard.atOnce),
            seconds: fields.number("seconds", .above(0, through: 3600), default: standard.seconds),
            attempts: fields.integer("attempts", .closed(1, 100), default: standard.attempts),
            failuresInARow: fields.integer(
                "failures-in-a-row", .closed(1, 10_000), default: standard.failuresInARow))
    }

    private func omittedFields() -> [RemoteAddress.Field] {
        let words = RemoteAddress.Field.allCases.map(\.rawValue)
        let remedy = "Write some of them in brackets: [\(words.joined(separator: ", "))]."
        guard let nodes = list("omit", remedy) else { return [] }
        let omitted = nodes.compactMap { node -> RemoteAddress.Field? in
            let field = node.scalar.flatMap { RemoteAddress.Field(rawValue: $0.string) }
            if field == nil {
                fault("omit", "has \(node.kindInWords), which it cannot.", remedy)
            }
            return field
        }
        return RemoteAddress.Field.allCases.filter(omitted.contains)
    }
}

/// The parts of a web address that decide whether a study may name it.
struct WebAddress {
    let isEncrypted: Bool
    let host: String
    let carriesSecrets: Bool

    /// nil for what is no http or https address with a host.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else {
            return nil
        }
        isEncrypted = scheme == "https://"
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        carriesSecrets = authority.contains("@") || rest.contains { "?#".contains($0) }
        let place = authority.split(separator: "@").last ?? ""
        guard let host = Self.host(place), !host.isEmpty else { return nil }
        self.host = host
    }

    /// Without the port; nil where the port is no number.
    private static func host(_ place: Substring) -> String? {
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            let port = place[place.index(after: end)...]
            return port.isEmpty || isPort(port) ? String(place[...end]) : nil
        }
        guard let colon = place.firstIndex(of: ":") else { return String(place) }
        return isPort(place[colon...]) ? String(place[..<colon]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && UInt16(text.dropFirst()) != nil
    }

    var isLoopback: Bool {
        if host.lowercased() == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}

extension String {
    /// Capitals, digits and underscores, as names of variables are written and keys are not.
    var isEnvironmentName: Bool {
        guard let first = utf8.first, utf8.count <= 60, !(48...57).contains(first) else {
            return false
        }
        return utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || $0 == 95
        }
    }
}

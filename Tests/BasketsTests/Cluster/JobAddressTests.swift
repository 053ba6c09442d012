// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import Testing

@testable import Baskets

/// Studies of sources, targets and judges of which some are at addresses, of few hosts, so that many
/// share one.
private struct DrawnStudy {
    private var random: KeyedRandom

    init(_ number: Int) { random = KeyedRandom(UInt64(number), "addresses of jobs") }

    private mutating func isSo(_ share: Double) -> Bool { random.uniform() < share }

    /// An address of one of four hosts, under one of two paths.
    private mutating func url() -> String {
        "\"https://h\(random.next() % 4).example/\(isSo(0.5) ? "v1" : "v2")\""
    }

    private mutating func model(isRemote share: Double) -> String {
        guard isSo(share) else { return "{model: small}" }
        let also = isSo(0.4) ? ", also: [\(url())]" : ""
        return "{url: \(url()), model: far\(also)}"
    }

    mutating func yaml() -> String {
        let names = (0..<(2 + Int(random.next() % 4))).map { "s\($0)" }
        let sources = names.map { "\($0): \(model(isRemote: 0.6))" }
        let targets = (0..<(1 + Int(random.next() % 2))).map { number in
            let served =
                isSo(0.4) ? ", served: {url: \(url()), model: \"{cell}\"}" : ""
            return "t\(number): {model: small\(served)}"
        }
        let singles = names.map { "{single: \($0)}" }
        // One model may be two judges, asked in two ways.
        let judges = (0..<(1 + Int(random.next() % 2))).map { number in
            let model = model(isRemote: 0.6).dropLast()
            return "j\(number): \(model), system: Judge \(number).}"
        }
        var evaluate: [String] = []
        let rates = isSo(0.6)
        if rates {
            evaluate.append(
                "robustness: {benign: {rows: 9}, rubrics: [refusal], allow-remote: true}")
        }
        if !rates || isSo(0.5) {
            evaluate.append("self-preference: {questions: 4, sources: [human, s0]}")
        }
        return """
            study: drawn
            seed: 1
            questions: {from: q.jsonl}
            targets: {\(targets.joined(separator: ", "))}
            sources: {\(sources.joined(separator: ", "))}
            conditions: [vanilla, human, \(singles.joined(separator: ", "))]
            judges: {\(judges.joined(separator: ", "))}
            evaluate: {\(evaluate.joined(separator: ", "))}
            cluster: {judge-shards: \(1 + random.next() % 3)}
            budget: {\(isSo(0.3) ? "tokens: 5000" : "")}
            """
    }
}

extension Study {
    /// Hosts that a command of a job asks, if what earlier commands were to make is there: read from what
    /// the command says, not from how jobs are planned.
    fileprivate func hosts(askedBy command: [String]) -> Set<String> {
        func values(_ name: String) -> [String] {
            command.indices.dropLast().filter { command[$0] == name }.map { command[$0 + 1] }
        }
        func hosts(_ addresses: [RemoteAddress?]) -> Set<String> {
            Set(addresses.compactMap { $0 }.flatMap(\.each).map(\.host))
        }
        guard command.first == "run" else { return [] }
        let named = values("--source")
        guard named.isEmpty else {
            return hosts(named.map { source(named: $0)?.remote })
        }
        guard !["generate", "train"].contains(values("--through").first) else { return [] }
        let rates = evaluation.robustness?.rubrics.isEmpty == false
        let judges = hosts(judges.map(\.remote))
        guard let cell = values("--cell").first else {
            return judges.union(hosts(targets.map(\.serving?.address)))
        }
        // A cell compares texts itself; judges outside only rate its answers to prompts.
        let own = cells.first { $0.name == cell }.flatMap { self.target(named: $0.target) }
        return hosts([own?.serving?.address])
            .union(rates && values("--judging") != ["none"] ? judges : [])
    }
}

/// No two jobs that may run at the same time ask one host, whatever a study has where: so the limits of
/// an address are kept by one process at a time.
@Test func noTwoJobsAskOneAddressAtATime() throws {
    var sharing = 0
    var sideBySide = 0
    for number in 0..<300 {
        var drawn = DrawnStudy(number)
        let study = try Study(yaml: drawn.yaml(), file: "drawn.yaml")
        let jobs = JobPlan(study, file: "/s.yaml", run: "/r", missing: .all(of: study)).jobs
        var before: [String: Set<String>] = [:]
        for job in jobs {
            before[job.id] = job.dependencies.reduce(into: []) { all, id in
                all.insert(id)
                all.formUnion(before[id] ?? [])
            }
        }
        let asked = jobs.map { job in
            job.commands.reduce(into: Set()) { $0.formUnion(study.hosts(askedBy: $1)) }
        }
        for (place, job) in jobs.enumerated() {
            for (other, hosts) in zip(jobs, asked).dropFirst(place + 1) {
                let isOrdered =
                    before[other.id]?.contains(job.id) == true
                    || before[job.id]?.contains(other.id) == true
                let shared = asked[place].intersection(hosts)
                if !shared.isEmpty { sharing += 1 }
                guard !isOrdered else { continue }
                sideBySide += 1
                #expect(
                    shared.isEmpty, "study \(number): \(job.id) and \(other.id) ask \(shared)")
            }
        }
    }
    // The property says something: both kinds of pairs were drawn often.
    #expect(sharing > 100 && sideBySide > 1000)
}

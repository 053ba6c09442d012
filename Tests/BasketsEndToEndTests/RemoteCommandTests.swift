// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

/// The built command with a source that answers on a scripted server.
@Suite(.serialized) struct RemoteCommandTests {
    @Test func theKeyStandsInNoOutputAndNoFile() async throws {
        let key = "planted-0123456789-key"
        var script = ServerScript()
        script.key = key
        let remote = try await RemoteRun(script, rows: 40, source: "key: PLANTED_KEY")
        defer { remote.server.stop() }
        let none = try remote.run()
        #expect(none.status == 1 && none.notes.contains("PLANTED_KEY is not set"))
        let wrong = try remote.run(["PLANTED_KEY": "wrong-\(key)"])
        #expect(wrong.status == 1 && wrong.notes.contains("key refused (status 401)"))
        let right = try remote.run(["PLANTED_KEY": key])
        #expect(right.status == 0, "\(right.notes)")
        #expect(remote.server.count.answers.count == 40)
        for outcome in [none, wrong, right] {
            #expect(!(outcome.output + outcome.notes).contains("planted-"))
        }
        let files = try #require(
            FileManager.default.enumerator(at: remote.folder.url, includingPropertiesForKeys: nil))
        for case let file as URL in files {
            let data = try? Data(contentsOf: file)
            #expect(data?.range(of: Data("planted-".utf8)) == nil, "\(file.lastPathComponent)")
        }
    }

    /// What other users of the machine see of a process while it works.
    @Test func theKeyStandsInNoProcessList() async throws {
        let key = "planted-0123456789-key"
        var script = ServerScript()
        script.key = key
        script.latency = .milliseconds(50)
        let remote = try await RemoteRun(
            script, rows: 200, source: "key: PLANTED_KEY, limits: {at-once: 4}")
        defer { remote.server.stop() }
        let process = try remote.start(["PLANTED_KEY": key])
        var looked = 0
        while process.isRunning {
            for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
                guard Int(entry) != nil,
                    let words = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline")
                else { continue }
                looked += 1
                #expect(words.range(of: Data("planted-".utf8)) == nil)
            }
            usleep(50_000)
        }
        #expect(process.terminationStatus == 0 && looked > 0)
        #expect(remote.server.count.answers.count == 200)
    }

    @Test func anInterruptKeepsWhatIsInFlight() async throws {
        var script = ServerScript()
        script.latency = .milliseconds(50)
        let remote = try await RemoteRun(script, rows: 300, source: "limits: {at-once: 4}")
        defer { remote.server.stop() }
        let process = try remote.start()
        while remote.server.count.answered < 20, process.isRunning { usleep(5_000) }
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        let stored = try remote.stored()
        #expect(stored.count >= 20 && stored.count < 300)
        // All that was asked was answered, and all that was answered is stored.
        #expect(Set(remote.server.count.attempts.keys) == stored)
        let rest = try remote.run()
        #expect(rest.status == 0, "\(rest.notes)")
        #expect(remote.server.count.requests == 300)
    }

    /// Kills the command without warning, again and again: 50 times in `make proofs`, else 4 times.
    @Test func killedAtRandomMomentsNothingStoredIsAskedForAgain() async throws {
        let isProof = ProcessInfo.processInfo.environment["BASKETS_PROOFS"] != nil
        let kills = isProof ? 50 : 4
        var script = ServerScript()
        script.latency = .milliseconds(10)
        let remote = try await RemoteRun(
            script, rows: kills * 100, source: "limits: {at-once: 8}")
        defer { remote.server.stop() }
        var random = KeyedRandom(1, "kills")
        var paidTwice = 0
        for _ in 0..<kills {
            let before = try remote.stored()
            let asked = remote.server.count
            let process = try remote.start()
            while remote.server.count.requests == asked.requests, process.isRunning {
                usleep(2_000)
            }
            usleep(UInt32(random.uniform() * 250_000))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // What the server is still at was sent before the kill.
            while remote.server.count.inFlight > 0 { usleep(2_000) }
            let (after, now) = (try remote.stored(), remote.server.count)
            for question in before {
                #expect(now.attempts[question] == asked.attempts[question])
            }
            #expect(after.isSuperset(of: before))
            let sent = now.requests - asked.requests
            let lost = sent - (after.count - before.count)
            #expect((0...8).contains(lost), "\(lost) requests were lost by one kill")
            paidTwice += lost
        }
        let last = try remote.run()
        #expect(last.status == 0, "\(last.notes)")
        let count = remote.server.count
        #expect(try remote.stored().count == kills * 100)
        #expect(count.answers.count == kills * 100)
        #expect(count.answered - kills * 100 <= paidTwice)
        if isProof {
            print(
                "\(kills) kills, \(count.answered) answers for \(kills * 100) questions, "
                    + "\(count.answered - kills * 100) paid twice")
        }
    }
}

/// A study of invented questions whose one source answers on a scripted server.
struct RemoteRun {
    let server: ScriptedServer
    let folder: TemporaryFolder

    private var study: URL { folder.url.appending(path: "study.yaml") }
    private var run: URL { folder.url.appending(path: "run") }

    /// - Parameter source: settings of the source beside its address and model.
    init(_ script: ServerScript, rows: Int, source: String) async throws {
        server = try await ScriptedServer(script)
        folder = try TemporaryFolder()
        let lines = (0..<rows).map { number in
            // Different words, so that no question is near to another.
            var random = KeyedRandom(2, "question", "\(number)")
            let words = (0..<12).map { _ in "w\(random.next() % 5000)" }.joined(separator: " ")
            return "{\"instruction\": \"What of \(words)?\", \"response\": \"That \(words).\"}\n"
        }
        try Data(lines.joined().utf8).write(to: folder.url.appending(path: "questions.jsonl"))
        try Data(
            """
            study: remote
            seed: 3
            questions: {from: questions.jsonl, held-out: 0.1}
            targets: {smol: {model: smollm2-135m-instruct}}
            sources: {far: {url: "\(server.url)", model: big, \(source)}}
            conditions: [{single: far}]
            """.utf8
        ).write(to: study)
    }

    private var arguments: [String] {
        ["run", study.path, "--run", run.path, "--through", "generate", "--json"]
    }

    func run(_ environment: [String: String] = [:]) throws -> Command.Outcome {
        try Command.run(arguments, environment: environment)
    }

    func start(_ environment: [String: String] = [:]) throws -> Process {
        try Command.start(
            arguments, output: folder.url.appending(path: "out"),
            notes: folder.url.appending(path: "err"), environment: environment)
    }

    func plan() throws -> [String: Any] {
        let outcome = try Command.run("plan", study.path, "--json")
        let plan = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(plan as? [String: Any])
    }

    /// What was asked for the answers that are stored; empty before the first.
    func stored() throws -> Set<String> {
        guard let store = try? Store.existing(run) else { return [] }
        let answers = try store.answers(keys: store.keys(of: .answer)).values
        let answered = Set(answers.filter { $0.answer.writer == "far" }.map(\.answer.questionID))
        let questions = try store.facts(.questions).first { $0.name == "draw" }.map { fact in
            try QuestionPart.allCases.flatMap { try store.questions(draw: fact.value, part: $0) }
        }
        return Set((questions ?? []).filter { answered.contains($0.id) }.map(\.prompt))
    }
}

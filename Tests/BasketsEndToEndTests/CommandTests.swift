// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

@Suite(.serialized) struct CommandTests {
    @Test func aFaultyStudyNamesAllFaultsAndExits64() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "study.yaml")
        try Data("study: x\nsead: 1\nconditions: [vanila]\n".utf8).write(to: file)
        let outcome = try Command.run("run", file.path)
        #expect(outcome.status == 64)
        for word in ["study.yaml", "sead", "vanila"] { #expect(outcome.notes.contains(word)) }
    }

    @Test func aGateTellsAFaultyPolicyFromAMissingRun() throws {
        let folder = try TemporaryFolder()
        let policy = folder.url.appending(path: "policy.yaml")
        func gate(_ text: String) throws -> Command.Outcome {
            try Data(text.utf8).write(to: policy)
            return try Command.run("gate", folder.url.path, "--policy", policy.path)
        }
        let faulty = try gate("policy: p\ncondition: human\nrequire: [{mesure: a}]\n")
        #expect(faulty.status == 64)
        #expect(faulty.notes.contains("Did you mean `measure`?"))
        let sound = try gate(
            "policy: p\ncondition: human\nrequire: [{measure: distinct-2, at-least: 0}]\n")
        #expect(sound.status == 1)
        let absent = try Command.run("gate", folder.url.path, "--policy", "/no/such.yaml")
        #expect(absent.status == 64)
    }

    @Test func measureGivesTheValueWorkedOutByHand() throws {
        // "a b a b" has the bigrams ab, ba, ab: two different of three.
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "answers.jsonl")
        try Data("{\"response\": \"a b a b\"}\n".utf8).write(to: file)
        let outcome = try Command.run(
            "measure", "distinct-2", file.path, "--field", "response", "--json")
        #expect(outcome.status == 0)
        let line = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect((line["value"] as? Double) == 2.0 / 3.0)
        #expect((line["n"] as? Int) == 1)
        #expect((line["metric"] as? String) == "distinct-2")
    }

    private func measured(_ arguments: String...) throws -> [String: Any] {
        let outcome = try Command.run(["measure"] + arguments + ["--json"])
        #expect(outcome.status == 0, "\(outcome.notes)")
        return try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func measureGivesAnIntervalAndWhatIsLeftOut() throws {
        // a a a b c d e f: six different of eight, and other shares without any one of the rows.
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "answers.csv")
        try Data("id,response\n1,a a\n2,a b\n3,c d\n4,e f\n".utf8).write(to: file)
        let line = try measured("distinct-1", file.path)
        #expect(line["value"] as? Double == 0.75 && line["leftOut"] as? Int == 0)
        let interval = try #require(line["interval"] as? [String: Any])
        let lower = try #require(interval["lower"] as? Double)
        let upper = try #require(interval["upper"] as? Double)
        #expect(lower < 0.75 && 0.75 < upper)
        let plain = try measured("distinct-1", file.path, "--no-interval")
        #expect(!plain.keys.contains("interval"))
        let told = try Command.run("measure", "distinct-1", file.path).output
        #expect(told.hasPrefix("distinct-1 0.75 fraction, n = 4, 0 left out, read from response\n"))
        #expect(told.contains("95 % interval ") && told.contains("jackknife, 200 subsets"))
    }

    @Test func whyThereIsNoIntervalIsInTheNote() throws {
        // Without any one of them the others have three different words of four.
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "answers.jsonl")
        let rows = ["a b", "a c", "a d", ""].map { "{\"answer\": \"\($0)\"}" }
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        let line = try measured("distinct-1", file.path)
        #expect(line["n"] as? Int == 3 && line["leftOut"] as? Int == 1)
        #expect(!line.keys.contains("interval"))
        #expect((line["note"] as? String)?.hasPrefix("No interval: ") == true)
    }

    @Test func measureEmbedsAnswersForAMetricOfEmbeddings() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "answers.jsonl")
        let rows = ["The sea is wide.", "The sea is wide.", "The sea is wide.", ""].map {
            "{\"answer\": \"\($0)\"}"
        }
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        let line = try measured("mean-cosine-distance", file.path)
        #expect(try #require(line["value"] as? Double) < 1e-6)
        #expect(line["n"] as? Int == 3 && line["leftOut"] as? Int == 1)
    }

    @Test func measureWithoutAFileSaysWhatTheMetricIs() throws {
        let entry = try Command.run("measure", "kl-from-reference")
        #expect(entry.status == 0)
        for word in ["bits", "0 and more", "source", "version", "divergence"] {
            #expect(entry.output.contains(word), "\(word)")
        }
        let all = try Command.run("measure")
        #expect(all.status == 0)
        for name in ["distinct-2", "vendi-score", "perplexity", "topic-coverage"] {
            #expect(all.output.contains("\n  \(name) "), "\(name)")
        }
    }

    @Test func aMetricOfSomethingElseIsToldWithWhatGivesIt() throws {
        let other = try Command.run("measure", "perplexity", "answers.jsonl")
        #expect(other.status == 1)
        #expect(other.notes.contains("probabilities that a model gives to texts"))
        #expect(other.notes.contains("baskets run"))
        let unknown = try Command.run("measure", "self-blue", "answers.jsonl")
        #expect(unknown.status == 1)
        #expect(unknown.notes.contains("Known: self-bleu,") && unknown.notes.contains("vendi"))
        #expect(!unknown.notes.contains("perplexity"))
    }

    @Test func auditSaysHowManyBasketsTheFilesAre() throws {
        let folder = try TemporaryFolder()
        let files = try ["one", "two"].map { name in
            let rows = (0..<30).map { "{\"response\": \"\(name) says w\($0 % 7) here\"}" }
            let file = folder.url.appending(path: "\(name).jsonl")
            try Data(rows.joined(separator: "\n").utf8).write(to: file)
            return file.path
        }
        let page = folder.url.appending(path: "card.html")
        let outcome = try Command.run(
            ["audit", "--no-embeddings", "--html", page.path] + files)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasSuffix("These two baskets are two baskets.\n"))
        #expect(try String(contentsOf: page, encoding: .utf8).contains("two baskets"))
        #expect(try Command.run("audit", files[0]).status == 64)
    }

    @Test func aMissingFieldIsNamedWithItsLine() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "answers.jsonl")
        try Data("{\"reply\": \"a\"}\n".utf8).write(to: file)
        let outcome = try Command.run("measure", "distinct-2", file.path)
        #expect(outcome.status == 1)
        #expect(outcome.notes.contains("line 1") && outcome.notes.contains("response"))
    }

    /// The probability of an answer does not depend on the rows beside it.
    @Test func scorePrintsOneLineARow() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "rows.jsonl")
        let rows = [
            #"{"prompt": "What is two plus two?", "answer": "Four."}"#,
            #"{"prompt": "Name a colour of the sky.", "answer": "Blue, on a clear day."}"#,
        ]
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        let model = ["--model", "smollm2-135m-instruct", "--json"]
        let both = try Command.run(["score", file.path] + model)
        #expect(both.status == 0)
        let lines = both.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains("\"index\":0") && lines[0].contains("\"logProbability\":-"))
    }

    @Test func askIsTheSameForTheSameSeed() throws {
        let arguments = [
            "ask", "--model", "smollm2-135m-instruct", "--max-tokens", "12", "What is a byte?",
        ]
        let answers = try (0..<2).map { _ in try Command.run(arguments).output }
        #expect(answers[0] == answers[1])
        #expect(answers[0].count > 10)
    }

    @Test func anUnknownModelIsToldWithTheKnownOnes() throws {
        let outcome = try Command.run("ask", "--model", "no-such-model", "Hello?")
        #expect(outcome.status == 1)
        #expect(outcome.notes.contains("smollm2-135m-instruct"))
    }

    @Test func theStudyOfThePaperIsPlannedWithoutAnyOfIt() throws {
        let outcome = try Command.run("plan", Command.study("published"), "--json")
        #expect(outcome.status == 0)
        let plan = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        // A tenth of 15,011, rounded.
        #expect(plan["heldOut"] as? Int == 1501 && plan["training"] as? Int == 13_510)
    }

    @Test func aNameOfTheHubThatIsNoneIsToldBeforeAnythingIsAsked() throws {
        let outcome = try Command.run("fetch", "huggingface:org/name@v1/../../x")
        #expect(outcome.status == 1)
        #expect(outcome.notes.contains("is no name of the hub."))
    }
}

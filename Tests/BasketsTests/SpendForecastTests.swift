// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
import BasketsTesting
import Foundation
import Testing

@testable import Baskets

private func source(maxTokens: Int) -> Source {
    Source(
        name: "far", model: "big",
        remote: RemoteAddress(
            url: "https://example.org/v1", price: TokenPrice(input: 1, output: 2)),
        system: "Be brief.", decoding: DecodingSettings(maxTokens: maxTokens))
}

private func question(_ number: Int, bytes: Int) -> Question {
    let text = String(repeating: "a", count: bytes - 3) + String(format: "%03d", number)
    return Question(id: "\(number)", instruction: text, category: "none", humanAnswer: "")
}

private func isWithinAFifth(_ forecast: Double?, _ actual: Double) -> Bool {
    forecast.map { abs($0 / actual - 1) <= 0.2 } ?? false
}

@Test func beforeTheFirstAnswerAForecastRestsOnPriors() {
    // 31 bytes and the 9 of the system turn are 10 tokens, the format 12: 22 a question.
    // Cut at 130: 250 (1 - exp(-130/250)) = 250 * 0.405479 = 101.37 tokens an answer.
    let questions = (0..<100).map { question($0, bytes: 31) }
    let forecast = SpendForecast(source(maxTokens: 130), questions)
    #expect(forecast.readTokens == 2200)
    #expect(abs(forecast.writtenTokens - 10_137) < 1)
    #expect(forecast.mostWrittenTokens == 13_000)
}

@Test func aTemplateIsReadToo() {
    var wordy = source(maxTokens: 130)
    wordy.template = "Please answer briefly and plainly: {question}"
    let plain = SpendForecast(source(maxTokens: 130), [question(1, bytes: 31)])
    // 35 bytes more: 8.75 tokens.
    let more = SpendForecast(wordy, [question(1, bytes: 31)]).readTokens - plain.readTokens
    #expect(abs(more - 8.75) < 1e-9)
}

/// Answers of 250 tokens in mean, exponentially spread and cut at 130, as the priors have it, and
/// four bytes a token.
@Test func beforeTheFirstRequestItIsWithinAFifthOfAServerAsThePriorsHaveIt() {
    let questions = (0..<500).map { question($0, bytes: 30 + $0 % 50) }
    let forecast = SpendForecast(source(maxTokens: 130), questions)
    var random = KeyedRandom(9, "lengths")
    let written = questions.reduce(0) { sum, _ in
        sum + min(130, Int((-250 * log(1 - random.uniform())).rounded(.up)))
    }
    let read = questions.reduce(0) { $0 + ($1.prompt.utf8.count + 9) / 4 + 14 }
    #expect(isWithinAFifth(forecast.writtenTokens, Double(written)))
    #expect(isWithinAFifth(forecast.readTokens, Double(read)))
}

/// A study whose source answers far shorter than the priors have it. Half of its answers put the
/// forecast right.
@Test func whatARunMeasuredTakesThePlaceOfThePriors() async throws {
    let server = try await ScriptedServer()
    defer { server.stop() }
    let small = try SmallStudy(
        """
        study: small
        seed: 11
        questions: {from: q.jsonl, held-out: 0.25}
        targets: {smol: {model: small}}
        sources: {far: {url: "\(server.url)", model: big, price: {input: 1, output: 10},
          limits: {at-once: 2, requests-per-minute: 120000}}}
        conditions: [{single: far}]
        """)
    defer { small.remove() }
    func line(_ speeds: MeasuredSpeeds?) throws -> StudyForecast.Line? {
        try StudyForecast(small.study, questions: SmallStudy.questions, speeds: speeds)
            .lines.first { $0.item == "far" }
    }
    let asked = SmallStudy.questions.compactMap { ServerAnswer.invented($0.prompt).usage }
    let (read, written) = asked.reduce((0, 0)) { ($0.0 + $1.read, $0.1 + $1.written) }
    let money = Double(read + 10 * written) / 1e6
    let before = try line(nil)
    #expect(before?.count == 40)
    #expect(!isWithinAFifth(before?.tokensWritten, Double(written)))
    #expect((before?.mostMoney ?? 0) > money)
    // 40 requests, two at once, of 0.5 s and 250 (1 - exp(-130/250)) tokens at 60 a second each; 2,000
    // requests a second more.
    let each = 0.5 + 250 * (1 - exp(-130.0 / 250)) / 60
    #expect(abs((before?.seconds ?? 0) - 20 * each) < 0.02)
    try await small.run(
        through: .generate, isInterrupted: { server.count.answered >= 20 })
    #expect(server.count.answered < 30)
    let speeds = try MeasuredSpeeds(small.store(), study: small.study, in: small.folder)
    let after = try line(speeds)
    #expect(isWithinAFifth(after?.tokensRead, Double(read)))
    #expect(isWithinAFifth(after?.tokensWritten, Double(written)))
    #expect(isWithinAFifth(after?.money, money))
    try await small.run(through: .generate)
    #expect(abs((try small.store().costSpent()) - money) < 1e-9)
}

@Test func timeAtAnAddressIsWhatTheStudySaysOfIt() throws {
    func forecast(_ more: String) throws -> StudyForecast {
        let study = try Study(
            yaml: """
                study: far
                seed: 1
                questions: {from: q.jsonl, held-out: 0.25}
                targets: {smol: {model: m}}
                sources:
                  slow: {url: "https://a.example/v1", model: m, limits: {requests-per-minute: 10}}
                  quick: {url: "https://b.example/v1", model: m}
                conditions: [{single: slow}, {single: quick}]
                forecast:
                  {question-tokens: 10, answer-tokens: 120, training: {smol: 100},
                   writing: {smol: 50\(more)}}
                """, file: "s.yaml")
        return try StudyForecast(study, questions: SmallStudy.questions, speeds: nil)
    }
    func seconds(_ forecast: StudyForecast, _ source: String) throws -> Double {
        try #require(
            forecast.lines.first { $0.item == source && $0.stage == "generate" }?.seconds)
    }
    let reckoned = try forecast("")
    // 120 tokens at 60 a second.
    let each = 2.5
    // Rounds of 2, 4, 8, 16 and 10.
    #expect(abs(try seconds(reckoned, "quick") - 5 * each) < 1e-6)
    // The first at once, 39 of them six seconds apart.
    #expect(abs(try seconds(reckoned, "slow") - (39 * 6 + each)) < 1e-6)
    let said = try forecast(", quick: 400")
    #expect(abs(try seconds(said, "quick") - 40 * 120 / 400) < 1e-9)
    // Asked side by side: the slower decides.
    let others = reckoned.lines.filter { $0.stage != "generate" }.compactMap(\.seconds)
    let slow = try seconds(reckoned, "slow")
    #expect(try #require(reckoned.seconds) == others.reduce(0, +) + slow)
}

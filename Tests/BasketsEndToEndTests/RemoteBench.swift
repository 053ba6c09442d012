// SPDX-License-Identifier: Apache-2.0
import BasketsTesting
import Foundation
import Testing

/// How much of a server's capacity the built command uses (`make bench`).
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BASKETS_BENCH"] != nil))
struct RemoteBench {
    /// 50 places of 100 ms are 500 answers a second; what comes beyond is refused.
    @Test(arguments: [nil, "1"])
    func tenThousandAnswersInAStormOfRefusals(retryAfter: String?) async throws {
        var script = ServerScript()
        script.latency = .milliseconds(100)
        script.slots = 50
        script.retryAfter = retryAfter
        let remote = try await RemoteRun(script, rows: 10_000, source: "terms: none")
        defer { remote.server.stop() }
        let process = try remote.start()
        var samples: [(seconds: Double, answered: Int)] = []
        var resident = 0
        let clock = ContinuousClock()
        var start = clock.now
        while process.isRunning {
            resident = max(resident, Self.peakMemory(process))
            let answered = remote.server.count.answered
            if answered == 0 { start = clock.now }
            samples.append(((clock.now - start) / .seconds(1), answered))
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(process.terminationStatus == 0)
        let count = remote.server.count
        let refused = count.statuses[429] ?? 0
        let (best, at) = Self.bestRate(samples, over: 5)
        let waste = Double(refused) / Double(count.requests)
        print(
            "remote: \(count.answered) answers, Retry-After \(retryAfter ?? "not sent"): "
                + String(
                    format: "%.0f a second at best (5 s, from %.0f s on), %.1f %% of requests "
                        + "refused, %d MB resident at most, %.1f s in all", best, at, waste * 100,
                    resident / 1_000_000, samples.last?.seconds ?? 0))
        #expect(count.answers.count == 10_000 && count.answered == 10_000)
        #expect(best >= 450 && at <= 60)
        #expect(waste < 0.05)
        #expect(resident < 300_000_000)
    }

    /// A server as the priors of `baskets plan` have it: half a second and then 60 tokens a second,
    /// answers of 101 tokens in mean, and places enough.
    @Test func aForecastOfTimeIsWithinAFifth() async throws {
        var script = ServerScript()
        script.latency = .milliseconds(500 + 101 * 1000 / 60)
        let remote = try await RemoteRun(script, rows: 800, source: "limits: {at-once: 32}")
        defer { remote.server.stop() }
        let plan = try remote.plan()
        let lines = try #require(plan["lines"] as? [[String: Any]])
        let line = try #require(lines.first { $0["item"] as? String == "far" })
        let forecast = try #require(line["seconds"] as? Double)
        let process = try remote.start()
        let clock = ContinuousClock()
        var (start, end) = (clock.now, clock.now)
        while process.isRunning {
            let count = remote.server.count
            if count.requests == 0 { start = clock.now }
            if count.answered < 800 { end = clock.now }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(remote.server.count.answered == 800)
        let took = (end - start) / .seconds(1)
        print(String(format: "remote: forecast %.1f s, took %.1f s", forecast, took))
        #expect(abs(forecast / took - 1) <= 0.2)
    }

    /// The highest rate over so many seconds, and when it began.
    private static func bestRate(
        _ samples: [(seconds: Double, answered: Int)], over window: Double
    ) -> (rate: Double, at: Double) {
        var best = (rate: 0.0, at: 0.0)
        for first in samples {
            guard let last = samples.first(where: { $0.seconds >= first.seconds + window }) else {
                break
            }
            let rate = Double(last.answered - first.answered) / (last.seconds - first.seconds)
            if rate > best.rate { best = (rate, first.seconds) }
        }
        return best
    }

    /// Bytes, as Linux counts them; 0 where it does not.
    private static func peakMemory(_ process: Process) -> Int {
        let file = "/proc/\(process.processIdentifier)/status"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
            ?? 0
    }
}

// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation
import Testing

@testable import Baskets

private let text = """
    study: planned
    seed: 1
    questions: {from: q.jsonl, rows: 40, held-out: 0.25}
    targets: {smol: {model: m}}
    sources: {a: {model: m}, b: {url: "http://127.0.0.1:9/v1", model: n}}
    conditions: [vanilla, {single: a}, {single: b}]
    training: {epochs: 2, batch: 4}
    forecast:
      question-tokens: 10
      answer-tokens: 20
      parameters: {a: 100, smol: 1000}
      gpu: {flops: 1e4, bandwidth: 1e3, memory: 1600, share: 0.5, rows: 4, price: 3}

    """

private func forecast(_ text: String) throws -> ClusterForecast {
    let study = try Study(yaml: text, file: "s.yaml")
    return ClusterForecast(study, try StudyForecast(study, questions: nil, speeds: nil))
}

@Test func countsOperationsBytesAndHours() throws {
    let forecast = try forecast(text)
    #expect(forecast.stages.map(\.name) == ["generate", "train", "evaluate", "judge", "report"])
    #expect(forecast.stages.map(\.jobs) == [2, 2, 3, 0, 2])

    // a reads 400 tokens and writes 800, four answers at once: 2 x 100 x 1200 operations, and 2 x 100
    // bytes of weights for each of 800 / 4 steps, which take longer: 40,000 / 500 seconds.
    let generate = forecast.stages[0].parts
    #expect(generate[0].flop == 240_000 && generate[0].bytes == 40_000)
    #expect(generate[0].gpuHours == 80.0 / 3600 && !generate[0].isStated)
    // An address takes no GPU.
    #expect(generate[1].item == "b" && generate[1].gpuHours == 0)

    // 2 epochs of 30 rows of 30 tokens: 4 x 1000 x 1800 operations; 15 micro-batches read the weights
    // twice. The weights take 2400 bytes of 1600 with what lies beside them: two GPUs.
    let train = forecast.stages[1].parts[0]
    #expect(train.flop == 7.2e6 && train.bytes == 60_000)
    #expect(train.gpuHours == 1440.0 / 3600 && train.hours == 720.0 / 3600)
    #expect(forecast.gpuPrice == 3)
    let cost = try #require(forecast.cost)
    #expect(abs(cost - 3 * (forecast.gpuHours ?? 0)) < 1e-9)
}

@Test func statedSpeedsComeBeforeReckonedOnes() throws {
    let stated = text + "  training: {smol: 60}\n  gpus: {smol: 3}\n"
    let train = try forecast(stated).stages[1].parts[0]
    // 1800 tokens at 60 a second, on three GPUs.
    #expect(train.isStated && train.hours == 30.0 / 3600 && train.gpuHours == 90.0 / 3600)
}

@Test func whatIsNotKnownIsNotSummed() throws {
    let unknown = try forecast(text.replacing("a: 100, ", with: ""))
    #expect(unknown.stages[0].parts[0].gpuHours == nil)
    #expect(unknown.gpuHours == nil && unknown.cost == nil)
    #expect(unknown.stages[1].gpuHours != nil)
}

@Test func whatBreaksFirstComesFirst() throws {
    let short = text + "cluster: {stages: {train: {time: \"5\", memory: 1K}}}\n"
    let limits = try forecast(short).limits
    #expect(limits.map(\.share) == limits.map(\.share).sorted(by: >))
    // 720 seconds of 300; 100 rows with their texts in a thousand bytes.
    let longest = try #require(limits.first { $0.part == "the longest job of train" })
    #expect(abs(longest.share - 720.0 / 300) < 1e-9)
    #expect(limits[0].part == "a basket's texts" && limits[0].share > 10)
}

@Test(arguments: [
    ("90", 1.5), ("01:30", 1.0 / 40), ("02:30:00", 2.5), ("1-12", 36), ("1-00:30:00", 24.5),
])
func readsASchedulersTimes(time: String, hours: Double) {
    #expect(abs(ClusterPlan.Resources(time: time).hours - hours) < 1e-9)
}

private func shipped(_ name: String) throws -> (study: Study, forecast: ClusterForecast) {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Studies/\(name).yaml")
    let study = try LocalStudy.read(file)
    return (
        study, ClusterForecast(study, try StudyForecast(study, questions: nil, speeds: nil))
    )
}

/// 1.5 million questions, 40 sources, 12 targets, 5 seeds: nothing of it is here.
@Test func aStudyAHundredTimesThePublishedOneCanBePlanned() throws {
    let (study, forecast) = try shipped("hundredfold")
    #expect(study.questions.rows == 1_500_000 && study.training.seeds.count == 5)
    #expect(study.usedSources.count == 40 && study.targets.count == 12)
    // 28 sources run in jobs of their own, 12 at three addresses; a target has 21 conditions to train
    // on by 5 seeds, and itself untuned; judges rate each cell, and then what compares all.
    #expect(forecast.stages.map(\.name) == ["generate", "train", "evaluate", "judge", "report"])
    #expect(forecast.stages.map(\.jobs) == [31, 1260, 1272, 1273, 2])
    let hours = try #require(forecast.gpuHours)
    let cost = try #require(forecast.cost)
    #expect(hours > 0 && cost >= 2.5 * hours)
    #expect(forecast.stages.prefix(4).allSatisfy { ($0.gpuHours ?? 0) > 0 })
    let train = forecast.stages[1]
    #expect((train.flop ?? 0) > 0 && (train.bytes ?? 0) > 0)
    #expect(forecast.storage.count == 3 && forecast.storage.values.allSatisfy { $0 > 1e9 })
    // It breaks, and says where first.
    #expect(forecast.limits.map(\.share) == forecast.limits.map(\.share).sorted(by: >))
    #expect(forecast.limits[0].share > 1)
}

@Test func thePublishedStudyIsReckonedAsJobs() throws {
    let forecast = try shipped("published").forecast
    #expect(forecast.gpuHours != nil && forecast.cost != nil)
    // 10 cells are trained: three of the small target, seven of the other.
    #expect(forecast.stages.first { $0.name == "train" }?.jobs == 10)
}

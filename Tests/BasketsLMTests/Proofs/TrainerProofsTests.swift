// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import BasketsLM

@Test func theTrainersProofsHold() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let proofs = try TrainerProofs.all(in: folder)
    #expect(proofs.count == 8)
    for proof in proofs { #expect(proof.holds, "\(proof.statement): \(proof.finding)") }
}

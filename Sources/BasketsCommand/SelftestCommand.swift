// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BasketsLM
import BasketsTensor
import Foundation

struct SelftestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest", abstract: "The trainer's proofs, on this machine.")

    func run() async throws {
        let check = try EngineCheck.run()
        Output.result("holds: products are right and run at \(Int(check.gigaflops)) GFLOP/s")
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "baskets-selftest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let proofs = try TrainerProofs.all(in: folder)
        for proof in proofs {
            let word = proof.holds ? "holds" : "FAILS"
            Output.result("\(word): \(proof.statement) (\(proof.finding))")
        }
        guard proofs.allSatisfy(\.holds) else { throw ExitCode.failure }
    }
}

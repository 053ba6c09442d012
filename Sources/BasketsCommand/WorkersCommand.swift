// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

#if canImport(Glibc)
    import Glibc
    private let streaming = Int32(SOCK_STREAM.rawValue)
#else
    import Darwin
    private let streaming = SOCK_STREAM
#endif

/// Starts the workers of one training, and ends all where one dies.
struct WorkersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers", abstract: "Several processes that train one adapter.",
        shouldDisplay: false)

    @Option(help: "Processes.")
    var count: Int

    @Option(help: "How frozen matrices are held: float32 or bfloat16.")
    var precision = PrecisionOption.bfloat16

    @Argument(help: "The job's file.")
    var job: String

    func run() throws {
        Interruption.watch()
        let hosts = URL(filePath: job).deletingLastPathComponent().appending(path: "hosts.json")
        let places = try Self.freePorts(count).map { ["127.0.0.1:\($0)"] }
        try JSONEncoder().encode(places).write(to: hosts, options: .atomic)
        let workers = (0..<count).map { worker($0, hosts) }
        for worker in workers { try worker.run() }
        var isTold = false
        while workers.contains(where: \.isRunning) {
            let dead = workers.firstIndex { !$0.isRunning && $0.terminationStatus != 0 }
            if let dead, !Interruption.requested {
                Output.note("Worker \(dead) died; the others end.")
                for worker in workers where worker.isRunning { worker.terminateAtOnce() }
                throw ExitCode.failure
            }
            if Interruption.requested, !isTold {
                isTold = true
                for worker in workers where worker.isRunning { worker.terminate() }
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        if let status = workers.map(\.terminationStatus).first(where: { $0 != 0 }) {
            throw ExitCode(status)
        }
    }

    private func worker(_ number: Int, _ hosts: URL) -> Process {
        let process = Process()
        process.executableURL = Program.url
        process.arguments = ["work", job, "--precision", precision.rawValue]
        if count == 1 { process.arguments?.append("--alone") }
        var environment = ProcessInfo.processInfo.environment
        environment["MLX_RANK"] = "\(number)"
        environment["MLX_HOSTFILE"] = hosts.path
        environment["MLX_WORLD_SIZE"] = "\(count)"
        let threads = max(1, ProcessInfo.processInfo.activeProcessorCount / count)
        environment["OPENBLAS_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] ?? "\(threads)"
        process.environment = environment
        return process
    }

    /// Ports that nobody listens at, all open at once so that they differ.
    private static func freePorts(_ count: Int) throws -> [UInt16] {
        var (sockets, ports): ([Int32], [UInt16]) = ([], [])
        defer { for socket in sockets { close(socket) } }
        for _ in 0..<count {
            let descriptor = socket(AF_INET, streaming, 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
                }
            }
            guard isBound else { throw ValidationError("No port is free for workers.") }
            ports.append(UInt16(bigEndian: address.sin_port))
        }
        return ports
    }
}

extension Process {
    /// Does not wait for the batch at hand.
    fileprivate func terminateAtOnce() { kill(processIdentifier, SIGKILL) }
}

/// One worker; started by ``WorkersCommand``.
struct WorkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "One process of a training.", shouldDisplay: false)

    @Argument(help: "The job's file.")
    var job: String

    @Option(help: "How frozen matrices are held: float32 or bfloat16.")
    var precision = PrecisionOption.bfloat16

    @Flag(help: "There are no other workers.")
    var alone = false

    func run() throws {
        Interruption.watch()
        let training = try WorkerTraining(
            URL(filePath: job), isAlone: alone, precision: precision.precision)
        let isDone = try training.run(
            goesOn: { !Interruption.requested }, tell: { Output.result($0) })
        if !isDone { throw ExitCode.interrupted }
    }
}

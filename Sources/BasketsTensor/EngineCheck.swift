// SPDX-License-Identifier: Apache-2.0
internal import Foundation

/// What the start-up check of the matrix library found.
public struct EngineCheck: Sendable, Hashable {
    /// Speed of a product of two 512 x 512 matrices on one thread, in 10^9 operations a second.
    public let gigaflops: Double
    /// Largest difference from a plain product, relative to the largest value.
    public let error: Double

    /// Below this a reference BLAS is at work (2.7 on a core where OpenBLAS does 90).
    public static let floor = 8.0
    /// Above this a product is wrong: sums of 96 float32 products stay under 1e-6.
    public static let largestError = 1e-5

    /// Multiplies two matrices and compares the values with a plain product, the speed with a
    /// floor. The environment's `BASKETS_SLOW=1` lets a slow library pass, never a wrong one.
    ///
    /// - Throws: `TensorError` with the remedy when values are wrong or the speed is under the
    ///   floor.
    public static func run() throws -> EngineCheck {
        let check = try measured()
        let allowed = ProcessInfo.processInfo.environment["BASKETS_SLOW"] == "1"
        if let fault = check.fault(slowAllowed: allowed) { throw fault }
        return check
    }

    static func measured() throws -> EngineCheck {
        EngineCheck(gigaflops: try speed(), error: try productError())
    }

    /// What keeps us from working with a library of this speed and error; nil when nothing does.
    func fault(slowAllowed: Bool) -> TensorError? {
        let operation = "matrix library check"
        guard error < Self.largestError else {
            return TensorError(
                operation: operation,
                message: "a product is wrong by \(error) (relative; \(Engine.matrixLibrary)). "
                    + "Run `make setup` for a newer build of the library.")
        }
        guard gigaflops > Self.floor || slowAllowed else {
            return TensorError(
                operation: operation,
                message: "products run at \((gigaflops * 10).rounded() / 10) GFLOP/s, under "
                    + "\(Self.floor): the slow reference library is at work, or the machine is busy. "
                    + "Run `make setup build`, or set BASKETS_SLOW=1 to go on.")
        }
        return nil
    }

    /// a[i, j] = ((i * 7 + j * 13) mod 17) / 17 - 0.5, and the like for b: no random numbers needed.
    private static func matrix(_ n: Int, _ p: Int, _ q: Int) throws -> Tensor {
        let values = (0..<n * n).map { Float(($0 / n * p + $0 % n * q) % 17) / 17 - 0.5 }
        return try Tensor(values, shape: [n, n])
    }

    private static func productError() throws -> Double {
        let n = 96
        let (a, b) = (try matrix(n, 7, 13), try matrix(n, 5, 11))
        return relativeError(
            of: try matmul(a, b).floats(), a: try a.floats(), b: try b.floats(), n: n)
    }

    /// Largest difference of `product` from a b, all n x n, relative to the largest value of a b.
    /// Infinite where a value is not a number.
    static func relativeError(of product: [Float], a: [Float], b: [Float], n: Int) -> Double {
        var (worst, largest) = (0.0, 0.0)
        for i in 0..<n {
            for j in 0..<n {
                let exact = (0..<n).reduce(0.0) {
                    $0 + Double(a[i * n + $1]) * Double(b[$1 * n + j])
                }
                let difference = abs(exact - Double(product[i * n + j]))
                worst = max(worst, difference.isNaN ? .infinity : difference)
                largest = max(largest, abs(exact))
            }
        }
        return worst / largest
    }

    /// The best of five products, or of twelve while a busy machine keeps it under the floor.
    /// On one thread: a second one that has to wait for its core says nothing about the library.
    private static func speed() throws -> Double {
        let threads = Engine.threads
        Engine.threads = 1
        defer { Engine.threads = threads }
        let n = 512
        let (a, b) = (try matrix(n, 7, 13), try matrix(n, 5, 11))
        try evaluate([a, b, try matmul(a, b)])
        var best = 0.0
        for round in 0..<12 where round < 5 || best < floor {
            let c = try matmul(a, b)
            let time = try ContinuousClock().measure { try evaluate([c]) }
            best = max(best, 2e-9 * Double(n * n * n) / (time / .seconds(1)))
        }
        return best
    }
}

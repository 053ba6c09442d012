// SPDX-License-Identifier: Apache-2.0

/// What the start-up check of the matrix library found.
public struct EngineCheck: Sendable {
    /// Speed of a product of two 512 x 512 matrices, in 10^9 operations a second; the best of five.
    public let gigaflops: Double
    /// Largest difference from a plain product, relative to the largest value.
    public let error: Double

    /// Below this a reference BLAS is at work (2.7 on a core where OpenBLAS does 90).
    public static let floor = 8.0

    /// Multiplies two matrices and compares the values with a plain product, the speed with a floor.
    ///
    /// - Throws: `TensorError` with the remedy when values are wrong or the speed is under the floor.
    public static func run() throws -> EngineCheck {
        let check = EngineCheck(gigaflops: try speed(), error: try largestError())
        guard check.error < 1e-5 else {
            throw TensorError(
                operation: "matrix library check",
                message: "a product is wrong by \(check.error) (relative; \(Engine.matrixLibrary)). "
                    + "Run `make setup` for a newer build of the library.")
        }
        guard check.gigaflops > floor else {
            throw TensorError(
                operation: "matrix library check",
                message: "products run at \(Int(check.gigaflops)) GFLOP/s, under \(Int(floor)): the "
                    + "slow reference library is at work, or the machine is busy. "
                    + "Run `make setup build`, or set BASKETS_SLOW=1 to go on.")
        }
        return check
    }

    /// a[i, j] = ((i * 7 + j * 13) mod 17) / 17 - 0.5, and the like for b: no random numbers needed.
    private static func matrix(_ n: Int, _ p: Int, _ q: Int) throws -> Tensor {
        let values = (0..<n * n).map { Float(($0 / n * p + $0 % n * q) % 17) / 17 - 0.5 }
        return try Tensor(values, shape: [n, n])
    }

    private static func largestError() throws -> Double {
        let n = 96
        let (a, b) = (try matrix(n, 7, 13), try matrix(n, 5, 11))
        let (x, y, product) = (try a.floats(), try b.floats(), try matmul(a, b).floats())
        var worst = 0.0
        var largest = 0.0
        for i in 0..<n {
            for j in 0..<n {
                let exact = (0..<n).reduce(0.0) { $0 + Double(x[i * n + $1]) * Double(y[$1 * n + j]) }
                worst = max(worst, abs(exact - Double(product[i * n + j])))
                largest = max(largest, abs(exact))
            }
        }
        return worst / largest
    }

    private static func speed() throws -> Double {
        let n = 512
        let (a, b) = (try matrix(n, 7, 13), try matrix(n, 5, 11))
        try evaluate([a, b, try matmul(a, b)])
        var best = Duration.seconds(1000)
        for _ in 0..<5 {
            let c = try matmul(a, b)
            best = min(best, try ContinuousClock().measure { try evaluate([c]) })
        }
        return 2e-9 * Double(n * n * n) / (best / .seconds(1))
    }
}

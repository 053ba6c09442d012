// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsTensor

extension EngineTests {
    @Suite struct EngineCheckTests {
        @Test func theMatrixLibraryIsRight() throws {
            // A machine that is busy with other things may be slow: what counts as slow is below.
            let check = try EngineCheck.measured()
            #expect(check.error < EngineCheck.largestError)
            #expect(check.gigaflops > 0)
        }

        @Test func aFastAndRightLibraryPasses() {
            #expect(EngineCheck(gigaflops: 90, error: 1e-7).fault(slowAllowed: false) == nil)
        }

        @Test func aReferenceLibraryIsRefusedWithTheRemedy() throws {
            let check = EngineCheck(gigaflops: 2.71, error: 1e-7)
            let fault = try #require(check.fault(slowAllowed: false))
            #expect(
                fault.description == """
                    matrix library check: products run at 2.7 GFLOP/s, under 8.0: the slow \
                    reference library is at work, or the machine is busy. Run `make setup build`, \
                    or set BASKETS_SLOW=1 to go on.
                    """)
            #expect(check.fault(slowAllowed: true) == nil)
        }

        @Test(arguments: [1e-3, .infinity, .nan])
        func aWrongLibraryIsRefusedEvenWhereSlowIsAllowed(error: Double) throws {
            let check = EngineCheck(gigaflops: 90, error: error)
            let fault = try #require(check.fault(slowAllowed: true))
            #expect(fault.message.contains("wrong by"))
            #expect(fault.message.contains("make setup"))
        }

        @Test func theErrorIsRelativeToTheLargestValue() {
            // [1 2; 3 4] squared is [7 10; 15 22]; one value is off by 2.2, a tenth of 22.
            let a: [Float] = [1, 2, 3, 4]
            let error = { EngineCheck.relativeError(of: $0, a: a, b: a, n: 2) }
            #expect(error([7, 10, 15, 22]) == 0)
            #expect(abs(error([7, 12.2, 15, 22]) - 0.1) < 1e-6)
            #expect(error([7, .nan, 15, 22]) == .infinity)
        }
    }
}

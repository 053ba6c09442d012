// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

@Test func theMatrixLibraryIsRightAndFast() throws {
    let check = try EngineCheck.run()
    print(check, Engine.matrixLibrary, Engine.threads)
    #expect(check.error < 1e-5)
}

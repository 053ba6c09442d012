// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

extension EngineTests {
    /// Products with packed matrices = plain operations = slow twin, in values and gradients, with
    /// all instructions that this processor has. M rows, K inputs, N outputs, R rank.
    @Suite struct PackedMatrixTests {
        static let instructions = ["avx512bf16", "avx512", "avx2", "plain"]

        /// Sizes around the tiles: rows of 2, 6 and 12, panels of 16 outputs and pairs of panels.
        static let sizes = [
            (m: 1, k: 2, n: 2), (m: 5, k: 30, n: 16), (m: 13, k: 34, n: 50), (m: 29, k: 66, n: 98),
        ]

        @Test func packingRoundsToTheNearestBfloat16() throws {
            // 8 bits hold 1 + 1/128; 1 + 1/256 lies in the middle of two and goes to the even one, 1;
            // 1 + 3/256 to 1 + 4/256. What lies nearer to one goes there.
            let values: [Float] = [1, 1 + 1 / 128, 1 + 1 / 256, 1 + 3 / 256, -1 - 0.9 / 128, 0]
            let rounded: [Float] = [1, 1 + 1 / 128, 1, 1 + 4 / 256, -1 - 1 / 128, 0]
            let rows = [values, [Float](repeating: 2, count: 6)].flatMap { $0 }
            let matrix = try PackedMatrix(Tensor(rows, shape: [2, 6]))
            #expect(try matrix.unpacked().floats() == rounded + rows.suffix(6))
        }

        @Test(arguments: instructions, sizes)
        func aProductIsThatOfTheRoundedNumbers(
            _ name: String, _ size: (m: Int, k: Int, n: Int)
        ) throws {
            try withInstructions(name) { allowed in
                let weight = try Weight(size.n, size.k)
                let bias = Numbers(random: [size.n], seed: 3)
                let x = Numbers(random: [size.m, size.k], seed: 4)
                try KernelCase(inputs: [x], allowed: allowed) {
                    try weight.packed.product($0[0], bias: bias.tensor())
                } twin: {
                    weight.product($0[0], bias: bias.values)
                }.expectAgreement()
            }
        }

        @Test(arguments: instructions, [1, 4, 16, 17])
        func anUpdateStandsBeside(_ name: String, rank: Int) throws {
            try withInstructions(name) { allowed in
                for size in Self.sizes {
                    let weight = try Weight(size.n, size.k)
                    let inputs = [
                        Numbers(random: [size.m, size.k], seed: 4),
                        Numbers(random: [rank, size.k], seed: 5),
                        Numbers(random: [size.n, rank], seed: 6),
                    ]
                    try KernelCase(inputs: inputs, allowed: allowed) {
                        try weight.packed.product(
                            $0[0], update: LowRankUpdate(a: $0[1], b: $0[2], scale: 1.5))
                    } twin: {
                        weight.product($0[0], a: $0[1], b: $0[2], rank: rank, scale: 1.5)
                    }.expectAgreement()
                }
            }
        }

        @Test(arguments: instructions)
        func anUpdateWithDropoutSeesTheMaskedRows(_ name: String) throws {
            try withInstructions(name) { allowed in
                let (m, k, n, rank) = (9, 34, 20, 4)
                let weight = try Weight(n, k)
                let keys: [UInt32] = [7, 8, 9, 10]
                let ends = [2, 9]
                let dropout = TextDropout(
                    rate: 0.4, keys: try Tensor(keys, shape: [2, 2]), ends: ends.map(Int32.init))
                let mask = (0..<m * k).map { place -> Double in
                    let text = place / k < ends[0] ? 0 : 1
                    let first = text == 0 ? 0 : ends[0] * k
                    let key = (low: keys[2 * text], high: keys[2 * text + 1])
                    return Twin.kept(key: key, place: place - first, rate: 0.4)
                        ? Double(1 / (1 - Float(0.4))) : 0
                }
                let inputs = [
                    Numbers(random: [m, k], seed: 4), Numbers(random: [rank, k], seed: 5),
                    Numbers(random: [n, rank], seed: 6),
                ]
                try KernelCase(inputs: inputs, allowed: allowed) {
                    try weight.packed.product(
                        $0[0],
                        update: LowRankUpdate(a: $0[1], b: $0[2], scale: 0.5, dropout: dropout))
                } twin: {
                    weight.product(
                        $0[0], a: $0[1], b: $0[2], rank: rank, scale: 0.5, mask: mask)
                }.expectAgreement()
            }
        }

        @Test(arguments: instructions, [6, 50, 5000])
        func logProbabilityIsThatOfTheLogits(_ name: String, vocabulary: Int) throws {
            try withInstructions(name) { allowed in
                let (m, k) = (25, 34)
                let weight = try Weight(vocabulary, k)
                let targets = (0..<m).map { $0 * 7919 % vocabulary }
                let native = try Tensor(targets.map(Int32.init), shape: [m])
                let x = Numbers(random: [m, k], seed: 4)
                try KernelCase(inputs: [x], allowed: allowed) {
                    try weight.packed.logProbability(of: native, $0[0], differentiated: true)
                } twin: {
                    Twin.logProbability(
                        weight.product($0[0]), targets: targets, vocabulary: vocabulary)
                }.expectAgreement()
                let alone = try weight.packed.logProbability(
                    of: native, x.tensor(), differentiated: false)
                let both = try weight.packed.logProbability(
                    of: native, x.tensor(), differentiated: true)
                #expect(try alone.floats() == both.floats())
            }
        }

        @Test func aTargetOutsideTheVocabularyIsNotANumber() throws {
            let weight = try Weight(6, 4)
            let targets = try Tensor([-1, 6, 2] as [Int32], shape: [3])
            let values = try weight.packed.logProbability(
                of: targets, Numbers(random: [3, 4], seed: 1).tensor(), differentiated: true)
            #expect(try values.floats().map(\.isNaN) == [true, true, false])
        }

        @Test func rowsAreThoseOfTheMatrix() throws {
            let weight = try Weight(50, 34)
            let found = try weight.packed.rows(Tensor([49, 0, 17] as [Int32], shape: [3]))
            let expected = [49, 0, 17].flatMap { weight.values[$0 * 34..<($0 + 1) * 34] }
            #expect(try found.doubles() == expected)
            #expect(throws: TensorError.self) {
                try weight.packed.rows(Tensor([50] as [Int32], shape: [1]))
            }
        }

        /// Codes as files have them, 50 rows of three blocks of 32: of four bits with a least number;
        /// of four bits whose scales float16 does not hold; of eight bits; of eight bits with scales
        /// for each 16 numbers.
        enum Kind: CaseIterable {
            case four, fourWide, eight, eightWide

            /// Bytes of a block of 16 rows and 32 columns: its codes, and two numbers of two or four
            /// bytes for each row, or for each half of a row.
            var blockBytes: Int {
                switch self {
                case .four: 256 + 16 * 2 * 2
                case .fourWide: 256 + 16 * 2 * 4
                case .eight: 512 + 16 * 2 * 2
                case .eightWide: 512 + 16 * 2 * 2 * 4
                }
            }

            var numbers: CodedNumbers {
                let limit = self == .four || self == .fourWide ? 16 : 256
                let parts = (0..<50 * 6).map { self == .eightWide ? $0 : $0 / 2 }
                // 513 or 4,097 and more in units of a power of two: 10 bits, or 13.
                let size: Float = self == .four || self == .eight ? 513 : 4097
                return CodedNumbers(
                    codes: (0..<50 * 96).map { UInt8($0 * $0 % 251 % limit) },
                    scales: parts.map { (size + Float($0 % 7)) * 0x1p-14 },
                    leasts: parts.map { -(size + Float($0 % 11)) * 0x1p-12 })
            }

            /// The numbers by their definition.
            var values: [Float] {
                let numbers = numbers
                return numbers.codes.indices.map {
                    numbers.scales[$0 / 16] * Float(numbers.codes[$0]) + numbers.leasts[$0 / 16]
                }
            }

            func packed() throws -> PackedMatrix {
                try PackedMatrix(numbers, rows: 50, columns: 96)
            }
        }

        @Test(arguments: Kind.allCases)
        func codesTakeTheirBitsAndAreTheRoundedNumbers(_ kind: Kind) throws {
            let coded = try kind.packed()
            // Four panels of 16 rows, three blocks each.
            #expect(coded.bytes == 4 * 3 * kind.blockBytes)
            let words = try PackedMatrix(Tensor(kind.values, shape: [50, 96]))
            #expect(words.bytes == 4 * 3 * 1024)
            let found = try coded.unpacked().floats()
            #expect(try found == words.unpacked().floats())
            #expect(
                try coded.rows(Tensor([49, 0] as [Int32], shape: [2])).floats()
                    == Array(found[49 * 96..<50 * 96] + found[0..<96]))
        }

        /// What a text gives does not depend on the texts beside it, whatever tiles its rows fall into.
        @Test(arguments: instructions)
        func aRowGivesTheSameBitsAloneAndAmongOthers(_ name: String) throws {
            try withInstructions(name) { _ in
                let rows = 29
                let x = try Numbers(random: [rows, 96], seed: 4).tensor().floats()
                func product(_ count: Int, _ matrix: PackedMatrix) throws -> [Float] {
                    let first = try Tensor(Array(x.prefix(count * 96)), shape: [count, 96])
                    return try matrix.product(first).floats()
                }
                let words = try PackedMatrix(Tensor(Kind.four.values, shape: [50, 96]))
                for matrix in try [words] + Kind.allCases.map({ try $0.packed() }) {
                    let all = try product(rows, matrix)
                    for count in 1..<rows {
                        #expect(try product(count, matrix) == Array(all.prefix(count * 50)))
                    }
                }
            }
        }

        /// The same matrix is held in words.
        @Test(arguments: instructions, [1, 3, 12, 13, 24, 25, 29])
        func codesAndWordsGiveTheSameBits(_ name: String, rows: Int) throws {
            try withInstructions(name) { _ in
                let x = try Numbers(random: [rows, 96], seed: 4).tensor()
                for kind in Kind.allCases {
                    let words = try PackedMatrix(Tensor(kind.values, shape: [50, 96]))
                    #expect(try kind.packed().product(x).floats() == words.product(x).floats())
                }
            }
        }

        @Test(arguments: instructions, Kind.allCases)
        func codesHaveTheGradientsOfTheirNumbers(_ name: String, _ kind: Kind) throws {
            try withInstructions(name) { allowed in
                let weight = try Weight(kind.packed())
                let inputs = [
                    Numbers(random: [13, 96], seed: 4), Numbers(random: [4, 96], seed: 5),
                    Numbers(random: [50, 4], seed: 6),
                ]
                try KernelCase(inputs: inputs, allowed: allowed) {
                    try weight.packed.product(
                        $0[0], update: LowRankUpdate(a: $0[1], b: $0[2], scale: 1.5))
                } twin: {
                    weight.product($0[0], a: $0[1], b: $0[2], rank: 4, scale: 1.5)
                }.expectAgreement()
                let targets = (0..<13).map { $0 * 3 }
                let native = try Tensor(targets.map(Int32.init), shape: [13])
                try KernelCase(inputs: [inputs[0]], allowed: allowed) {
                    try weight.packed.logProbability(of: native, $0[0], differentiated: true)
                } twin: {
                    Twin.logProbability(weight.product($0[0]), targets: targets, vocabulary: 50)
                }.expectAgreement()
            }
        }

        @Test func codesOfOtherSizesAreRefused() throws {
            let numbers = Kind.four.numbers
            // 50 x 96 numbers; rows of 48 are no multiple of 32.
            for (rows, columns) in [(50, 64), (100, 48), (0, 96)] {
                #expect(throws: TensorError.self) {
                    try PackedMatrix(numbers, rows: rows, columns: columns)
                }
            }
        }

        @Test func oneAndTwoThreadsGiveTheSameBits() throws {
            let weight = try Weight(700, 96)
            let inputs = [
                Numbers(random: [101, 96], seed: 4), Numbers(random: [16, 96], seed: 5),
                Numbers(random: [700, 16], seed: 6),
            ]
            let kernel = KernelCase(
                inputs: inputs,
                kernel: {
                    let update = LowRankUpdate(a: $0[1], b: $0[2], scale: 2)
                    let y = try weight.packed.product($0[0], update: update)
                    let targets = try Tensor((0..<101).map { Int32($0) }, shape: [101])
                    return try weight.packed.logProbability(
                        of: targets, y.slice(axis: 1, 0..<96), differentiated: true)
                }, twin: { _ in [] })
            let weights = Numbers(random: [101], seed: 5)
            let one = try withThreads(1) { try kernel.run(weights) }
            let two = try withThreads(2) { try kernel.run(weights) }
            #expect(one.values == two.values)
            #expect(one.gradients == two.gradients)
        }

        /// `body` with these instructions and the tolerance that they allow; nothing where the
        /// processor has them not.
        private func withInstructions(
            _ name: String, _ body: (_ allowed: Double) throws -> Void
        ) rethrows {
            let before = Engine.productInstructions
            guard Engine.useProductInstructions(name) else { return }
            defer { _ = Engine.useProductInstructions(before) }
            // Products of bfloat16 round both factors to 8 bits.
            try body(name == "avx512bf16" ? 2e-2 : KernelCase.tolerance)
        }

        /// A packed matrix and its rounded numbers in Double.
        private struct Weight {
            let packed: PackedMatrix
            let values: [Double]

            init(_ n: Int, _ k: Int) throws {
                try self.init(PackedMatrix(Numbers(random: [n, k], seed: 2).tensor()))
            }

            init(_ matrix: PackedMatrix) throws {
                packed = matrix
                values = try packed.unpacked().doubles()
            }

            /// x w^T + bias
            func product(_ x: [Double], bias: [Double]? = nil) -> [Double] {
                let (n, k) = (packed.rows, packed.columns)
                return (0..<x.count / k * n).map { place in
                    let (row, column) = (place / n, place % n)
                    return (0..<k).reduce(bias?[column] ?? 0) {
                        $0 + x[row * k + $1] * values[column * k + $1]
                    }
                }
            }

            /// x w^T + scale ((mask x) a^T) b^T
            func product(
                _ x: [Double], a: [Double], b: [Double], rank: Int, scale: Double,
                mask: [Double]? = nil
            ) -> [Double] {
                let (n, k) = (packed.rows, packed.columns)
                var y = product(x)
                for row in 0..<x.count / k {
                    for r in 0..<rank {
                        let u = (0..<k).reduce(0.0) {
                            $0 + x[row * k + $1] * (mask?[row * k + $1] ?? 1) * a[r * k + $1]
                        }
                        for column in 0..<n {
                            y[row * n + column] += scale * u * b[column * rank + r]
                        }
                    }
                }
                return y
            }
        }
    }
}

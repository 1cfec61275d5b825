import Testing
import Torch

@Suite struct TensorTests {
    @Test func arithmeticAndBroadcasting() throws {
        let matrix = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        let row = Tensor([10, 20, 30] as [Float])
        let sum: [Float] = try (matrix + row).array()
        #expect(sum == [11, 22, 33, 14, 25, 36])
        let product = matrix.matmul(matrix.transposed())
        #expect(product.shape == [2, 2])
        #expect(try product.array(Float.self) == [14, 32, 32, 77])
        #expect(try (1 - row).array(Float.self) == [-9, -19, -29])
    }

    @Test func wrongShapesAreTypedErrors() throws {
        let left = Tensor.zeros([2, 3])
        let right = Tensor.zeros([4, 5])
        let error = #expect(throws: TorchError.self) {
            try withTorchErrors { _ = left.matmul(right) * 2 + 1 }
        }
        #expect(error?.operation == "aten::matmul")
        #expect(error?.shapes == [[2, 3], [4, 5]])
        #expect(error?.message.contains("2x3 and 4x5") == true)
        #expect(throws: TorchError.self) { try (left.matmul(right) + 1).array(Float.self) }
    }

    @Test func valuesMustFillTheShape() {
        #expect(throws: TorchError.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]).array(Float.self) }
        #expect(throws: TorchError.self) { try Tensor.zeros([2]).array(Int64.self) }
    }

    @Test func scopesNestAndTheFirstFailureWins() throws {
        let bad = #expect(throws: TorchError.self) {
            try withTorchErrors {
                let inner = Result { try withTorchErrors { Tensor.zeros([2]) + Tensor.zeros([3]) } }
                if case .success = inner { Issue.record("shapes [2] and [3] were added") }
                _ = Tensor.zeros([2, 2]).matmul(Tensor.zeros([3, 3]))
                _ = Tensor.zeros([5]) + Tensor.zeros([6])
            }
        }
        #expect(bad?.operation == "aten::matmul")
    }

    @Test func gradients() throws {
        let x = Tensor([1, 2, 3] as [Float])
        x.requiresGradient = true
        (x * x).sum().backward()
        #expect(try #require(x.gradient).array(Float.self) == [2, 4, 6])
        let silent = withoutGradients { x * 2 }
        #expect(!silent.requiresGradient)
    }

    @Test func generatorsContinueFromTheirState() throws {
        let generator = try Generator(seed: 7)
        _ = Tensor.uniform([5], lower: 0, upper: 1, generator: generator)
        let state = try generator.state()
        let first: [Float] = try Tensor.normal([9], deviation: 2, generator: generator).array()
        try generator.restore(state)
        let second: [Float] = try Tensor.normal([9], deviation: 2, generator: generator).array()
        #expect(first == second)
        let other = try Generator(seed: 8)
        #expect(try Tensor.normal([9], deviation: 2, generator: other).array(Float.self) != first)
    }

    @Test func unknownOperatorsFailOnUse() {
        let nothing = Operator("aten::no_such_operator")
        #expect(throws: TorchError.self) { try nothing(.tensor(.zeros([1]))).array(Float.self) }
    }

    @Test func devices() throws {
        #expect(try Device.validated("cpu") == .cpu)
        #expect(throws: DeviceError.malformed("gpu")) { try Device.validated("gpu") }
        #expect(throws: DeviceError.self) { try Device.validated("cuda:99") }
        #expect(TorchRuntime.compiledVersion.hasPrefix("2."))
        #expect(TorchRuntime.runtimeVersion.hasPrefix("2."))
        #expect(TorchRuntime.isSupported)
        #expect(TorchRuntime.libraryPath.contains("libtorch_cpu"))
    }

    @Test func hostBuffersAreLent() throws {
        let tensor = Tensor([1, 2, 3] as [Float])
        try tensor.withUnsafeMutableBuffer(of: Float.self) { $0[1] = 9 }
        #expect(try tensor.array(Float.self) == [1, 9, 3])
    }
}

import TestSupport
import Testing
import Torch
import TorchNN

/// L-BFGS against PyTorch, in double precision: a curved valley and a regression, several steps with memory between them.
@Suite struct LBFGSTests {
    private static func options() -> LBFGS.Options {
        var options = LBFGS.Options()
        options.maximumIterations = 7
        options.maximumEvaluations = 25
        options.historyCount = 3
        return options
    }

    /// Runs as many steps as the fixture has and compares each.
    private func compare(_ name: String, _ loss: (Fixture, _ x: Tensor, _ y: Tensor) throws -> Tensor) throws {
        let fixture = try Fixture("lbfgs", in: .module)
        let parameters = try ["x", "y"].map { Parameter(try fixture.tensor("\(name)/initial/\($0)")) }
        let optimizer = LBFGS(parameters, options: Self.options())
        let losses: [Double] = try fixture.tensor("\(name)/loss").array()
        for (step, expected) in losses.enumerated() {
            let found = try optimizer.step { try loss(fixture, parameters[0].value, parameters[1].value) }
            #expect(abs(found - expected) < 1e-5 * max(1, abs(expected)), "\(name), step \(step)")
            for (key, parameter) in zip(["x", "y"], parameters) {
                let all = try fixture.tensor("\(name)/\(key)")
                #expect(try distance(parameter.value, all.select(0, at: step)) < 1e-5, "\(name), step \(step)")
            }
        }
        #expect(losses.count > 2)
    }

    private static func rosenbrock(_ v: Tensor) -> Tensor {
        let count = v.elementCount
        let (first, next) = (v.slice(0, 0..<count - 1), v.slice(0, 1..<count))
        return ((next - first * first).pow(2) * 100 + (1 - first).pow(2)).sum()
    }

    @Test func valley() throws {
        try compare("valley") { _, x, y in Self.rosenbrock(x) + Self.rosenbrock(y.reshaped([-1])) }
    }

    @Test func regression() throws {
        try compare("logistic") { fixture, x, y in
            let score = try fixture.tensor("logistic/design").matmul(x) + y
            let losses = try score.softplus() - fixture.tensor("logistic/labels") * score
            return losses.mean() + (x * x).sum() * 0.01
        }
    }

    @Test func anErrorOfTheLossIsThrown() throws {
        let parameter = Parameter(.ones([2]))
        #expect(throws: TorchError.self) { try LBFGS([parameter]).step { parameter.value.matmul(.ones([3])) } }
    }

    @Test func aLossAtItsLeastStays() throws {
        let parameter = Parameter(.zeros([2]))
        #expect(try LBFGS([parameter]).step { (parameter.value * parameter.value).sum() } == 0)
        #expect(try parameter.value.array(Float.self) == [0, 0])
    }
}

import Foundation
import Testing

@testable import SafeTensors

/// Files of the format's Python package are read, and ours are read by it.
@Suite struct InteroperabilityTests {
    private static let awkwardName = "naïve \"quoted\"\\\n\u{1}中\u{1F600}"

    private func fixture() throws -> URL {
        try #require(
            Bundle.module.url(forResource: "reference", withExtension: "safetensors", subdirectory: "Fixtures"))
    }

    /// The values stand in `Fixtures/make_fixtures.py`.
    @Test func readsPythonsFile() throws {
        let file = try SafeTensorsFile(contentsOf: fixture())
        #expect(file.metadata == ["format": "pt"])
        #expect(file.names.count == 17)
        #expect(try file.tensor(named: "double").array(of: Double.self) == [0.5, -2])
        let float = try file.tensor(named: "float")
        #expect(float.shape == [2, 3])
        #expect(try float.array(of: Float.self) == [1, 2, 3, -4, 0.25, 1e-3])
        #expect(try file.tensor(named: "brain").bytes == [0x80, 0x3F, 0x00, 0xC0])
        #expect(try file.tensor(named: "long") == HostTensor(shape: [2, 1], values: [1, Int64.min]))
        #expect(try file.tensor(named: "int") == HostTensor([Int32(7), -8]))
        #expect(try file.tensor(named: "short") == HostTensor([Int16(300), -300]))
        #expect(try file.tensor(named: "signed") == HostTensor([Int8(1), -128, 127]))
        #expect(try file.tensor(named: "byte") == HostTensor([UInt8(0), 255]))
        #expect(try file.tensor(named: "flag") == HostTensor([true, false, true]))
        #expect(try file.tensor(named: "unsigned short") == HostTensor([UInt16.max]))
        #expect(try file.tensor(named: "unsigned int") == HostTensor([UInt32.max]))
        #expect(try file.tensor(named: "unsigned long") == HostTensor([UInt64.max]))
        #expect(try file.tensor(named: "complex").bytes == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
        #expect(try file.tensor(named: "scalar") == HostTensor(shape: [], values: [Float(3.5)]))
        #expect(try file.description(of: "empty") == TensorDescription(dtype: .f32, shape: [0, 3]))
        #expect(try file.tensor(named: Self.awkwardName) == HostTensor([Int32(42)]))
    }

    #if !(os(macOS) && arch(x86_64))
        @Test func readsHalfPrecision() throws {
            let file = try SafeTensorsFile(contentsOf: fixture())
            #expect(try file.tensor(named: "half").array(of: Float16.self) == [1.5, -0.125])
        }
    #endif

    /// Order, header and padding are those of the reference implementation.
    @Test func writesTheSameBytesAsPython() throws {
        let file = try SafeTensorsFile(contentsOf: fixture())
        let written = try SafeTensorsWriter.encode(file.tensors(), metadata: file.metadata)
        #expect(try written == [UInt8](Data(contentsOf: fixture())))
    }

    @Test(.enabled(if: Python.hasSafeTensors, "needs a python3 with numpy and safetensors on the PATH"))
    func pythonReadsOurFile() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("ours.safetensors")
            try SafeTensorsWriter.write(
                [
                    "weight": HostTensor(shape: [2, 2], values: [Float(1), -2, 0.5, 8]),
                    "steps": HostTensor(shape: [], values: [Int64(-3)]),
                    Self.awkwardName: HostTensor([true, false]),
                ],
                metadata: ["format": "np", "note": "näher"], to: url)
            let script = """
                import json, sys
                from safetensors import safe_open
                with safe_open(sys.argv[1], 'numpy') as file:
                    print(json.dumps([file.metadata(), {k: file.get_tensor(k).tolist() for k in sorted(file.keys())}],
                        sort_keys=True))
                """
            let output = try Python.run(script, arguments: [url.path])
            let expected =
                #"[{"format": "np", "note": "n\u00e4her"}, "#
                + #"{"na\u00efve \"quoted\"\\\n\u0001\u4e2d\ud83d\ude00": [true, false], "steps": -3, "#
                + #""weight": [[1.0, -2.0], [0.5, 8.0]]}]"#
            #expect(output == expected + "\n")
        }
    }
}

import Foundation
import Testing

@testable import SafeTensors

@Suite struct WriterTests {
    /// Written down from the format's description, byte by byte.
    @Test func knownBytes() throws {
        let bytes = try SafeTensorsWriter.encode(
            ["b": HostTensor(shape: [1, 2], values: [Int16(1), -2]), "a": HostTensor([Float(1)])], metadata: ["k": "v"])
        let json =
            #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
            + #""b":{"dtype":"I16","shape":[1,2],"data_offsets":[4,8]}}"#
        #expect(json.utf8.count == 134)
        #expect(bytes == [136, 0, 0, 0, 0, 0, 0, 0] + Array(json.utf8) + [32, 32, 0, 0, 0x80, 0x3F, 1, 0, 0xFE, 0xFF])
    }

    @Test func headerIsPaddedToEightBytes() throws {
        let bytes = try SafeTensorsWriter.encode([:])
        #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    }

    @Test func fileEqualsBytesInMemory() throws {
        let tensors = [
            "x": HostTensor([1.5, 2.5]), "é\"\\\n\u{1}": HostTensor([true]),
            "none": HostTensor(shape: [0, 3], values: [Float]()),
        ]
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.safetensors")
            try Data("an older file".utf8).write(to: url)
            try SafeTensorsWriter.write(tensors, metadata: ["b": "2", "a": "1"], to: url)
            let inMemory = try SafeTensorsWriter.encode(tensors, metadata: ["a": "1", "b": "2"])
            #expect(try [UInt8](Data(contentsOf: url)) == inMemory)
            let file = try SafeTensorsFile(contentsOf: url)
            #expect(try file.tensors() == tensors)
            #expect(file.metadata == ["a": "1", "b": "2"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.safetensors"])
        }
    }

    @Test func tensorsAreAskedForOneByOneInFileOrder() throws {
        let writer = try SafeTensorsWriter(layout: [
            "a": TensorDescription(dtype: .u8, shape: [1]), "b": TensorDescription(dtype: .f64, shape: [1]),
        ])
        #expect(writer.names == ["b", "a"])
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.safetensors")
            var asked: [String] = []
            try writer.write(to: url) { name in
                asked.append(name)
                return name == "a" ? HostTensor([UInt8(3)]) : HostTensor([0.5])
            }
            #expect(asked == ["b", "a"])
            #expect(try Data(contentsOf: url).count == writer.byteCount)
        }
    }

    @Test func failureLeavesTheOldFileAndNoPartialOne() throws {
        let writer = try SafeTensorsWriter(layout: ["a": TensorDescription(dtype: .u8, shape: [1])])
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.safetensors")
            try Data("old".utf8).write(to: url)
            #expect(throws: SafeTensorsError(file: url.path, problem: .notAsAnnounced(tensor: "a"))) {
                try writer.write(to: url) { _ in HostTensor([UInt8(1), 2]) }
            }
            #expect(throws: CancellationError.self) { try writer.write(to: url) { _ in throw CancellationError() } }
            #expect(try Data(contentsOf: url) == Data("old".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.safetensors"])
            let elsewhere = folder.appendingPathComponent("missing/x.safetensors")
            let create = SafeTensorsError.Problem.systemCallFailed(operation: "create", code: 2, bytes: nil)
            #expect(throws: SafeTensorsError(file: elsewhere.path, problem: create)) {
                try writer.write(to: elsewhere) { _ in HostTensor([UInt8(1)]) }
            }
        }
    }

    @Test func reservedAndImpossibleLayouts() throws {
        #expect(throws: SafeTensorsError(problem: .reservedName("__metadata__"))) {
            try SafeTensorsWriter.encode(["__metadata__": HostTensor([UInt8(1)])])
        }
        #expect(throws: SafeTensorsError(problem: .shapeTooLarge(shape: [-1], dtype: .u8))) {
            try TensorDescription(dtype: .u8, shape: [-1])
        }
        let half = try TensorDescription(dtype: .u8, shape: [1 << 62])
        #expect(throws: SafeTensorsError(problem: .shapeTooLarge(shape: [1 << 62], dtype: .u8))) {
            try SafeTensorsWriter(layout: ["a": half, "b": half])
        }
    }
}

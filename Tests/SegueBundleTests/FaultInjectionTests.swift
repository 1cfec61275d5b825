import Foundation
import SegueFiles
import Testing

@testable import SegueBundle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Every system call of a save is made to fail, one after the other: a complete bundle must always load, and the next
/// start must leave no temporary behind.
@Suite struct FaultInjectionTests {
    /// How many calls a replacement of a bundle takes.
    private func callCount(canExchange: Bool) throws -> Int {
        let system = FaultySystem(.none, canExchange: canExchange)
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            try sampleWriter().write(contents(generation: 1), to: target)
            try sampleWriter(system.fileSystem).write(contents(generation: 2), to: target)
            #expect(try generation(of: target) == 2)
            #expect(try names(in: folder) == ["model"])
        }
        return system.callCount
    }

    @Test(arguments: [true, false])
    func singleFailureWhileReplacing(canExchange: Bool) throws {
        let count = try callCount(canExchange: canExchange)
        #expect(count > 20)
        for number in 1...count {
            let system = FaultySystem(.single(number), canExchange: canExchange)
            try withTemporaryFolder { folder in
                let target = folder.appendingPathComponent("model")
                try sampleWriter().write(contents(generation: 1), to: target)
                var hasFailed = false
                do {
                    try sampleWriter(system.fileSystem).write(contents(generation: 2), to: target)
                } catch let error as FileError {
                    hasFailed = true
                    #expect(error.exitCode == 74)
                }
                let found = try generation(of: target)
                #expect(found == 2 || hasFailed, "call \(number): success was reported, the old bundle is there")
                try AtomicDirectory(target: target, ownership: .modelBundle).recover()
                #expect(try names(in: folder) == ["model"], "call \(number)")
                #expect(try generation(of: target) == found)
            }
        }
    }

    @Test(arguments: [true, false])
    func killedWhileReplacing(canExchange: Bool) throws {
        var survivors: [Int] = []
        for number in 1...(try callCount(canExchange: canExchange)) {
            let system = FaultySystem(.killed(number), canExchange: canExchange)
            try withTemporaryFolder { folder in
                let target = folder.appendingPathComponent("model")
                try sampleWriter().write(contents(generation: 1), to: target)
                _ = try? sampleWriter(system.fileSystem).write(contents(generation: 2), to: target)
                if canExchange { _ = try generation(of: target) }
                try AtomicDirectory(target: target, ownership: .modelBundle).recover()
                #expect(try names(in: folder) == ["model"], "call \(number)")
                survivors.append(try generation(of: target))
                try sampleWriter().write(contents(generation: 3), to: target)
                #expect(try generation(of: target) == 3)
            }
        }
        #expect(survivors == survivors.sorted() && survivors.contains(1) && survivors.contains(2))
    }

    /// Generations 1 and 2 are there; publishing 3 fails at each call in turn.
    @Test(arguments: [false, true])
    func failureWhilePublishing(isKilled: Bool) throws {
        let counter = FaultySystem(.none)
        try publish(3, with: counter) { _, _, _ in }
        for number in 1...counter.callCount {
            let system = FaultySystem(isKilled ? .killed(number) : .single(number))
            try publish(3, with: system) { root, live, hasFailed in
                let found = try generation(of: try #require(try live.latest()))
                #expect(found == 3 || (hasFailed && found == 2), "call \(number)")
                try live.recover()
                #expect(try names(in: root).allSatisfy { !$0.hasPrefix(".") }, "call \(number)")
                #expect(try generation(of: try #require(try live.latest())) == found)
                for version in try live.versions() { _ = try generation(of: version) }
                try live.publish { try sampleWriter().fill($0, with: contents(generation: 4)) }
                #expect(try generation(of: root.appendingPathComponent("latest")) == 4)
                #expect(try live.versions().count == 2)
            }
        }
    }

    private func publish(
        _ number: Int, with system: FaultySystem, check: (URL, VersionedDirectory, Bool) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let root = folder.appendingPathComponent("checkpoints")
            let live = VersionedDirectory(root: root, ownership: .modelBundle)
            for earlier in 1..<number {
                try live.publish { try sampleWriter().fill($0, with: contents(generation: earlier)) }
            }
            let faulty = VersionedDirectory(root: root, ownership: .modelBundle, fileSystem: system.fileSystem)
            var hasFailed = false
            do {
                try faulty.publish {
                    try sampleWriter(system.fileSystem).fill($0, with: contents(generation: number))
                }
            } catch is FileError {
                hasFailed = true
            }
            try check(root, live, hasFailed)
        }
    }

    @Test func diskFullNamesPathAndBytes() throws {
        try withTemporaryFolder { folder in
            let system = FaultySystem(.single(2), code: ENOSPC)
            let path = folder.appendingPathComponent("weights.bin").path
            let error = #expect(throws: FileError.self) {
                try [UInt8](repeating: 1, count: 4096).withUnsafeBytes {
                    try system.fileSystem.create(path, contents: $0)
                }
            }
            #expect(error == .systemCallFailed(path: path, operation: "write", code: ENOSPC, bytes: 4096))
            #expect(error?.exitCode == 74)
            #expect(error?.description.contains("\(path): cannot write 4096 bytes: No space left on device") == true)
        }
    }

    @Test func interruptedAndShortWritesAreContinued() throws {
        try withTemporaryFolder { folder in
            let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
            for number in [1, 2, 5] {
                let system = FaultySystem(.single(number), code: EINTR, writesAtMost: 7)
                let url = folder.appendingPathComponent("\(number)")
                try bytes.withUnsafeBytes { try system.fileSystem.create(url.path, contents: $0) }
                #expect(try [UInt8](Data(contentsOf: url)) == bytes)
            }
        }
    }
}

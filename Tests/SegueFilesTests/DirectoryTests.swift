import Foundation
import Testing

@testable import SegueFiles

@Suite struct DirectoryTests {
    @Test func replacesADirectoryAndItsParentsAppear() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("a/b/model")
            for text in ["old", "new"] {
                try AtomicDirectory(target: target, ownership: .everything).write { directory in
                    try Data(text.utf8).write(to: directory.appendingPathComponent("\(text).txt"))
                }
            }
            #expect(try names(in: target) == ["new.txt"])
            #expect(try names(in: target.deletingLastPathComponent()) == ["model"])
        }
    }

    @Test func aFailingFillLeavesTheOldDirectory() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            try AtomicDirectory(target: target, ownership: .everything).write {
                try Data("1".utf8).write(to: $0.appendingPathComponent("f"))
            }
            #expect(throws: CancellationError.self) {
                try AtomicDirectory(target: target, ownership: .everything).write { directory in
                    try Data("2".utf8).write(to: directory.appendingPathComponent("f"))
                    throw CancellationError()
                }
            }
            #expect(try names(in: folder) == ["model"])
            #expect(try Data(contentsOf: target.appendingPathComponent("f")) == Data("1".utf8))
        }
    }

    @Test func linksInTheContentsAreRefused() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("model")
            let link = folder.appendingPathComponent(".model.partial/link").path
            #expect(throws: FileError.notARegularFile(path: link)) {
                try AtomicDirectory(target: target, ownership: .everything).write { directory in
                    try FileManager.default.createSymbolicLink(
                        atPath: directory.appendingPathComponent("link").path, withDestinationPath: "/etc")
                }
            }
            let left = try names(in: folder)
            #expect(left.isEmpty)
        }
    }

    @Test func removingNeverFollowsLinks() throws {
        try withTemporaryFolder { folder in
            let precious = folder.appendingPathComponent("precious")
            try FileManager.default.createDirectory(at: precious, withIntermediateDirectories: false)
            try Data("1".utf8).write(to: precious.appendingPathComponent("f"))
            let leftover = folder.appendingPathComponent(".model.partial")
            try FileManager.default.createDirectory(at: leftover, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: leftover.appendingPathComponent("link").path, withDestinationPath: precious.path)
            try Data().write(to: leftover.appendingPathComponent(".segue-partial"))
            try AtomicDirectory(target: folder.appendingPathComponent("model"), ownership: .everything).recover()
            #expect(try names(in: folder) == ["precious"])
            #expect(try names(in: precious) == ["f"])
        }
    }

    @Test func versionsAreNumberedAndPruned() throws {
        try withTemporaryFolder { folder in
            let root = folder.appendingPathComponent("runs")
            let versions = VersionedDirectory(root: root, ownership: .everything, prefix: "epoch", previousCount: 2)
            #expect(try versions.latest() == nil)
            for _ in 0..<12 { try versions.publish { _ in } }
            #expect(try names(in: root) == ["epoch-000010", "epoch-000011", "epoch-000012", "latest"])
            #expect(try versions.latest()?.lastPathComponent == "epoch-000012")
            let link = root.appendingPathComponent("latest").path
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "epoch-000012")
        }
    }

    @Test(arguments: ["../elsewhere", "/etc", "missing", "epoch-000009"])
    func aPointerThatLeadsNowhereIsNotFollowed(destination: String) throws {
        try withTemporaryFolder { root in
            let versions = VersionedDirectory(root: root, ownership: .everything, prefix: "epoch")
            try versions.publish { _ in }
            try FileManager.default.removeItem(at: root.appendingPathComponent("latest"))
            try FileManager.default.createSymbolicLink(
                atPath: root.appendingPathComponent("latest").path, withDestinationPath: destination)
            #expect(try LatestPointer(in: root).destination() == nil)
            #expect(try versions.latest()?.lastPathComponent == "epoch-000001")
        }
    }

    @Test func aRollbackByHandIsRespected() throws {
        try withTemporaryFolder { root in
            let versions = VersionedDirectory(root: root, ownership: .everything)
            for _ in 0..<2 { try versions.publish { _ in } }
            try LatestPointer(in: root).move(to: "version-000001")
            try versions.recover()
            #expect(try versions.latest()?.lastPathComponent == "version-000001")
            try versions.publish { _ in }
            #expect(try versions.latest()?.lastPathComponent == "version-000003")
        }
    }
}

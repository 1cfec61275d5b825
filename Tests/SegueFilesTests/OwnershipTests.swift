import Foundation
import Testing

@testable import SegueFiles

/// What is not the program's own is neither replaced nor removed.
@Suite struct OwnershipTests {
    private func write(_ text: String, _ url: URL) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func publish(_ target: URL) throws {
        try AtomicDirectory(target: target, ownership: .one).write { directory in
            try Data("new".utf8).write(to: directory.appendingPathComponent("own"))
        }
    }

    @Test func foldersWithStrangersAreRefused() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("target")
            try write("old", target.appendingPathComponent("own"))
            try write("mine", target.appendingPathComponent("notes.txt"))
            #expect(
                throws: FileError.notReplaceable(
                    path: target.path,
                    problem: "holds 'notes.txt', which is not part of a sample; name a new folder, or an empty one")
            ) { try publish(target) }
            #expect(try names(in: target) == ["notes.txt", "own"])
            #expect(try names(in: folder) == ["target"])
            try FileManager.default.removeItem(at: target.appendingPathComponent("notes.txt"))
            try publish(target)
            #expect(try Data(contentsOf: target.appendingPathComponent("own")) == Data("new".utf8))
        }
    }

    @Test func anOwnNameThatIsAFolderIsAStranger() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("target")
            try write("mine", target.appendingPathComponent("own/thesis.tex"))
            #expect(throws: FileError.self) { try publish(target) }
            #expect(try names(in: target.appendingPathComponent("own")) == ["thesis.tex"])
        }
    }

    @Test func linksFilesAndFoldersAboveAreRefused() throws {
        try withTemporaryFolder { folder in
            let real = folder.appendingPathComponent("real")
            try write("old", real.appendingPathComponent("own"))
            let link = folder.appendingPathComponent("link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
            #expect(throws: FileError.self) { try publish(link) }
            let dangling = folder.appendingPathComponent("dangling")
            try FileManager.default.createSymbolicLink(atPath: dangling.path, withDestinationPath: "/no/such/place")
            #expect(throws: FileError.self) { try publish(dangling) }
            let file = folder.appendingPathComponent("file")
            try write("mine", file)
            #expect(throws: FileError.self) { try publish(file) }
            #expect(throws: FileError.self) { try publish(URL(fileURLWithPath: ".")) }
            #expect(throws: FileError.self) { try publish(URL(fileURLWithPath: "/")) }
            #expect(try names(in: folder) == ["dangling", "file", "link", "real"])
            #expect(try Data(contentsOf: real.appendingPathComponent("own")) == Data("old".utf8))
        }
    }

    /// A folder of somebody else under the very name of a temporary is left alone.
    @Test(arguments: [".target.partial", ".target.previous"])
    func temporariesOfOthersAreLeftAlone(name: String) throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("target")
            try publish(target)
            try write("mine", folder.appendingPathComponent("\(name)/thesis.tex"))
            let error = #expect(throws: FileError.self) { try publish(target) }
            #expect(error?.description.contains("thesis.tex") == true)
            #expect(try names(in: folder.appendingPathComponent(name)) == ["thesis.tex"])
        }
    }

    @Test func aStrangerThatArrivesWhileTheFolderIsFilledIsKept() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("target")
            try publish(target)
            #expect(throws: FileError.self) {
                try AtomicDirectory(target: target, ownership: .one).write { _ in
                    try write("mine", target.appendingPathComponent("notes.txt"))
                }
            }
            #expect(try names(in: target) == ["notes.txt", "own"])
            #expect(try names(in: folder) == ["target"])
        }
    }

    @Test func versionsWithStrangersAreKept() throws {
        try withTemporaryFolder { root in
            let versions = VersionedDirectory(root: root, ownership: .one, prefix: "epoch", previousCount: 0)
            try versions.publish { try Data().write(to: $0.appendingPathComponent("own")) }
            try write("mine", root.appendingPathComponent("epoch-000001/notes.txt"))
            try versions.publish { try Data().write(to: $0.appendingPathComponent("own")) }
            #expect(try names(in: root) == ["epoch-000001", "epoch-000002", "latest"])
            #expect(throws: FileError.self) { try versions.removeAll() }
            #expect(try names(in: root.appendingPathComponent("epoch-000001")) == ["notes.txt", "own"])
            try FileManager.default.removeItem(at: root.appendingPathComponent("epoch-000001/notes.txt"))
            try write("mine", root.appendingPathComponent("notes.txt"))
            try versions.removeAll()
            #expect(try names(in: root) == ["notes.txt"])
        }
    }

    @Test func aRunFolderIsKnownByItsRecord() throws {
        try withTemporaryFolder { folder in
            let fresh = folder.appendingPathComponent("run")
            let run = try RunFolder(claiming: fresh, kind: "train")
            #expect(!run.holdsUnfinishedRun)
            try run.write(Data("x".utf8), to: "table.md")
            run.release()
            let begun = try RunFolder(claiming: fresh, kind: "train")
            #expect(!begun.holdsUnfinishedRun)
            try begun.begin()
            begun.release()
            #expect(try RunFolder(claiming: fresh, kind: "train").holdsUnfinishedRun)
            let again = try RunFolder(claiming: fresh, kind: "train")
            try again.finish()
            #expect(try !RunFolder(claiming: fresh, kind: "train").holdsUnfinishedRun)
            #expect(throws: FileError.self) { try RunFolder(claiming: fresh, kind: "compare") }
            let other = folder.appendingPathComponent("other")
            try write("mine", other.appendingPathComponent("notes.txt"))
            #expect(throws: FileError.self) { try RunFolder(claiming: other, kind: "train") }
            #expect(try names(in: other) == ["notes.txt"])
            #expect(try names(in: folder) == ["other", "run"])
        }
    }

    @Test func oneProcessAtATime() throws {
        try withTemporaryFolder { folder in
            let target = folder.appendingPathComponent("target")
            let lock = try DirectoryLock(for: target, purpose: "test")
            let error = #expect(throws: FileError.self) { try DirectoryLock(for: target, purpose: "test") }
            #expect(error?.exitCode == 75)
            #expect(error?.description.contains("process \(ProcessInfo.processInfo.processIdentifier) on ") == true)
            lock.release()
            #expect(try names(in: folder).isEmpty)
            // What a killed process leaves behind.
            try write(
                "process 1 on elsewhere since 1970-01-01T00:00:00Z (test)\n",
                folder.appendingPathComponent(".target.lock"))
            _ = try DirectoryLock(for: target, purpose: "test")
            try write("mine", folder.appendingPathComponent(".target.lock"))
            #expect(throws: FileError.self) { try DirectoryLock(for: target, purpose: "test") }
            #expect(try Data(contentsOf: folder.appendingPathComponent(".target.lock")) == Data("mine".utf8))
        }
    }

    /// Of several processes that begin at once, the others see a record that is just being written.
    @Test func aRecordInTheMakingIsNoFileOfSomebodyElse() throws {
        try withTemporaryFolder { folder in
            let run = folder.appendingPathComponent("run")
            try write("{", run.appendingPathComponent(".segue-run.json.1F2E.partial"))
            let lock = try DirectoryLock(for: run, purpose: "test")
            let error = #expect(throws: FileError.self) { try RunFolder(claiming: run, kind: "train") }
            #expect(error?.exitCode == 75)
            lock.release()
            try RunFolder(claiming: run, kind: "train").finish()
            #expect(try names(in: run) == ["segue-run.json"])
            let other = folder.appendingPathComponent("other")
            try write("mine", other.appendingPathComponent(".thesis.tex.1F2E.partial"))
            #expect(throws: FileError.self) { try RunFolder(claiming: other, kind: "train") }
        }
    }

    /// A folder where a disk is mounted cannot take another's name; that is said before anything is computed.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "needs Linux"))
    func mountPointsAreRefused() throws {
        let error = #expect(throws: FileError.self) { try FolderOwnership.one.check("/proc") }
        #expect(error?.description == "/proc: is where a disk is mounted, which is not replaced; name a folder in it")
        try withTemporaryFolder { try FolderOwnership.one.check($0.path) }
    }
}

import SegueCore
import Testing

/// Processors that a container or an affinity leaves to the program, and text that is safe to show.
@Suite struct AvailableProcessorsTests {
    private func quota(_ groups: String, _ files: [String: String]) -> Int? {
        AvailableProcessors.quota(cgroups: groups, read: { files[$0] })
    }

    @Test func versionTwo() {
        let groups = "0::/system.slice/docker-1.scope\n"
        let group = "/sys/fs/cgroup/system.slice"
        #expect(quota(groups, ["\(group)/docker-1.scope/cpu.max": "250000 100000\n"]) == 2)
        #expect(quota(groups, ["\(group)/docker-1.scope/cpu.max": "max 100000\n"]) == nil)
        // A limit further up holds too, and so does that of the root, where a container sees its own group.
        #expect(quota(groups, ["\(group)/cpu.max": "300000 100000", "/sys/fs/cgroup/cpu.max": "800000 100000"]) == 3)
        #expect(quota(groups, ["/sys/fs/cgroup/cpu.max": "50000 100000"]) == 1)
        #expect(quota("0::/\n", ["/sys/fs/cgroup/cpu.max": "400000 100000\n"]) == 4)
    }

    @Test func versionOne() {
        let groups = "5:memory:/x\n4:cpu,cpuacct:/docker/1\n1:name=systemd:/docker/1\n"
        let folder = "/sys/fs/cgroup/cpu,cpuacct"
        let limited = ["cpu.cfs_quota_us": "600000\n", "cpu.cfs_period_us": "100000\n"]
        func files(_ folder: String) -> [String: String] {
            limited.reduce(into: [:]) { $0["\(folder)/\($1.key)"] = $1.value }
        }
        #expect(quota(groups, files("\(folder)/docker/1")) == 6)
        #expect(quota(groups, files("/sys/fs/cgroup/cpu")) == 6)
        #expect(quota(groups, ["\(folder)/cpu.cfs_quota_us": "-1", "\(folder)/cpu.cfs_period_us": "100000"]) == nil)
    }

    @Test(arguments: ["", "nonsense", "0::", "4:cpu", "0::/x\u{0}:y", "4:cpu:/../.."])
    func nonsenseIsNoLimit(groups: String) {
        #expect(quota(groups, [:]) == nil)
        #expect(AvailableProcessors.quota(cgroups: groups, read: { _ in "x y z" }) == nil)
        #expect(AvailableProcessors.quota(cgroups: groups, read: { _ in "1e400 1" }) == nil)
    }

    @Test func affinity() {
        #expect(AvailableProcessors.allowed(status: "Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n") == 2)
        #expect(AvailableProcessors.allowed(status: "Cpus_allowed:\tff,ffffffff,0000000f\n") == 44)
        #expect(AvailableProcessors.allowed(status: "Name:\tx\n") == nil)
        #expect(AvailableProcessors.count >= 1 && AvailableProcessors.count <= AvailableProcessors.machineCount)
    }

    @Test func invisibleCharactersAreShown() {
        #expect(VisibleText.line("a\u{1B}[2Jb\nc\td\u{202E}\u{9B}") == "a\\u{1B}[2Jb\\nc\\td\\u{202E}\\u{9B}")
        #expect(VisibleText.lines("a\u{1B}\nb\t\r") == "a\\u{1B}\nb\t\\r")
        #expect(VisibleText.line("Amélie 👩‍👩‍👧 №1 \"x\"") == "Amélie 👩‍👩‍👧 №1 \"x\"")
    }
}

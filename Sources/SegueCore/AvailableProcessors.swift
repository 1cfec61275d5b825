#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many processors this process may keep busy: those it is allowed to run on, and no more than its container's share
/// of time.
public enum AvailableProcessors {
    /// The number, at least 1. A container's share is rounded down: threads that wait for each other gain nothing from a
    /// processor that is theirs for a part of the time.
    public static var count: Int {
        let allowed =
            allowed(status: text(of: "/proc/self/status") ?? "") ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        guard let quota = quota(cgroups: text(of: "/proc/self/cgroup") ?? "", read: text) else { return allowed }
        return max(1, min(allowed, quota))
    }

    /// The processors of the machine, whoever may use them.
    public static var machineCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_CONF)))) }

    /// The whole processors that control groups leave to a process; nil without a limit, and elsewhere than on Linux.
    ///
    /// - Parameters:
    ///   - cgroups: The content of `/proc/self/cgroup`.
    ///   - read: Gives the content of a file, or nil.
    package static func quota(cgroups: String, read: (String) -> String?) -> Int? {
        var smallest: Double?
        for line in cgroups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = parts[1].split(separator: ",")
            let isUnified = parts[0] == "0" && controllers.isEmpty
            guard isUnified || controllers.contains("cpu") else { continue }
            for group in groups(above: String(parts[2])) {
                let share = isUnified ? unifiedShare(group, read: read) : legacyShare(group, read: read)
                if let share { smallest = min(smallest ?? share, share) }
            }
        }
        return smallest.flatMap { Int(exactly: $0.rounded(.down)) }.map { max(1, $0) }
    }

    /// A group and those it is in; the last is the root, where a container sees its own group.
    private static func groups(above path: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).reversed().map { names.prefix($0).map { "/\($0)" }.joined() }
    }

    /// Version 2: `max 100000`, or microseconds in a period.
    private static func unifiedShare(_ group: String, read: (String) -> String?) -> Double? {
        for root in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
            let numbers = (read("\(root)\(group)/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }.map { Double($0) }
            if numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 {
                return quota / period
            }
        }
        return nil
    }

    /// Version 1: −1, or microseconds in a period.
    private static func legacyShare(_ group: String, read: (String) -> String?) -> Double? {
        func number(_ path: String) -> Double? { read(path)?.split(separator: "\n").first.flatMap { Double($0) } }
        for root in ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"] {
            let quota = number("\(root)\(group)/cpu.cfs_quota_us")
            let period = number("\(root)\(group)/cpu.cfs_period_us")
            if let quota, let period, quota > 0, period > 0 { return quota / period }
        }
        return nil
    }

    /// Those that the process's affinity leaves it; nil where the system says nothing of it.
    ///
    /// - Parameter status: The content of `/proc/self/status`, where they are a mask in hexadecimal digits.
    package static func allowed(status: String) -> Int? {
        let name = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let count = line.dropFirst(name.count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }

    /// The beginning of a small file; nil when it cannot be read.
    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(validating: bytes.prefix(count), as: UTF8.self) : nil
    }
}

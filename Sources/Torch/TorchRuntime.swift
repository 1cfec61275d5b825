import CTorch
import Synchronization

/// Facts and settings of the libtorch in use.
public enum TorchRuntime {
    /// Threads that one operation may use.
    public static var threadCount: Int { Int(ct_thread_count()) }

    /// Sets how many threads one operation may use; the same number gives the same bits.
    /// - Throws: ``TorchError`` unless it is positive.
    public static func setThreadCount(_ count: Int) throws {
        if ct_set_thread_count(Int32(clamping: count)) != 0 { throw TorchError.last() }
    }

    /// Has the process keep what tensors of up to 256 MB free, a gigabyte in all, for the next ones.
    ///
    /// Linux's C library takes each block over 32 MB from the system and gives it back at once; a training step whose
    /// activations are larger then spends a sixth of its time on pages that are handed out, cleared and taken back. This
    /// concerns the whole process, so it is for programs to call, once, before they train. Elsewhere it does nothing.
    public static func keepFreedMemory() { ct_keep_freed_memory() }

    /// Whether to compute by libtorch's own operations, one by one, what Segue has kernels for. The results agree up to
    /// rounding; this is for finding faults.
    public static var usesReferenceKernels: Bool {
        get { referenceKernels.load(ordering: .relaxed) }
        set { referenceKernels.store(newValue, ordering: .relaxed) }
    }

    private static let referenceKernels = Atomic(false)

    /// Version of the headers Segue was compiled with.
    public static var compiledVersion: String { String(cString: ct_compiled_version()) }

    /// Version of the library the process runs with.
    public static var runtimeVersion: String { String(cString: ct_runtime_version()) }

    /// libtorch's own description of its build: BLAS, OpenMP, instruction set.
    public static var buildDescription: String { String(cString: ct_build_description()) }

    /// File the library was loaded from.
    public static var libraryPath: String { String(cString: ct_library_path()) }

    /// Versions Segue is made for.
    public static let supportedVersions = "2.11 … 2.15"

    /// Whether the library in use is one Segue is made for, and the one it was compiled with.
    public static var isSupported: Bool {
        func minor(_ version: String) -> Int? {
            let parts = version.split(separator: ".")
            guard parts.count >= 2, parts[0] == "2" else { return nil }
            return Int(parts[1])
        }
        guard let runtime = minor(runtimeVersion), let compiled = minor(compiledVersion) else { return false }
        return (11...15).contains(runtime) && runtime == compiled
    }
}

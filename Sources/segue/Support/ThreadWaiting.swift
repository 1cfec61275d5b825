#if canImport(Glibc)
    import Glibc

    /// Keeps libtorch's threads from burning a shared machine while they wait for each other.
    ///
    /// GNU OpenMP, which libtorch uses on Linux, lets a thread without work spin for milliseconds before it sleeps. On a
    /// machine that is busy with other things the threads then wait for one that is not running: small models train ten
    /// times slower. The limit is read when the library is loaded, so the program starts itself once more with it, unless
    /// the environment says something about it already.
    enum ThreadWaiting {
        static func limit() {
            guard getenv("GOMP_SPINCOUNT") == nil, getenv("OMP_WAIT_POLICY") == nil else { return }
            setenv("GOMP_SPINCOUNT", "10000", 0)
            // Returns only on failure; then the program runs as it would have without this.
            execv("/proc/self/exe", CommandLine.unsafeArgv)
        }
    }
#else
    /// Other systems' libraries do not spin.
    enum ThreadWaiting {
        static func limit() {}
    }
#endif

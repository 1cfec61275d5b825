import SegueFormats

/// Any file: gzip, encodings, line ends, and the format recognized.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecognition(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    read(buffer(start, count), ReadOptions(maximumBadRows: 1000))
    return 0
}

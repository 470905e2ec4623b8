import CZlib

public enum GzipError: Error, Equatable {
    /// zlib's return code.
    case failed(Int32)
}

/// gzip (RFC 1952) in one piece, by zlib.
public enum Gzip {
    /// zlib's window bits: 15, plus 16 for a gzip head instead of a zlib one.
    private static let windowBits: Int32 = 15 + 16

    public static func compress(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        try withStream { (stream) throws(GzipError) in
            let started = deflateInit2_(
                stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 9, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
            )
            guard started == Z_OK else { throw .failed(started) }
            defer { deflateEnd(stream) }
            let bound = Int(deflateBound(stream, UInt(bytes.count)))
            return try run(stream, over: bytes, chunk: bound) { deflate(stream, Z_FINISH) }
        }
    }

    public static func decompress(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        try withStream { (stream) throws(GzipError) in
            let started = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard started == Z_OK else { throw .failed(started) }
            defer { inflateEnd(stream) }
            return try run(stream, over: bytes, chunk: bytes.count * 4 + 64) { inflate(stream, Z_NO_FLUSH) }
        }
    }

    /// How many bytes it is of, as its last four say (RFC 1952 §2.3.1).
    public static func plainCount(of bytes: [UInt8]) -> Int {
        bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// zlib remembers where its stream lies, so it must not move.
    private static func withStream(_ use: (z_streamp) throws(GzipError) -> [UInt8]) throws(GzipError) -> [UInt8] {
        let stream = z_streamp.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        return try use(stream)
    }

    private static func run(_ stream: z_streamp, over bytes: [UInt8], chunk: Int, step: () -> Int32) throws(GzipError) -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        var code = Z_OK
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            while code == Z_OK {
                let produced = buffer.withUnsafeMutableBufferPointer { buffer in
                    stream.pointee.next_out = buffer.baseAddress
                    stream.pointee.avail_out = UInt32(buffer.count)
                    code = step()
                    return buffer.count - Int(stream.pointee.avail_out)
                }
                output.append(contentsOf: buffer[..<produced])
            }
        }
        guard code == Z_STREAM_END else { throw .failed(code) }
        return output
    }
}

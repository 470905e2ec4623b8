import CZlib
import Glibc

/// Writes a zip file, one entry after the other, each compressed while it comes.
public final class ZipWriter {
    private struct Entry {
        let name: [UInt8]
        let offset: Int
        var sum: UInt = 0
        var size = 0
        var compressed = 0

        /// What the head of an entry and its line in the directory have in common.
        var fields: [UInt8] {
            var bytes: [UInt8] = []
            for number in [ZipFormat.version, 0, ZipFormat.deflated, 0, ZipFormat.date] { bytes.append(number, bytes: 2) }
            for number in [Int(sum), compressed, size] { bytes.append(number, bytes: 4) }
            bytes.append(name.count, bytes: 2)
            bytes.append(0, bytes: 2)
            return bytes
        }
    }

    private let file: Int32
    private let stream: z_streamp
    private var entries: [Entry] = []
    private var end = 0
    private var output = [UInt8](repeating: 0, count: ZipFormat.chunk)

    /// - Parameter file: open for writing, and empty. The caller closes it.
    public init(_ file: Int32) throws {
        self.file = file
        stream = z_streamp.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let started = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, ZipFormat.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard started == Z_OK else {
            stream.deallocate()
            throw ZipError.file("zlib answers \(started)")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Adds an entry.
    ///
    /// - Parameter content: hands its bytes over, in pieces of any size.
    public func add(_ name: String, _ content: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        var entry = Entry(name: Array(name.utf8), offset: end)
        end += ZipFormat.localSize + entry.name.count
        deflateReset(stream)
        try content { bytes in
            guard !bytes.isEmpty else { return }
            entry.sum = crc32(entry.sum, bytes, UInt32(bytes.count))
            entry.size += bytes.count
            entry.compressed += try self.compress(bytes, Z_NO_FLUSH)
        }
        entry.compressed += try compress([], Z_FINISH)
        guard entry.size < ZipFormat.limit, end < ZipFormat.limit else { throw ZipError.tooLarge }
        var head: [UInt8] = []
        head.append(ZipFormat.localSignature, bytes: 4)
        try put(head + entry.fields + entry.name, at: entry.offset)
        entries.append(entry)
    }

    /// Writes the directory. Answers how long the file is, in bytes.
    public func finish() throws -> Int {
        var directory: [UInt8] = []
        for entry in entries {
            directory.append(ZipFormat.centralSignature, bytes: 4)
            directory.append(ZipFormat.version, bytes: 2)
            directory += entry.fields
            directory += [UInt8](repeating: 0, count: 10)
            directory.append(entry.offset, bytes: 4)
            directory += entry.name
        }
        let size = directory.count
        directory.append(ZipFormat.endSignature, bytes: 4)
        directory.append(0, bytes: 4)
        for _ in 0..<2 { directory.append(entries.count, bytes: 2) }
        directory.append(size, bytes: 4)
        directory.append(end, bytes: 4)
        directory.append(0, bytes: 2)
        try put(directory, at: end)
        return end + directory.count
    }

    /// Answers how many bytes have come of it so far.
    private func compress(_ bytes: [UInt8], _ flush: Int32) throws -> Int {
        var (input, written) = (bytes, 0)
        try input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                let produced = try output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    let code = deflate(stream, flush)
                    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw ZipError.file("zlib answers \(code)") }
                    return output.count - Int(stream.pointee.avail_out)
                }
                try put(Array(output[..<produced]), at: end)
                end += produced
                written += produced
            } while stream.pointee.avail_out == 0
        }
        return written
    }

    private func put(_ bytes: [UInt8], at offset: Int) throws {
        guard offset + bytes.count < ZipFormat.limit else { throw ZipError.tooLarge }
        var done = 0
        while done < bytes.count {
            // It is not empty, so there is a base address.
            let count = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress! + done, bytes.count - done, off_t(offset + done)) }
            guard count > 0 else { throw ZipError.file(String(cString: strerror(errno))) }
            done += count
        }
    }
}

import CZlib
import Glibc

/// Reads a zip file that somebody else may have made: by its directory, and strictly. Nothing is ever unpacked to a path.
public struct ZipReader: Sendable {
    private struct Entry {
        let method: Int
        let sum: UInt
        let compressed: Int
        let size: Int
        let offset: Int
    }

    private let file: Int32
    private let entries: [String: Entry]

    /// What is in it.
    public var names: Set<String> { Set(entries.keys) }

    /// - Parameters:
    ///   - file: open for reading. The caller closes it once nothing is read any more.
    ///   - names: that may be in it. Whatever else is named is refused.
    public init(_ file: Int32, admitting names: Set<String>) throws {
        self.file = file
        let length = Int(lseek(file, 0, SEEK_END))
        guard length >= ZipFormat.endSize else { throw ZipError.malformed("it is too short") }
        guard length < ZipFormat.limit else { throw ZipError.tooLarge }
        let end = try file.bytes(ZipFormat.endSize, at: length - ZipFormat.endSize)
        guard end.number(4, at: 0) == ZipFormat.endSignature, end.number(2, at: 20) == 0 else {
            throw ZipError.malformed("it does not end with a directory")
        }
        let (count, size, start) = (end.number(2, at: 10), end.number(4, at: 12), end.number(4, at: 16))
        guard end.number(4, at: 4) == 0, end.number(2, at: 8) == count, start + size == length - ZipFormat.endSize else {
            throw ZipError.malformed("its directory is not where it says")
        }
        guard count <= names.count, size <= ZipFormat.chunk else { throw ZipError.malformed("it has more in it than belongs there") }
        entries = try Self.entries(in: file.bytes(size, at: start), count, admitting: names)
        try requireApart(before: start)
    }

    private static func entries(in directory: [UInt8], _ count: Int, admitting names: Set<String>) throws -> [String: Entry] {
        var (entries, place) = ([String: Entry](), 0)
        for _ in 0..<count {
            guard directory.count >= place + ZipFormat.centralSize, directory.number(4, at: place) == ZipFormat.centralSignature else {
                throw ZipError.malformed("its directory breaks off")
            }
            let lengths = [28, 30, 32].map { directory.number(2, at: place + $0) }
            let next = place + ZipFormat.centralSize + lengths.reduce(0, +)
            guard directory.count >= next else { throw ZipError.malformed("its directory breaks off") }
            let name = String(decoding: directory[(place + ZipFormat.centralSize)...].prefix(lengths[0]), as: UTF8.self)
            guard names.contains(name) else { throw ZipError.malformed("it has something in it that does not belong there") }
            guard entries[name] == nil else { throw ZipError.entry(name, problem: "is there twice") }
            guard directory.number(2, at: place + 8) & ~ZipFormat.harmlessFlags == 0 else {
                throw ZipError.entry(name, problem: "is encrypted, or packed in a way that is not known here")
            }
            entries[name] = Entry(
                method: directory.number(2, at: place + 10), sum: UInt(directory.number(4, at: place + 16)),
                compressed: directory.number(4, at: place + 20), size: directory.number(4, at: place + 24),
                offset: directory.number(4, at: place + 42)
            )
            place = next
        }
        guard place == directory.count else { throw ZipError.malformed("its directory goes on behind its end") }
        return entries
    }

    /// Entries that lie over each other make much of little.
    private func requireApart(before directory: Int) throws {
        var free = 0
        for (name, entry) in entries.sorted(by: { $0.value.offset < $1.value.offset }) {
            let (start, end) = try place(of: entry, name)
            guard entry.offset >= free, start <= end, end <= directory else {
                throw ZipError.entry(name, problem: "is not where the directory says")
            }
            free = end
        }
    }

    /// Where the content lies.
    private func place(of entry: Entry, _ name: String) throws -> (start: Int, end: Int) {
        let head = try file.bytes(ZipFormat.localSize, at: entry.offset)
        let length = head.number(2, at: 26)
        let start = entry.offset + ZipFormat.localSize + length + head.number(2, at: 28)
        guard head.number(4, at: 0) == ZipFormat.localSignature,
            try file.bytes(length, at: entry.offset + ZipFormat.localSize).elementsEqual(name.utf8)
        else { throw ZipError.entry(name, problem: "is not where the directory says") }
        return (start, start + entry.compressed)
    }

    /// Hands the content of an entry over, in pieces. Never more than the directory says, and it is all there only if nothing is thrown.
    public func read(_ name: String, _ use: ([UInt8]) throws -> Void) throws {
        guard let entry = entries[name] else { throw ZipError.entry(name, problem: "is missing") }
        var (sum, size) = (UInt(0), 0)
        func take(_ bytes: [UInt8]) throws {
            size += bytes.count
            guard size <= entry.size else { throw ZipError.entry(name, problem: "is longer than the directory says") }
            sum = crc32(sum, bytes, UInt32(bytes.count))
            try use(bytes)
        }
        switch entry.method {
        case ZipFormat.stored: try pieces(of: entry, name, take)
        case ZipFormat.deflated: try inflate(entry, name, take)
        default: throw ZipError.entry(name, problem: "is packed in a way that is not known here")
        }
        guard size == entry.size, sum == entry.sum else { throw ZipError.entry(name, problem: "is damaged") }
    }

    private func pieces(of entry: Entry, _ name: String, _ use: ([UInt8]) throws -> Void) throws {
        var (start, end) = try place(of: entry, name)
        while start < end {
            let piece = try file.bytes(min(ZipFormat.chunk, end - start), at: start)
            try use(piece)
            start += piece.count
        }
    }

    private func inflate(_ entry: Entry, _ name: String, _ use: ([UInt8]) throws -> Void) throws {
        let stream = z_streamp.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard inflateInit2_(stream, ZipFormat.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ZipError.file("zlib does not start")
        }
        defer { inflateEnd(stream) }
        var (output, code) = ([UInt8](repeating: 0, count: ZipFormat.chunk), Z_OK)
        try pieces(of: entry, name) { piece in
            var input = piece
            try input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(input.count)
                repeat {
                    guard code == Z_OK else { throw ZipError.entry(name, problem: "is damaged") }
                    let produced = output.withUnsafeMutableBufferPointer { output in
                        stream.pointee.next_out = output.baseAddress
                        stream.pointee.avail_out = UInt32(output.count)
                        code = CZlib.inflate(stream, Z_NO_FLUSH)
                        return output.count - Int(stream.pointee.avail_out)
                    }
                    if code == Z_BUF_ERROR { code = Z_OK }  // it wants the next piece
                    if produced > 0 { try use(Array(output[..<produced])) }
                } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0 && code == Z_OK
            }
        }
        guard code == Z_STREAM_END else { throw ZipError.entry(name, problem: "is damaged") }
    }
}

extension Int32 {
    /// So many bytes of a file, from a place in it.
    fileprivate func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
        var (bytes, done) = ([UInt8](repeating: 0, count: count), 0)
        while done < count {
            // It is not empty, so there is a base address.
            let read = bytes.withUnsafeMutableBytes { pread(self, $0.baseAddress! + done, count - done, off_t(offset + done)) }
            guard read >= 0 else { throw ZipError.file(String(cString: strerror(errno))) }
            guard read > 0 else { throw ZipError.malformed("it breaks off") }
            done += read
        }
        return bytes
    }
}

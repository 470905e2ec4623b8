/// The numbers of the zip format (PKWARE APPNOTE 6.3, §4.3), without its 64-bit and encrypted variants.
enum ZipFormat {
    static let localSignature = 0x0403_4b50
    static let localSize = 30
    static let centralSignature = 0x0201_4b50
    static let centralSize = 46
    static let endSignature = 0x0605_4b50
    static let endSize = 22

    static let version = 20
    static let stored = 0
    static let deflated = 8
    /// 1980-01-01, so that the same content makes the same file.
    static let date = 0x0021
    /// Of sizes and places: the largest number stands for one that is elsewhere.
    static let limit = Int(UInt32.max)
    /// How well it was compressed, sizes behind the content as well, names in UTF-8: what doesn't matter to who reads by the directory.
    static let harmlessFlags = 0b1000_0000_1110
    /// zlib's window bits: negative for a stream without head and sum of its own.
    static let windowBits: Int32 = -15
    static let chunk = 64 * 1024
}

extension [UInt8] {
    /// Appends a number, its lowest byte first.
    mutating func append(_ number: Int, bytes: Int) {
        for place in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    /// A number, its lowest byte first.
    func number(_ bytes: Int, at start: Int) -> Int {
        (0..<bytes).reduce(0) { $0 | Int(self[startIndex + start + $1]) << (8 * $1) }
    }
}

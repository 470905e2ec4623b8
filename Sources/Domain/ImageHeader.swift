/// What a picture says of itself in its first bytes. Nothing of it is decoded.
struct ImageHeader: Equatable {
    let type: Logo.MediaType
    /// In pixels.
    let width, height: Int

    /// Nil for what is no PNG, JPEG or WebP.
    init?(_ bytes: [UInt8]) {
        guard let found = Self.png(bytes) ?? Self.jpeg(bytes) ?? Self.webP(bytes) else { return nil }
        self = found
    }

    private init(_ type: Logo.MediaType, width: Int, height: Int) {
        self.type = type
        self.width = width
        self.height = height
    }

    /// PNG, third edition, §5.2 and §11.2.1: the signature, and IHDR as the first chunk.
    private static func png(_ bytes: [UInt8]) -> ImageHeader? {
        let start: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
        guard bytes.starts(with: start), bytes.count >= 33 else { return nil }
        return ImageHeader(.png, width: bytes.big(4, at: 16), height: bytes.big(4, at: 20))
    }

    /// ITU-T T.81, annex B: segments up to the frame header, which is any SOF marker.
    private static func jpeg(_ bytes: [UInt8]) -> ImageHeader? {
        guard bytes.starts(with: [0xff, 0xd8, 0xff]) else { return nil }
        var position = 2
        while position + 9 <= bytes.count, bytes[position] == 0xff {
            let marker = bytes[position + 1]
            if marker == 0xff {
                position += 1  // a fill byte
                continue
            }
            guard (0xc0...0xfe).contains(marker), !(0xd0...0xda).contains(marker) else { return nil }
            let length = bytes.big(2, at: position + 2)
            let isFrame = (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker)
            if isFrame { return ImageHeader(.jpeg, width: bytes.big(2, at: position + 7), height: bytes.big(2, at: position + 5)) }
            guard length >= 2 else { return nil }
            position += 2 + length
        }
        return nil
    }

    /// RFC 9649, §2.4 to §2.7: RIFF, and the first chunk in one of three forms.
    private static func webP(_ bytes: [UInt8]) -> ImageHeader? {
        guard bytes.count >= 30, bytes.starts(with: Array("RIFF".utf8)), bytes[8..<12].elementsEqual("WEBP".utf8),
            bytes.little(4, at: 4) + 8 <= bytes.count
        else { return nil }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 " where bytes[23..<26].elementsEqual([0x9d, 0x01, 0x2a]):
            return ImageHeader(.webP, width: bytes.little(2, at: 26) & 0x3fff, height: bytes.little(2, at: 28) & 0x3fff)
        case "VP8L" where bytes[20] == 0x2f:
            let bits = bytes.little(4, at: 21)
            return ImageHeader(.webP, width: bits & 0x3fff + 1, height: (bits >> 14) & 0x3fff + 1)
        case "VP8X":
            return ImageHeader(.webP, width: bytes.little(3, at: 24) + 1, height: bytes.little(3, at: 27) + 1)
        default: return nil
        }
    }
}

extension [UInt8] {
    fileprivate func big(_ count: Int, at start: Int) -> Int { self[start..<start + count].reduce(0) { $0 << 8 | Int($1) } }
    fileprivate func little(_ count: Int, at start: Int) -> Int { self[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) } }
}

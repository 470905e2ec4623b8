import Domain
import Testing

/// What passes for a picture: by its first bytes, and by how large it says that it is.
@Suite struct LogoTests {
    private static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    private static func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

    private static func png(_ width: Int, _ height: Int) -> [UInt8] {
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width, 4) + big(height, 4)
            + [8, 6, 0, 0, 0, 1, 2, 3, 4]
    }

    private static func jpeg(_ width: Int, _ height: Int, frame: UInt8 = 0xc0) -> [UInt8] {
        let application: [UInt8] = [0xff, 0xe0] + big(16, 2) + [UInt8](repeating: 0xff, count: 14)
        let tables: [UInt8] = [0xff, 0xff, 0xc4] + big(5, 2) + [1, 2, 3]
        return [0xff, 0xd8] + application + tables + [0xff, frame] + big(11, 2) + [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0]
    }

    private static func riff(_ chunk: String, _ content: [UInt8]) -> [UInt8] {
        let rest = Array("WEBP\(chunk)".utf8) + little(content.count, 4) + content
        return Array("RIFF".utf8) + little(rest.count, 4) + rest
    }

    private static func lossy(_ width: Int, _ height: Int) -> [UInt8] {
        riff("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a] + little(width, 2) + little(height, 2))
    }

    private static func lossless(_ width: Int, _ height: Int) -> [UInt8] {
        riff("VP8L", [0x2f] + little((width - 1) | (height - 1) << 14, 4) + [0, 0, 0, 0, 0])
    }

    private static func extended(_ width: Int, _ height: Int) -> [UInt8] {
        riff("VP8X", [0, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    private static let makers: [(Logo.MediaType, @Sendable (Int, Int) -> [UInt8])] = [
        (.png, { png($0, $1) }), (.jpeg, { jpeg($0, $1) }), (.jpeg, { jpeg($0, $1, frame: 0xc2) }), (.webP, { lossy($0, $1) }),
        (.webP, { lossless($0, $1) }), (.webP, { extended($0, $1) }),
    ]

    @Test func everyFormIsToldByItsContent() throws {
        for (type, make) in Self.makers {
            for (width, height) in [(16, 16), (2048, 2048), (16, 2048), (300, 17)] {
                let logo = try Logo(make(width, height))
                #expect(logo.type == type && logo.bytes == make(width, height))
            }
            for (width, height) in [(15, 16), (16, 15), (2049, 16), (16, 2049), (1, 1)] {
                #expect(throws: Problem("must be 16 to 2048 pixels wide and high"), "\(type) \(width)") { try Logo(make(width, height)) }
            }
        }
        #expect(throws: (any Error).self) { try Logo(Self.png(0, 16)) }
        #expect(throws: (any Error).self) { try Logo(Self.png(1 << 31, 16)) }
    }

    @Test func whatIsNoneOfThemIsRefused() {
        let others: [[UInt8]] = [
            [], Array("<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'/>".utf8), Array("<!doctype html><script>".utf8),
            Array("GIF89a".utf8) + [32, 0, 32, 0] + [UInt8](repeating: 0, count: 30), Array("BM".utf8) + [UInt8](repeating: 0, count: 60),
            [0xff, 0xd8, 0xff], [0xff, 0xd8, 0xff, 0xda] + [UInt8](repeating: 0, count: 40),
            Self.riff("VP8Z", [UInt8](repeating: 1, count: 20)),
            [0xff, 0xd8] + (0..<40).flatMap { _ in [0xff, 0xe1, 0, 2] as [UInt8] },
            [0xff, 0xd8] + [0xff, 0xe1, 0, 0] + [UInt8](repeating: 0xff, count: 40),
        ]
        for bytes in others { #expect(throws: Problem("is no PNG, JPEG or WebP picture"), "\(bytes.prefix(12))") { try Logo(bytes) } }
    }

    @Test func itHasAnEnd() throws {
        let padding = [UInt8](repeating: 0, count: Logo.largest)
        let whole = Array((Self.png(32, 32) + padding).prefix(Logo.largest))
        #expect(try Logo(whole).bytes.count == 256 * 1024)
        #expect(throws: Problem("must have at most 262144 bytes")) { try Logo(whole + [0]) }
    }

    /// Cut off anywhere, or with any bytes changed: refused, or another size, and nothing worse.
    @Test func brokenPicturesDoNoHarm() {
        let randomness = Randomness.seeded(7)
        for (_, make) in Self.makers {
            let whole = make(64, 48)
            for count in 0..<whole.count { _ = try? Logo(Array(whole.prefix(count))) }
            #expect((try? Logo(Array(whole.prefix(20)))) == nil)
            for _ in 0..<4000 {
                var bytes = whole
                for _ in 0..<3 { bytes[Int(randomness.word() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: randomness.word()) }
                _ = try? Logo(bytes)
            }
        }
    }
}

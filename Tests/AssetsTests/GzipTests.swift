import Testing

@testable import Assets

@Suite struct GzipTests {
    private func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 42
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }

    private func roundTrip(_ bytes: [UInt8]) throws {
        let packed = try Gzip.compress(bytes)
        #expect(packed.starts(with: [0x1f, 0x8b, 8]))
        #expect(try Gzip.decompress(packed) == bytes)
    }

    @Test(arguments: [0, 1, 255, 256, 70_000])
    func anAssetKnowsHowLongItIs(_ count: Int) throws {
        let asset = try Asset(path: "noise", content: noise(count))
        #expect(Gzip.plainCount(of: asset.gzip) == count)
        #expect(try asset.plain().count == count)
    }

    @Test func nothingAndOneByte() throws {
        try roundTrip([])
        for byte in UInt8.min...UInt8.max { try roundTrip([byte]) }
    }

    @Test func aMegabyteOfNoise() throws {
        try roundTrip(noise(1_048_576))
    }

    @Test func whatShrinksAThousandfold() throws {
        let zeros = [UInt8](repeating: 0, count: 1_000_000)
        #expect(try Gzip.compress(zeros).count < 2000)
        try roundTrip(zeros)
    }

    @Test func everyLengthAroundTheBuffers() throws {
        for count in 0...300 { try roundTrip(noise(count)) }
    }

    @Test func itIsTheSameEveryTime() throws {
        #expect(try Gzip.compress(noise(5000)) == Gzip.compress(noise(5000)))
    }

    @Test func whatIsDamagedIsRefused() throws {
        let packed = try Gzip.compress(noise(1000))
        for count in [0, 1, 9, 10, packed.count / 2, packed.count - 1] {
            #expect(throws: GzipError.self) { try Gzip.decompress(Array(packed.prefix(count))) }
        }
        for position in [0, 1, 2, packed.count / 2, packed.count - 8, packed.count - 1] {
            var damaged = packed
            damaged[position] ^= 0x10
            #expect(throws: GzipError.self) { try Gzip.decompress(damaged) }
        }
        #expect(throws: GzipError.self) { try Gzip.decompress(Array("not compressed at all".utf8)) }
    }
}

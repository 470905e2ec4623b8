import Domain
import Synchronization

extension Randomness {
    /// The same numbers every time (SplitMix64, Steele et al. 2014).
    static func seeded(_ seed: UInt64) -> Randomness {
        let generator = SeededGenerator(seed)
        return Randomness { generator.next() }
    }
}

/// A generator that many tasks may share and that starts anywhere a test wants it to.
final class SeededGenerator: Sendable {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    func number(in range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Text from every corner of Unicode, the troublesome ones most of all.
    func text(upTo limit: Int) -> String {
        let corners: [ClosedRange<UInt32>] = [
            0x00...0x7f, 0x20...0x40, 0x80...0x24f, 0x300...0x36f, 0x600...0x6ff, 0x900...0x97f, 0x1100...0x11ff, 0x2000...0x206f,
            0x3164...0x3164, 0xac00...0xd7a3, 0xfe00...0xfe0f, 0x1f300...0x1faff, 0xe0000...0xe007f, 0x10000...0x10ffff,
        ]
        var text = ""
        for _ in 0..<number(in: 0...Int64(limit)) {
            let corner = corners[Int(next() % UInt64(corners.count))]
            let value = UInt32(number(in: Int64(corner.lowerBound)...Int64(corner.upperBound)))
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}

/// What a throwing rule says about an input: nil if it has nothing against it.
func problem<Value>(_ make: () throws -> Value) -> String? {
    do {
        _ = try make()
        return nil
    } catch {
        return (error as? Problem)?.message ?? "\(error)"
    }
}

/// Makes inputs of valid ones: some bytes changed, taken out, put in, or two of them crossed. The same ones for the same seed.
struct Mutator {
    private let seeds: [[UInt8]]
    private let longest: Int
    private var numbers: SplitMix

    init(_ target: FuzzTarget, seed: UInt64) {
        seeds = target.seeds
        longest = target.longest
        numbers = SplitMix(state: seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = anySeed()
        for _ in 0..<numbers.below(6) { mutate(&bytes) }
        return Array(bytes.prefix(longest))
    }

    private mutating func anySeed() -> [UInt8] { seeds[numbers.below(seeds.count)] }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let position = numbers.below(bytes.count + 1)
        switch numbers.below(7) {
        case 0 where position < bytes.count: bytes[position] = UInt8(numbers.below(256))
        case 1 where position < bytes.count: bytes[position] ^= 1 << UInt8(numbers.below(8))
        case 2 where position < bytes.count: bytes.remove(at: position)
        case 3: bytes.insert(UInt8(numbers.below(256)), at: position)
        case 4: bytes.removeLast(numbers.below(bytes.count - position + 1))
        case 5: bytes.insert(contentsOf: piece(of: bytes), at: position)
        default: bytes = Array(bytes[..<position]) + anySeed().suffix(numbers.below(40))
        }
    }

    private mutating func piece(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.dropFirst(numbers.below(bytes.count + 1)).prefix(1 + numbers.below(16))
    }
}

/// Steele et al. 2014.
struct SplitMix {
    var state: UInt64

    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Less than `limit`, which is at least 1.
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

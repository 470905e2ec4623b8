extension [UInt8] {
    /// RFC 4648 §4.
    package static let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Decodes what the packing tool wrote. That is the only input, so nothing is checked.
    package init(decodingBase64 text: UnsafeBufferPointer<UInt8>) {
        var values = [UInt8](repeating: 0, count: 256)
        for (value, character) in Self.base64Alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        self = []
        reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for character in text where character != UInt8(ascii: "=") {
            bits = bits << 6 | UInt32(values[Int(character)])
            count += 6
            if count >= 8 {
                count -= 8
                append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
    }
}

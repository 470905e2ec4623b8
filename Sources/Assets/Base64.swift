extension [UInt8] {
    /// RFC 4648 §4.
    package static let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Decodes what the packing tool wrote, in whole groups of four. That is the only input, so nothing is checked.
    package init(decodingBase64 text: UnsafeBufferPointer<UInt8>) {
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        var values = [UInt32](repeating: 0, count: 256)
        for (value, character) in Self.base64Alphabet.enumerated() { values[Int(character)] = UInt32(value) }
        self.init(unsafeUninitializedCapacity: text.count / 4 * 3) { bytes, count in
            for group in stride(from: 0, to: text.count, by: 4) {
                let high = values[Int(text[group])] << 18 | values[Int(text[group + 1])] << 12
                let bits = high | values[Int(text[group + 2])] << 6 | values[Int(text[group + 3])]
                bytes[count] = UInt8(bits >> 16)
                bytes[count + 1] = UInt8(bits >> 8 & 0xff)
                bytes[count + 2] = UInt8(bits & 0xff)
                count += 3
            }
            count -= padding
        }
    }
}

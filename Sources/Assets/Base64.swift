extension [UInt8] {
    /// RFC 4648 §4.
    package static let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// By character: its six bits.
    private static let base64Values: [UInt32] = {
        var values = [UInt32](repeating: 0, count: 256)
        for (value, character) in base64Alphabet.enumerated() { values[Int(character)] = UInt32(value) }
        return values
    }()

    /// Decodes what the packing tool wrote, in whole groups of four. That is the only input, so nothing is checked.
    package init(decodingBase64 text: UnsafeBufferPointer<UInt8>) {
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        let groups = text.count / 4
        self.init(unsafeUninitializedCapacity: groups * 3) { bytes, count in
            // Without the checks of an array for each of a million characters, which a start would wait for.
            Self.base64Values.withUnsafeBufferPointer { values in
                guard groups > 0, var from = text.baseAddress, var to = bytes.baseAddress, let values = values.baseAddress else { return }
                for _ in 0..<groups {
                    let high = values[Int(from[0])] &<< 18 | values[Int(from[1])] &<< 12
                    let bits = high | values[Int(from[2])] &<< 6 | values[Int(from[3])]
                    to[0] = UInt8(truncatingIfNeeded: bits &>> 16)
                    to[1] = UInt8(truncatingIfNeeded: bits &>> 8)
                    to[2] = UInt8(truncatingIfNeeded: bits)
                    from += 4
                    to += 3
                }
                count = groups * 3 - padding
            }
        }
    }
}

import Assets
import Testing

@testable import Packing

@Suite struct Base64Tests {
    private func decode(_ text: String) -> [UInt8] {
        Array(text.utf8).withUnsafeBufferPointer { [UInt8](decodingBase64: $0) }
    }

    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func vectors(_ plain: String, _ encoded: String) {
        #expect(Array(plain.utf8).base64() == encoded)
        #expect(decode(encoded) == Array(plain.utf8))
    }

    @Test func everyLengthUpToAHundred() {
        for count in 0...100 {
            for step in [1, 37, 101, 251] {
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * step + count) }
                let text = bytes.base64()
                #expect(text.count == (count + 2) / 3 * 4)
                #expect(decode(text) == bytes)
            }
        }
    }

    @Test func everyByteInEveryPlace() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<3 {
                var bytes: [UInt8] = [0, 0, 0]
                bytes[place] = byte
                #expect(decode(bytes.base64()) == bytes)
            }
        }
    }

    @Test func theAlphabetIsTheStandardOne() {
        let text = (0...255).map { UInt8($0) }.base64()
        let known = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
        #expect(text.allSatisfy(known.contains))
        #expect(text.contains("+") && text.contains("/"))
        #expect(!text.contains("-") && !text.contains("_"))
    }
}

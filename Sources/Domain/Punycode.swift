extension EmailAddress {
    /// As DNS and every mail server know its domain: letters beyond ASCII become `xn--…` (RFC 5890).
    public var asciiDomain: String { Punycode.asciiForm(of: domain) }
}

/// A label of a domain in ASCII letters, digits and hyphens: the encoding procedure of RFC 3492 §6.3.
enum Punycode {
    private static let base: UInt32 = 36
    private static let (smallest, greatest): (UInt32, UInt32) = (1, 26)

    /// Of a whole domain, folded.
    static func asciiForm(of domain: String) -> String {
        domain.split(separator: ".").map { label in
            label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : "xn--" + encode(label.unicodeScalars.map(\.value))
        }.joined(separator: ".")
    }

    /// - Parameter codePoints: at most 63, so that nothing here overflows.
    static func encode(_ codePoints: [UInt32]) -> String {
        let basic = codePoints.filter { $0 < 0x80 }
        var output = String(String.UnicodeScalarView(basic.compactMap(Unicode.Scalar.init))) + (basic.isEmpty ? "" : "-")
        var (current, delta, bias) = (UInt32(0x80), UInt32(0), UInt32(72))
        var handled = UInt32(basic.count)
        while let next = codePoints.filter({ $0 >= current }).min(), handled < codePoints.count {
            delta += (next - current) * (handled + 1)
            current = next
            for codePoint in codePoints {
                if codePoint < current { delta += 1 }
                guard codePoint == current else { continue }
                output += digits(of: delta, bias)
                bias = adapted(delta, handled + 1, isFirst: handled == basic.count)
                delta = 0
                handled += 1
            }
            delta += 1
            current += 1
        }
        return output
    }

    /// A number of variable length, least digit first (§3.3).
    private static func digits(of number: UInt32, _ bias: UInt32) -> String {
        var text = ""
        var rest = number
        var position = base
        while true {
            let threshold = position <= bias ? smallest : min(position - bias, greatest)
            guard rest >= threshold else { return text + digit(rest) }
            text += digit(threshold + (rest - threshold) % (base - threshold))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
    }

    private static func digit(_ value: UInt32) -> String {
        String(value < 26 ? "abcdefghijklmnopqrstuvwxyz".utf8.map { UnicodeScalar($0) }[Int(value)] : UnicodeScalar(UInt8(value + 22)))
    }

    /// §6.1.
    private static func adapted(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var bias: UInt32 = 0
        while delta > (base - smallest) * greatest / 2 {
            delta /= base - smallest
            bias += base
        }
        return bias + (base - smallest + 1) * delta / (delta + 38)
    }
}

import Assets

extension AssetFolder {
    /// Swift source with the folder in it, as `AssetFolder.<name>`.
    public func swiftSource(name: String) -> String {
        let list = assets.map { asset in
            """
                    Asset(path: \(Self.literal(asset.path)), hash: "\(asset.hash)", base64: "\(asset.gzip.base64())"),
            """
        }
        return """
            import Assets

            extension AssetFolder {
                public static let \(name) = AssetFolder(
                    hash: "\(hash)",
                    assets: [
            \(list.joined(separator: "\n"))
                    ]
                )
            }

            """
    }

    private static func literal(_ text: String) -> String {
        String(reflecting: text)
    }
}

extension [UInt8] {
    /// Standard base64 with padding (RFC 4648 §4).
    func base64() -> String {
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let group = self[start..<Swift.min(start + 3, count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0..<4 {
                let isPadding = position > group.count
                text.append(isPadding ? UInt8(ascii: "=") : Self.base64Alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

import Domain

/// JSON whose names a test may set, leave out and write twice.
struct TestJSON {
    /// Names, and values as JSON.
    private var fields: [(String, String)]

    init(_ fields: [(String, String)]) {
        self.fields = fields
    }

    subscript(name: String) -> String? {
        get { fields.first { $0.0 == name }?.1 }
        set {
            fields.removeAll { $0.0 == name }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    mutating func repeats(_ name: String, _ value: String) { fields.append((name, value)) }

    var text: String { "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}" }
}

/// An ID token to be signed. It is all right unless a test alters it.
struct TestToken {
    var header: TestJSON
    var claims: TestJSON
    /// Alters what is signed.
    var signature: ([UInt8]) -> [UInt8] = { $0 }

    init(from issuer: String, nonce: String, at now: Instant, by key: TestKey) {
        let seconds = now.milliseconds / 1000
        header = TestJSON([("alg", "\"\(key.algorithm)\""), ("kid", "\"\(key.id)\""), ("typ", "\"JWT\"")])
        claims = TestJSON([
            ("iss", "\"\(issuer)\""), ("sub", "\"ada-1\""), ("aud", "\"client\""), ("exp", "\(seconds + 300)"), ("iat", "\(seconds)"),
            ("nonce", "\"\(nonce)\""), ("email", "\"ada@example.com\""), ("email_verified", "true"), ("name", "\"Ada\""),
        ])
    }

    /// In seconds since 1970.
    var issuedAt: Int64 { claims["iat"].flatMap { Int64($0) } ?? 0 }

    func signed(by key: TestKey) throws -> String {
        let text = [header.text, claims.text].map { TestKey.base64URL($0.utf8) }.joined(separator: ".")
        return text + "." + TestKey.base64URL(signature(try key.sign(Array(text.utf8))))
    }
}

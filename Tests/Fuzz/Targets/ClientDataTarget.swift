import Domain

@testable import HTTP

extension FuzzTarget {
    /// What a browser says of a ceremony, and the whole of what it answers with: bytes stay as they came, fields mean the same when written again.
    static let clientData = FuzzTarget(name: "client-data", longest: 512, seeds: samples.map { Array($0.utf8) }) { bytes in
        if let data = try? ClientData(bytes) {
            try require(data.bytes == bytes, "bytes as they came")
            guard let again = try? ClientData(data.written.written) else { throw Fault(property: "what is written can be read") }
            try require(again.written.written == data.written.written, "the same again")
        }
        guard let json = try? JSONParser.parse(bytes) else { return }
        if let registration = try? PasskeyRegistration(json) {
            try require(bytes.count >= registration.id.count, "an id that came")
        }
        if let assertion = try? PasskeyAssertion(json) {
            try require(Base64URL.bytes(of: Base64URL.text(of: assertion.signature)) == assertion.signature, "base64url and back")
        }
        guard case .object(let fields) = json, case .string(let text)? = fields["challenge"], let challenge = Base64URL.bytes(of: text)
        else {
            return
        }
        try require(Base64URL.text(of: challenge).utf8.elementsEqual(text.utf8), "one spelling in base64url")
    }

    private static let data =
        #"{"type":"webauthn.create","challenge":"AAECAwQFBgcICQ","origin":"https://accounts.example.com","crossOrigin":false}"#
    private static let encoded = Base64URL.text(of: Array(data.utf8))
    private static let samples = [
        data, "\u{FEFF}" + data, #"{"challenge":"-_8","origin":"o","type":"webauthn.get","topOrigin":"https://example.org"}"#,
        #"{"type":"public-key","id":"AQID","response":{"clientDataJSON":"\#(encoded)","attestationObject":"oA","transports":["usb"]}}"#,
        #"{"type":"public-key","id":"AQID","response":{"clientDataJSON":"\#(encoded)","authenticatorData":"qg","signature":"BQU","userHandle":null}}"#,
    ]
}

extension ClientData {
    fileprivate var written: JSONValue {
        var fields: [String: JSONValue] = [
            "type": .string(type), "challenge": .string(challenge), "origin": .string(origin), "crossOrigin": .bool(crossOrigin),
        ]
        if let topOrigin { fields["topOrigin"] = .string(topOrigin) }
        return .object(fields)
    }
}

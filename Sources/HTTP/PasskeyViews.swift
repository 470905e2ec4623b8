import Domain

/// What `navigator.credentials.create()` is asked (PublicKeyCredentialCreationOptionsJSON, WebAuthn Level 3 §5.1.8).
///
/// Bytes are in base64url. `PublicKeyCredential.parseCreationOptionsFromJSON()` reads it; a page whose browser lacks that makes ArrayBuffers of
/// `challenge`, `user.id` and each `excludeCredentials[].id`, and leaves the rest as it is.
struct PasskeyCreationOptions: JSONWritable {
    let ceremony: PasskeyCeremony
    let serviceName: String
    /// 1 to 64 bytes that say nothing of the person (§5.4.3, §14.6.1): the authenticator keeps them, and answers with them.
    let userHandle: [UInt8]
    let email: String
    let name: String
    /// Those that the account has: their authenticators refuse to make another.
    let others: [Passkey]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("rp") { json in
                json.field("id", ceremony.relyingParty.id)
                json.field("name", serviceName)
            }
            json.field("user") { json in
                json.field("id", Base64URL.text(of: userHandle))
                json.field("name", email)
                json.field("displayName", name)
            }
            json.field("pubKeyCredParams", each: PasskeyPublicKey.Algorithm.allCases)
            json.field("excludeCredentials", each: others.map(PasskeyDescriptor.init))
            json.field("authenticatorSelection") { json in
                json.field("residentKey", "preferred")  // one that can't be found without its id is a second factor at least
                json.field("userVerification", ceremony.userVerification)
            }
            json.field("attestation", "none")
            ceremony.writeFields(to: &json)
        }
    }
}

/// What `navigator.credentials.get()` is asked (PublicKeyCredentialRequestOptionsJSON, WebAuthn Level 3 §5.1.9).
///
/// `PublicKeyCredential.parseRequestOptionsFromJSON()` reads it; a page whose browser lacks that makes ArrayBuffers of `challenge` and each
/// `allowCredentials[].id`.
struct PasskeyRequestOptions: JSONWritable {
    let ceremony: PasskeyCeremony
    /// The account's, when it is known; none lets the person choose among those that the browser finds.
    let allowed: [Passkey]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("rpId", ceremony.relyingParty.id)
            json.field("allowCredentials", each: allowed.map(PasskeyDescriptor.init))
            json.field("userVerification", ceremony.userVerification)
            ceremony.writeFields(to: &json)
        }
    }
}

/// PublicKeyCredentialDescriptorJSON.
private struct PasskeyDescriptor: JSONWritable {
    let passkey: Passkey

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", "public-key")
            json.field("id", Base64URL.text(of: passkey.id))
            json.field("transports", each: passkey.transports)
        }
    }
}

extension PasskeyPublicKey.Algorithm: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", "public-key")
            json.field("alg", Int(rawValue))
        }
    }
}

extension PasskeyCeremony {
    fileprivate var userVerification: String { requiresVerification ? "required" : "preferred" }

    fileprivate func writeFields(to json: inout JSONWriter) {
        json.field("challenge", Base64URL.text(of: challenge))
        json.field("timeout", Int(Self.lifetime.milliseconds))
    }
}

extension PasskeyRegistration {
    /// What `toJSON()` makes of a new credential (RegistrationResponseJSON, WebAuthn Level 3 §5.1), as far as it is needed:
    /// `{id,type,response:{clientDataJSON,attestationObject,transports}}`, bytes in base64url. Fields besides are let be.
    ///
    /// A page whose browser lacks `toJSON()`, or whose password manager breaks it, writes these itself: `id` is in base64url already, and
    /// `transports` is what `response.getTransports()` says, if there is such a thing. Fails with `.field` or `.clientData`.
    init(_ json: JSONValue) throws(PasskeyRefusal) {
        let credential = try PasskeyFields(json)
        let response = try credential.object("response")
        self.init(
            id: try credential.id(), clientData: try ClientData(try response.bytes("clientDataJSON")),
            attestationObject: try response.bytes("attestationObject"), transports: response.texts("transports")
        )
    }
}

extension PasskeyAssertion {
    /// What `toJSON()` makes of an assertion (AuthenticationResponseJSON, WebAuthn Level 3 §5.1), as far as it is needed:
    /// `{id,type,response:{clientDataJSON,authenticatorData,signature,userHandle}}`; `userHandle` may be null or missing.
    /// Fails with `.field` or `.clientData`.
    init(_ json: JSONValue) throws(PasskeyRefusal) {
        let credential = try PasskeyFields(json)
        let response = try credential.object("response")
        self.init(
            id: try credential.id(), clientData: try ClientData(try response.bytes("clientDataJSON")),
            authenticatorData: try response.bytes("authenticatorData"), signature: try response.bytes("signature"),
            userHandle: try response.optionalBytes("userHandle")
        )
    }
}

extension ClientData {
    /// Reads the JSON, behind a byte order mark if there is one (WebAuthn §7.1 steps 5 and 6). Fails with `.clientData`.
    init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        guard case .object(let fields)? = try? JSONParser.parse(text), case .string(let type)? = fields["type"],
            case .string(let challenge)? = fields["challenge"], case .string(let origin)? = fields["origin"]
        else { throw .clientData }
        var (crossOrigin, topOrigin): (Bool, String?) = (false, nil)
        switch fields["crossOrigin"] {
        case nil: break
        case .bool(let flag)?: crossOrigin = flag
        default: throw .clientData
        }
        switch fields["topOrigin"] {
        case nil: break
        case .string(let text)?: topOrigin = text
        default: throw .clientData
        }
        self.init(bytes: bytes, type: type, challenge: challenge, origin: origin, crossOrigin: crossOrigin, topOrigin: topOrigin)
    }
}

/// The fields of a credential as JSON. All of them fail with `.field`.
private struct PasskeyFields {
    private let fields: [String: JSONValue]

    init(_ json: JSONValue?, at name: String = "credential") throws(PasskeyRefusal) {
        guard case .object(let fields)? = json else { throw .field(name) }
        self.fields = fields
    }

    func object(_ name: String) throws(PasskeyRefusal) -> PasskeyFields { try PasskeyFields(fields[name], at: name) }

    /// Of a passkey, and of no other kind of credential.
    func id() throws(PasskeyRefusal) -> [UInt8] {
        guard case .string("public-key")? = fields["type"] else { throw .field("type") }
        return try bytes("id")
    }

    func bytes(_ name: String) throws(PasskeyRefusal) -> [UInt8] {
        guard case .string(let text)? = fields[name], let bytes = Base64URL.bytes(of: text) else { throw .field(name) }
        return bytes
    }

    func optionalBytes(_ name: String) throws(PasskeyRefusal) -> [UInt8]? {
        switch fields[name] {
        case nil, .null?: nil
        default: try bytes(name)
        }
    }

    /// None where it is no list: it is a hint.
    func texts(_ name: String) -> [String] {
        guard case .array(let values)? = fields[name] else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}

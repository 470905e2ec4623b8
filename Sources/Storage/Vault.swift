import Crypto
import Domain
import FoundationEssentials

/// Keeps secrets that must be read again: AES-256-GCM under the master key.
public struct Vault: Sendable {
    private let key: SymmetricKey

    public static let keySize = 32

    /// - Parameter key: 32 bytes.
    init(key: [UInt8]) {
        precondition(key.count == Self.keySize)
        self.key = SymmetricKey(data: key)
    }

    /// - Parameter purpose: bound to the secret: it opens for the same purpose only.
    func seal(_ secret: String, for purpose: String) throws -> [UInt8] { try seal(bytes: Array(secret.utf8), for: purpose) }

    func seal(bytes secret: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8))
        guard let combined = box.combined else { throw VaultError.unusualNonce }
        return Array(combined)
    }

    func open(_ sealed: [UInt8], for purpose: String) throws -> String {
        String(decoding: try open(bytes: sealed, for: purpose), as: UTF8.self)
    }

    func open(bytes sealed: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: sealed)
        return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
    }

    enum VaultError: Error { case unusualNonce }
}

/// What is stored of a token.
struct TokenHash: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ token: Token) {
        self.init(of: token.secret)
    }

    init(of text: String) {
        bytes = Array(SHA256.hash(data: Array(text.utf8)))
    }
}

extension TokenHash: SQLConvertible {
    var sqlValue: SQLValue { .bytes(bytes) }
    init(_ row: any Row, column: Int) { bytes = row.bytes(column) }
}

import Crypto
import Domain
import FoundationEssentials
import NIOConcurrencyHelpers

/// Keeps secrets that must be read again: AES-256-GCM under the master key.
///
/// The key changes in the transaction that seals everything anew (`KeyRotation.swift`). Earlier ones stay until the process ends, so that
/// a reader whose snapshot is from before the change can open what it has read: there is nothing left that they open but that.
public final class Vault: Sendable {
    private struct Keys {
        /// The present one first.
        var all: [SymmetricKey]
        var isTurning = false
    }

    private let keys: NIOLockedValueBox<Keys>

    public static let keySize = 32

    /// - Parameter key: 32 bytes.
    init(key: [UInt8]) {
        keys = NIOLockedValueBox(Keys(all: [Self.key(key)]))
    }

    private static func key(_ bytes: [UInt8]) -> SymmetricKey {
        precondition(bytes.count == keySize)
        return SymmetricKey(data: bytes)
    }

    func isUnder(_ key: [UInt8]) -> Bool { keys.withLockedValue { $0.all[0] } == Self.key(key) }

    /// Seals under another key from now on.
    func turn(to key: [UInt8]) {
        keys.withLockedValue { keys in
            keys.all.insert(Self.key(key), at: 0)
            keys.isTurning = true
        }
    }

    /// Whether a turn is not certain yet.
    var isTurning: Bool { keys.withLockedValue { $0.isTurning } }

    /// Ends the turn that is under way: it counts, or is taken back.
    func endTurn(counts: Bool) {
        keys.withLockedValue { keys in
            if !counts { keys.all.append(keys.all.removeFirst()) }
            keys.isTurning = false
        }
    }

    /// In a write alone: between any two of them, and never within one, the key may change.
    ///
    /// - Parameter purpose: bound to the secret: it opens for the same purpose only.
    func seal(_ secret: String, for purpose: String) throws -> [UInt8] { try seal(bytes: Array(secret.utf8), for: purpose) }

    func seal(bytes secret: [UInt8], for purpose: String) throws -> [UInt8] {
        let key = keys.withLockedValue { $0.all[0] }
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8))
        guard let combined = box.combined else { throw VaultError.unusualNonce }
        return Array(combined)
    }

    func open(_ sealed: [UInt8], for purpose: String) throws -> String {
        String(decoding: try open(bytes: sealed, for: purpose), as: UTF8.self)
    }

    func open(bytes sealed: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.SealedBox(combined: sealed)
        var refusal: (any Error)?
        for key in keys.withLockedValue({ $0.all }) {
            do {
                return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? CryptoKitError.authenticationFailure
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
    init(_ row: Row, column: Int) throws { bytes = try row.bytes(column) }
}

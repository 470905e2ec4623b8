import Crypto
import Domain
import NIOConcurrencyHelpers

/// What an answer from elsewhere has to carry: a passkey's, or a provider's. Each is sealed for what it is to serve, under a key of this
/// process: so asking for one costs no row, and all of them end with the process. An answer to one counts once.
final class Challenges: Sendable {
    enum Purpose: Hashable, Sendable {
        /// Of somebody who has not said who they are.
        case signIn
        case factor(ID<Account>)
        case proof(ID<Account>)
        case enrolment(ID<Account>)
        case provider(ProviderPurpose)

        fileprivate var text: [UInt8] {
            let text =
                switch self {
                case .signIn: "sign in"
                case .factor(let account): "factor \(account)"
                case .proof(let account): "proof \(account)"
                case .enrolment(let account): "enrolment \(account)"
                case .provider(let purpose): "provider \(purpose.text)"
                }
            return Array(text.utf8)
        }

        private var lifetime: Span {
            if case .provider = self { ProviderSignIn.lifetime } else { PasskeyCeremony.lifetime }
        }

        fileprivate func end(from now: Instant) -> Instant { now + lifetime }
    }

    private let key: SymmetricKey
    /// Until when they would count.
    private let spent = NIOLockedValueBox<[[UInt8]: Instant]>([:])

    init(from randomness: Randomness) {
        key = SymmetricKey(data: randomness.bytes(32))
    }

    /// 36 bytes, which no two challenges share.
    func issue(for purpose: Purpose, at now: Instant) throws -> [UInt8] {
        let end = withUnsafeBytes(of: purpose.end(from: now).milliseconds.bigEndian) { Array($0) }
        let box = try AES.GCM.seal(end, using: key, authenticating: purpose.text)
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    /// Until when it counts; nil for one that was issued for something else, is over, or spent.
    func end(of challenge: [UInt8], for purpose: Purpose, at now: Instant) -> Instant? {
        guard let box = try? AES.GCM.SealedBox(combined: challenge),
            let opened = try? AES.GCM.open(box, using: key, authenticating: purpose.text)
        else { return nil }
        let end = Instant(milliseconds: opened.reduce(0) { $0 << 8 | Int64($1) })
        return now < end && spent.withLockedValue { $0[challenge] == nil } ? end : nil
    }

    /// Whether it counts: true for the first alone.
    func spend(_ challenge: [UInt8], for purpose: Purpose, at now: Instant) -> Bool {
        guard let end = end(of: challenge, for: purpose, at: now) else { return false }
        return spent.withLockedValue { spent in
            spent = spent.filter { now < $0.value }
            return spent.updateValue(end, forKey: challenge) == nil
        }
    }
}

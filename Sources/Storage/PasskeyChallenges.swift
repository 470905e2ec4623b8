import Crypto
import Domain
import NIOConcurrencyHelpers

/// The challenges of passkeys. Each is sealed for what it is to serve, under a key of this process: so asking for one costs no row, and all of
/// them end with the process. An answer to one counts once.
final class PasskeyChallenges: Sendable {
    enum Purpose: Hashable, Sendable {
        /// Of somebody who has not said who they are.
        case signIn
        case factor(ID<Account>)
        case proof(ID<Account>)
        case enrolment(ID<Account>)

        fileprivate var text: [UInt8] {
            let text =
                switch self {
                case .signIn: "sign in"
                case .factor(let account): "factor \(account)"
                case .proof(let account): "proof \(account)"
                case .enrolment(let account): "enrolment \(account)"
                }
            return Array(text.utf8)
        }
    }

    private let key: SymmetricKey
    /// Until when they would count.
    private let spent = NIOLockedValueBox<[[UInt8]: Instant]>([:])

    init(from randomness: Randomness) {
        key = SymmetricKey(data: randomness.bytes(32))
    }

    /// 36 bytes, which no two challenges share.
    func issue(for purpose: Purpose, at now: Instant) throws -> [UInt8] {
        let end = withUnsafeBytes(of: (now + PasskeyCeremony.lifetime).milliseconds.bigEndian) { Array($0) }
        let box = try AES.GCM.seal(end, using: key, authenticating: purpose.text)
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    /// Until when it counts. Fails with `.challenge` for one that was issued for something else, is over, or spent.
    func end(of challenge: [UInt8], for purpose: Purpose, at now: Instant) throws(PasskeyRefusal) -> Instant {
        guard let box = try? AES.GCM.SealedBox(combined: challenge),
            let opened = try? AES.GCM.open(box, using: key, authenticating: purpose.text)
        else { throw .challenge }
        let end = Instant(milliseconds: opened.reduce(0) { $0 << 8 | Int64($1) })
        guard now < end, spent.withLockedValue({ $0[challenge] == nil }) else { throw .challenge }
        return end
    }

    /// For an answer that was right. Fails with `.challenge` for all but the first.
    func spend(_ challenge: [UInt8], for purpose: Purpose, at now: Instant) throws(PasskeyRefusal) {
        let end = try end(of: challenge, for: purpose, at: now)
        let isFirst = spent.withLockedValue { spent in
            spent = spent.filter { now < $0.value }
            return spent.updateValue(end, forKey: challenge) == nil
        }
        guard isFirst else { throw .challenge }
    }
}

extension ClientData {
    /// What this answers, at one relying party.
    func ceremony(
        for purpose: PasskeyChallenges.Purpose, at relyingParty: RelyingParty, _ challenges: PasskeyChallenges, now: Instant
    ) throws(PasskeyRefusal) -> PasskeyCeremony {
        guard let challenge = Base64URL.bytes(of: challenge) else { throw .challenge }
        _ = try challenges.end(of: challenge, for: purpose, at: now)
        return PasskeyCeremony(relyingParty: relyingParty, challenge: challenge, requiresVerification: purpose == .signIn)
    }
}

import Crypto
import Domain

@testable import Storage

/// Somebody with an app, confirmed a minute before now, so that no code of now is spent.
struct Enrolled {
    let person: Person
    let factor: ID<Factor>
    let secret: TimeCodeSecret
    let codes: [RecoveryCode]
}

extension Fixture {
    /// As an app computes it (RFC 6238), apart from the code that is tested.
    static func code(_ secret: TimeCodeSecret, at now: Instant) -> String {
        let step = now.milliseconds / 30_000
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret.bytes)))
        let offset = Int(mac[19] & 15)
        let number = (0..<4).reduce(0) { $0 << 8 | Int(mac[offset + $1]) } & 0x7fff_ffff
        return String(String(number % 1_000_000 + 1_000_000).dropFirst())
    }

    /// - Parameter person: Ada, who is signed up for it, unless another is named.
    func enrolled(_ person: Person? = nil, name: String = "Phone") async throws -> Enrolled {
        let then = now - .minutes(1)
        let owner = if let person { person } else { try await signUp("Ada") }
        let begun = try await storage.enrolTimeCode(owner.session, name: DisplayName(name), mailing: .off, at: then)
        let confirmed = try await storage.confirmTimeCode(
            begun.factor.id, code: Self.code(begun.secret, at: then), by: owner.session, mailing: .off, at: then
        )
        return Enrolled(person: owner, factor: begun.factor.id, secret: begun.secret, codes: confirmed.recoveryCodes)
    }

    /// The first step, up to the factor that is due.
    func half(_ person: Person, at instant: Instant? = nil) async throws -> Token {
        let step = try await storage.beginSignIn(
            email: person.email, password: Self.accepted(), remember: true, replacing: nil, mailing: .on, on: Self.device,
            at: instant ?? now
        )
        guard case .factorDue(let half) = step else { throw Failure.notFound }
        return half.token
    }

    func complete(_ half: Token, _ answer: FactorAnswer, at instant: Instant? = nil) async throws -> SignedIn {
        try await storage.completeSignIn(half, with: answer, replacing: nil, mailing: .on, on: Self.device, at: instant ?? now)
    }
}

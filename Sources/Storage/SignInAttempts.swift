import Domain
import NIOConcurrencyHelpers

/// How often a password was guessed in vain, by address: the same whether it has an account or not, so that nothing tells. In memory, and no
/// more of it than there is room for; a restart forgets.
public final class SignInAttempts: Sendable {
    /// Whose tries count together: those of everyone for one address, and by itself each browser that has been signed in to it, so that
    /// strangers lock nobody out of the browser that they use.
    struct Target: Hashable, Sendable {
        let address: String
        let browser: TokenHash?

        init(_ email: EmailAddress, knownBrowser: Token?) {
            address = email.key
            browser = knownBrowser.map { TokenHash($0) }
        }
    }

    /// What owners are told of.
    public struct Suspicion: Sendable {
        public enum Kind: Sendable {
            /// Wrong passwords, one after another; or wrong factors, where somebody is signed in.
            case guesses
            /// Wrong factors after the right password.
            case passwordKnown

            /// From when on: when it begins to be felt; earlier where the password has been found out.
            fileprivate func isDue(after lockout: Lockout) -> Bool {
                switch self {
                case .guesses: lockout.failures > Lockout.free
                case .passwordKnown: lockout.refusedFactors >= 3
                }
            }
        }

        public let email: EmailAddress
        public let kind: Kind
    }

    fileprivate struct Told: Hashable {
        let address: String
        let kind: Suspicion.Kind
    }

    fileprivate struct State {
        var lockouts: [Target: Lockout] = [:]
        /// When its owner was last told.
        var told: [Told: Instant] = [:]
    }

    /// How many targets are remembered.
    private let most: Int
    private let state = NIOLockedValueBox(State())
    /// For the owners of addresses that strangers try: each once a day.
    let suspicions: AsyncStream<Suspicion>
    private let report: AsyncStream<Suspicion>.Continuation

    public init(most: Int = 100_000) {
        self.most = most
        (suspicions, report) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1000))
    }

    /// Fails with `.rateLimited`.
    func begin(_ target: Target, at now: Instant) throws(Failure) {
        let wait = state.withLockedValue { state in
            if state.lockouts[target] == nil { state.makeRoom(most, at: now) }
            return state.lockouts[target, default: Lockout()].begin(at: now)
        }
        if let wait { throw .rateLimited(retryAfter: Span(milliseconds: wait.milliseconds + 999)) }
    }

    func succeeded(_ target: Target) {
        state.withLockedValue { $0.lockouts[target] = nil }
    }

    /// Neither right nor wrong: it was not judged.
    func withdraw(_ target: Target) {
        state.withLockedValue { $0.lockouts[target]?.withdraw() }
    }

    /// The owner is told once a day.
    func failed(_ target: Target, for email: EmailAddress, as kind: Suspicion.Kind = .guesses, at now: Instant) {
        let told = Told(address: email.key, kind: kind)
        let isNews = state.withLockedValue { state in
            if kind == .passwordKnown { state.lockouts[target]?.noteFactor() }
            guard let lockout = state.lockouts[target], kind.isDue(after: lockout),
                state.told[told].map({ now >= $0 + .days(1) }) ?? true
            else { return false }
            state.forgetWhoWasTold(most, at: now)
            state.told[told] = now
            return true
        }
        if isNews { report.yield(Suspicion(email: email, kind: kind)) }
    }

    /// Whoever has a new password begins anew, everywhere.
    func forget(_ email: EmailAddress) {
        state.withLockedValue { state in
            state.lockouts = state.lockouts.filter { $0.key.address != email.key }
        }
    }

    var count: Int { state.withLockedValue { $0.lockouts.count + $0.told.count } }
    var toldCount: Int { state.withLockedValue { $0.told.count } }
}

extension SignInAttempts.State {
    /// Goes by what is over; where that is not enough, by those that have failed least.
    fileprivate mutating func makeRoom(_ most: Int, at now: Instant) {
        guard lockouts.count >= most else { return }
        lockouts = lockouts.filter { !$0.value.isOver(at: now) }
        guard lockouts.count >= most else { return }
        let kept = lockouts.sorted { ($0.value.failures, $0.value.freeAt) > ($1.value.failures, $1.value.freeAt) }.prefix(most / 2)
        lockouts = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    /// Once there are very many: those of a day ago, and if that is not enough all, who may then be told twice.
    fileprivate mutating func forgetWhoWasTold(_ most: Int, at now: Instant) {
        guard told.count >= most else { return }
        told = told.filter { now < $0.value + .days(1) }
        if told.count >= most { told = [:] }
    }
}

extension Storage {
    /// Whether a password is right, as often as may be tried.
    ///
    /// - Parameters:
    ///   - hash: nil where there is no account.
    ///   - isOpen: whether the right one opens anything; if not, it is like a wrong one.
    ///   - isAll: whether nothing else is due. Until all of it was right, what was wrong before is not forgotten.
    /// - Throws: `.rateLimited` or `.busy`.
    func verify(
        _ password: Password, against hash: String?, isOpen: Bool = true, isAll: Bool = true, of email: EmailAddress, isKnown: Bool,
        on device: Device, at now: Instant
    ) async throws -> Bool {
        let client = PasswordHasher.Client(address: device.network, isKnown: isKnown)
        guard let attempts else { return try await hasher.verify(password, against: hash, for: client) && isOpen }
        let target = SignInAttempts.Target(email, knownBrowser: isKnown ? device.browser : nil)
        try attempts.begin(target, at: now)
        let isRight: Bool
        do {
            isRight = try await hasher.verify(password, against: hash, for: client) && isOpen
        } catch {
            attempts.withdraw(target)
            throw error
        }
        if !isRight {
            attempts.failed(target, for: email, at: now)
        } else if isAll {
            attempts.succeeded(target)
        } else {
            attempts.withdraw(target)
        }
        return isRight
    }

    /// The stored hash of an account's password, if that is the one that was typed. Fails with `.invalidInput` for the field if it isn't, or
    /// as `verify` does.
    func requireRight(
        _ password: Password, field: String, of account: Account, on device: Device, at now: Instant
    ) async throws -> String {
        let stored = try await read { connection in
            try connection.first(
                "SELECT password_hash, \(KnownBrowser.isKnown(device)), \(Factor.isDue) FROM account WHERE id = \(account.id)"
            ) { row in
                (hash: try row[0] as String, isKnown: try row[1] as Bool, isFactorDue: try row[2] as Bool)
            }
        }
        guard let stored else { throw Failure.unauthenticated }
        let isRight = try await verify(
            password, against: stored.hash, isAll: !stored.isFactorDue, of: EmailAddress(account.email), isKnown: stored.isKnown,
            on: device, at: now
        )
        guard isRight else { throw Failure.invalid(field, "is not your password") }
        return stored.hash
    }
}

extension Maintenance {
    /// What owners are to be told of, as it comes up; for one who listens.
    public var suspicions: AsyncStream<SignInAttempts.Suspicion> {
        storage.attempts?.suspicions ?? AsyncStream { $0.finish() }
    }

    /// Apart from the answers, so that these take as long for addresses that have no account.
    public func tell(of suspicion: SignInAttempts.Suspicion, mailing: Mailing, at now: Instant) async throws {
        try await storage.write { [randomness = storage.randomness] connection in
            guard let account = try connection.account(with: suspicion.email), try !connection.isDisabled(account.id) else { return }
            try connection.notify(account.id, mailing: mailing, at: now, randomness) { account in
                switch suspicion.kind {
                case .guesses: .guesses(name: account.name, at: now)
                case .passwordKnown: .passwordKnown(name: account.name, at: now)
                }
            }
        }
    }
}

import Domain
import Testing

@testable import Storage

/// Who gets in by the word of a provider, and who doesn't.
@Suite struct ProviderSignInsTests {
    private func isRefused<Value>(
        _ expected: Failure = .identityNotLinked, _ work: () async throws -> Value
    ) async -> Bool {
        await failure(work) as? Failure == expected
    }

    @Test func whoeverIsNewGetsAnAccountWithoutAPassword() async throws {
        try await Fixture.run { fixture in
            let provider = try await fixture.instanceProvider().id
            let grace = try Fixture.upstream("1", "grace@example.com", name: "Grace Hopper")
            let first = try await fixture.signIn(at: provider, as: grace, on: Fixture.terms(.on))
            let account = first.me.session.account
            #expect(account.emailVerified && account.name == "Grace Hopper" && account.email == "grace@example.com")
            #expect(try await fixture.storage.proofMeans(first.me.session) == [.provider])
            let password = await failure {
                try await fixture.storage.logIn(
                    email: EmailAddress("grace@example.com"), password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off,
                    on: Fixture.device, at: fixture.now)
            }
            #expect(password as? Failure == .invalidCredentials)
            // What she is called there may change: who she is doesn't.
            let renamed = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "hopper@example.com", verified: false))
            #expect(renamed.me.session.account.id == account.id && renamed.me.session.account.email == "grace@example.com")
            let (items, _) = try await fixture.storage.identities(renamed.me.session)
            #expect(items.map(\.email) == ["hopper@example.com"] && items.map(\.lastUsedAt) == [fixture.now])
            let nameless = try await fixture.signIn(at: provider, as: Fixture.upstream("2", "ida@example.com", name: "\u{202e}\n"))
            #expect(nameless.me.session.account.name == "ida")
        }
    }

    @Test func anAddressThatBothSidesHaveProvenLinks() async throws {
        try await Fixture.run { fixture in
            let (provider, ada) = (try await fixture.instanceProvider().id, try await fixture.signUp("Ada"))
            try await fixture.proveAddress(of: ada)
            let signedIn = try await fixture.signIn(at: provider, as: Fixture.upstream("7", "ADA@example.com"), on: Fixture.terms(.on))
            #expect(signedIn.me.session.account.id == ada.id)
            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now) != nil, "the same person's other session")
            #expect(try await fixture.storage.maintenance.outbox().filter { $0.kind == .identityLinked }.count == 1)
            // Another subject with the same address is somebody else there, who may have come by it since.
            #expect(await isRefused { try await fixture.signIn(at: provider, as: Fixture.upstream("8", "ada@example.com")) })
            #expect(try await fixture.storage.identities(ada.session).items.count == 1)
            let proof = await failure {
                try await fixture.storage.read { try $0.requireProof(of: signedIn.me.session.id, at: fixture.now) }
            }
            #expect(proof as? Failure == .proofRequired, "the provider may have asked nobody")
        }
    }

    /// Somebody else may have signed up with it.
    @Test func theFirstProofEndsWhatWasMadeBefore() async throws {
        try await Fixture.run { fixture in
            let root = try await fixture.operatorScope()
            let provider = try await fixture.instanceProvider(by: root).id
            let other = try await fixture.instanceProvider("Other", by: root).id
            let squatter = try await fixture.signUp("Ada")
            try await fixture.link(squatter, to: other, as: Fixture.upstream("squatter", nil))
            let enrolled = try await fixture.enrolled(squatter)
            _ = try await fixture.key("CI", [.membersRead], of: .account(squatter.session))
            let half = try await fixture.half(squatter)
            let scope = try await fixture.organization(of: squatter)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let owner = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "ada@example.com"))
            #expect(owner.me.session.account.id == squatter.id && owner.me.session.account.emailVerified)
            #expect(try await fixture.storage.session(opening: squatter.token, at: fixture.now) == nil)
            #expect(await isRefused(.tokenInvalid) { try await fixture.complete(half, .recovery(enrolled.codes[0])) })
            #expect(
                await isRefused(.invalidCredentials) {
                    try await fixture.storage.logIn(
                        email: squatter.email, password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off,
                        on: Fixture.device, at: fixture.now)
                })
            #expect(await isRefused { try await fixture.signIn(at: other, as: Fixture.upstream("squatter", nil)) })
            let eve = try await fixture.signUp("Eve")
            #expect(
                await isRefused(.invitationRevoked) {
                    try await fixture.storage.acceptInvitation(link.token, by: eve.session, at: fixture.now)
                }, "he could come back by a link of his")
            #expect(try await fixture.count("SELECT count(*) FROM factor WHERE account_id = \(squatter.id)") == 0)
            #expect(try await fixture.count("SELECT coalesce(sum(revoked_at IS NULL), 0) FROM api_key") == 0)
        }
    }

    @Test func nobodyBecomesAnOperatorByAFirstProof() async throws {
        try await Fixture.run { fixture in
            let provider = try await fixture.instanceProvider().id
            #expect(await isRefused { try await fixture.signIn(at: provider, as: Fixture.upstream("1", "root@example.com")) })
        }
    }

    /// It never looks again at what it has seen once.
    @Test func gitHubSaysNothingAboutAProvenDomain() async throws {
        try await Fixture.run { fixture in
            let (ada, root) = (try await fixture.signUp("Ada"), try await fixture.operatorScope())
            _ = try await fixture.ownProvider(in: fixture.organization(of: ada), domain: "corp.example", by: root)
            let new = NewIdentityProvider(
                kind: .github, name: try DisplayName("GitHub"), issuer: Fixture.issuer, clientID: try ClientID("tenantry"),
                clientSecret: try SecretValue("a secret")
            )
            let hub = try await fixture.storage.createIdentityProvider(new, of: .instance(root), at: fixture.now).id
            #expect(await isRefused { try await fixture.signIn(at: hub, as: Fixture.upstream("1", "left@corp.example")) })
            _ = try await fixture.signIn(at: hub, as: Fixture.upstream("2", "left@elsewhere.example"))
        }
    }

    @Test func withAProviderEndsWhatHasBegunByIt() async throws {
        try await Fixture.run { fixture in
            let (root, bob) = (try await fixture.operatorScope(), try await fixture.signUp("Bob"))
            let provider = try await fixture.instanceProvider(by: root).id
            let grace = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "grace@example.com"))
            try await fixture.link(bob, to: provider, as: Fixture.upstream("2", nil))
            let codes = try await fixture.enrolled(bob).codes
            let steps = [
                try await fixture.comeBack(from: provider, as: Fixture.upstream("2", nil)),
                try await fixture.comeBack(from: provider, as: Fixture.upstream("2", nil)),
            ]
            guard case .factorDue(let first) = steps[0], case .factorDue(let second) = steps[1] else {
                return #expect(Bool(false), "a session without the factor")
            }
            let completed = try await fixture.complete(first.token, .recovery(codes[0]))
            try await fixture.storage.deleteIdentityProvider(provider, of: .instance(root), at: fixture.now)
            for ended in [grace.token, completed.token] {
                #expect(try await fixture.storage.session(opening: ended, at: fixture.now) == nil)
            }
            #expect(await isRefused(.tokenInvalid) { try await fixture.complete(second.token, .recovery(codes[1])) })
        }
    }

    @Test func newAccountsHaveALimit() async throws {
        try await Fixture.run { fixture in
            let (provider, ada) = (try await fixture.instanceProvider().id, try await fixture.signUp("Ada"))
            let full = ProviderTerms(makesAccounts: true, language: .english, mailing: .off) {
                throw Failure.rateLimited(retryAfter: .seconds(1))
            }
            let limited = Failure.rateLimited(retryAfter: .seconds(1))
            #expect(
                await isRefused(limited) { try await fixture.signIn(at: provider, as: Fixture.upstream("1", "new@example.com"), on: full) })
            try await fixture.link(ada, to: provider, as: Fixture.upstream("2", nil))
            _ = try await fixture.signIn(at: provider, as: Fixture.upstream("2", nil), on: full)
        }
    }

    @Test func whomNobodyVouchesForStaysOutside() async throws {
        try await Fixture.run { fixture in
            let (provider, ada) = (try await fixture.instanceProvider().id, try await fixture.signUp("Ada"))
            try await fixture.proveAddress(of: ada)
            for upstream in [
                try Fixture.upstream("1", "ada@example.com", verified: false),
                try Fixture.upstream("1", "new@example.com", verified: false),
                try Fixture.upstream("1", nil),
            ] {
                #expect(await isRefused { try await fixture.signIn(at: provider, as: upstream) })
            }
            let closed = Fixture.terms(makesAccounts: false)
            #expect(await isRefused { try await fixture.signIn(at: provider, as: Fixture.upstream("1", "new@example.com"), on: closed) })
            _ = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "ada@example.com"), on: closed)
            try await fixture.run("UPDATE account SET disabled_at = 1 WHERE id = \(ada.id)")
            for subject in ["1", "2"] {
                #expect(await isRefused { try await fixture.signIn(at: provider, as: Fixture.upstream(subject, "ada@example.com")) })
            }
            #expect(try await fixture.count("SELECT count(*) FROM account WHERE email_key = 'new@example.com'") == 0)
        }
    }

    /// It speaks for the addresses of its proven domains, to whom it was linked by whoever signed in; as it is now, each time.
    @Test func anOrganizationsOwnSpeaksForItsDomainAlone() async throws {
        try await Fixture.run { fixture in
            let (ada, root) = (try await fixture.signUp("Ada"), try await fixture.operatorScope())
            let scope = try await fixture.organization(of: ada)
            let (provider, domain) = try await fixture.ownProvider(in: scope, by: root)
            let (own, storage) = (provider.id, fixture.storage)
            let bob = try await fixture.signUp("Bob")
            try await fixture.proveAddress(of: bob)
            // What it says of an account that is there is nothing yet, and of another domain nothing ever.
            for upstream in [try Fixture.upstream("bob", "bob@example.com"), try Fixture.upstream("eve", "eve@elsewhere.example")] {
                #expect(await isRefused { try await fixture.signIn(at: own, as: upstream) })
            }
            let grace = try await fixture.signIn(at: own, as: Fixture.upstream("grace", "grace@example.com"))
            #expect(grace.me.session.account.emailVerified)
            try await fixture.link(bob, to: own, as: Fixture.upstream("bob", "bob@example.com"))
            #expect(try await fixture.signIn(at: own, as: Fixture.upstream("bob", nil)).me.session.account.id == bob.id)

            let moved = try await fixture.signUp("Moved")
            try await fixture.run(
                "UPDATE account SET email = 'm@elsewhere.example', email_key = 'm@elsewhere.example' WHERE id = \(moved.id)")
            try await fixture.proveAddress(of: moved)
            #expect(await isRefused(.notFound) { try await fixture.link(moved, to: own, as: Fixture.upstream("moved", nil)) })
            #expect(try await storage.identities(moved.session).providers.isEmpty)
            #expect(try await storage.identities(bob.session).providers.map(\.id) == [own])
            #expect(try await storage.identityProviders(for: EmailAddress("x@example.com")).map(\.id) == [own])
            #expect(try await storage.identityProviders(for: EmailAddress("x@elsewhere.example")).isEmpty)

            try await fixture.run("UPDATE account SET email_verified_at = NULL WHERE id = \(bob.id)")
            #expect(await isRefused { try await fixture.signIn(at: own, as: Fixture.upstream("bob", nil)) })
            try await fixture.proveAddress(of: bob)
            try await storage.removeDomain(domain.id, in: scope, at: fixture.now)
            #expect(await isRefused { try await fixture.signIn(at: own, as: Fixture.upstream("bob", nil)) })
            #expect(await isRefused { try await fixture.signIn(at: own, as: Fixture.upstream("new", "new@example.com")) })
            #expect(try await storage.identityProviders(for: EmailAddress("x@example.com")).isEmpty)
        }
    }

    /// Two organizations, one issuer: what one says of a subject is nothing to the other, nor to the instance.
    @Test func theSameSubjectElsewhereIsSomebodyElse() async throws {
        try await Fixture.run { fixture in
            let (ada, eve, root) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"), try await fixture.operatorScope())
            let instance = try await fixture.instanceProvider(by: root).id
            let evil = try await fixture.storage.createIdentityProvider(
                Fixture.newProvider("Evil"), of: .organization(fixture.organization(of: eve, named: "Evil")), at: fixture.now)
            try await fixture.proveAddress(of: ada)
            try await fixture.link(ada, to: instance, as: Fixture.upstream("ada", "ada@example.com"))
            #expect(await isRefused { try await fixture.signIn(at: evil.id, as: Fixture.upstream("ada", "ada@example.com")) })
        }
    }

    @Test func aFactorStaysDue() async throws {
        try await Fixture.run { fixture in
            let provider = try await fixture.instanceProvider().id
            let enrolled = try await fixture.enrolled()
            try await fixture.proveAddress(of: enrolled.person)
            #expect(
                await isRefused { try await fixture.comeBack(from: provider, as: Fixture.upstream("1", "ada@example.com")) },
                "what a factor guards is linked by nobody who has not shown it")
            let bob = try await fixture.signUp("Bob")
            try await fixture.link(bob, to: provider, as: Fixture.upstream("2", nil))
            let codes = try await fixture.enrolled(bob).codes
            let step = try await fixture.comeBack(from: provider, as: Fixture.upstream("2", nil))
            guard case .factorDue(let half) = step else { return #expect(Bool(false), "a session without the factor") }
            #expect(half.means == [.code, .recoveryCode])
            let signedIn = try await fixture.complete(half.token, .recovery(codes[0]))
            #expect(signedIn.me.session.account.id == bob.id)
            let means = try await fixture.storage.read { connection in
                try connection.rows("SELECT facts FROM audit_event WHERE action = 'session.started' ORDER BY number DESC LIMIT 1") {
                    try $0[0] as String
                }
            }
            #expect(means.first?.contains("\"provider\",\"recoveryCode\"") == true, "\(means)")
        }
    }

    @Test func anAnswerIsOfOneBrowserAndOneProviderOnce() async throws {
        try await Fixture.run { fixture in
            let root = try await fixture.operatorScope()
            let (google, other) = (
                try await fixture.instanceProvider(by: root).id, try await fixture.instanceProvider("Other", by: root).id
            )
            let (storage, now, browser) = (fixture.storage, fixture.now, Token(from: .system))
            func begin() async throws -> String {
                try await storage.beginProviderSignIn(at: google, remember: false, by: browser, at: now).state
            }
            func spend(
                _ state: String, of provider: ID<IdentityProvider>? = nil, in other: Token? = nil, at instant: Instant? = nil
            ) async -> Failure? {
                await failure {
                    try await storage.spend(state, of: provider ?? google, in: other ?? browser, presented: nil, at: instant ?? now)
                } as? Failure
            }
            let state = try await begin()
            #expect(await spend(state, in: Token(from: .system)) == .tokenInvalid)
            #expect(await spend(state, of: other) == .tokenInvalid)
            #expect(await spend(state + "A") == .tokenInvalid)
            #expect(await spend("") == .tokenInvalid)
            #expect(await spend(state, at: now + ProviderSignIn.lifetime) == .tokenInvalid)
            #expect(await spend(state) == nil)
            #expect(await spend(state) == .tokenInvalid)
            let raced = try await begin()
            let successes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 { group.addTask { await spend(raced) == nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
            let late = try await begin()
            try await storage.deleteIdentityProvider(google, of: .instance(root), at: now)
            #expect(await spend(late) == .tokenInvalid)
            let missing = await failure { try await storage.beginProviderSignIn(at: google, remember: false, by: browser, at: now) }
            #expect(missing as? Failure == .notFound)
        }
    }

    /// What comes between the answer and its use counts: the provider is gone, or has become another one.
    @Test func whatEndsMeanwhileLetsNobodyIn() async throws {
        try await Fixture.run { fixture in
            let root = try await fixture.operatorScope()
            let provider = try await fixture.instanceProvider(by: root).id
            let (storage, now, browser) = (fixture.storage, fixture.now, Token(from: .system))
            let begun = try await storage.beginProviderSignIn(at: provider, remember: false, by: browser, at: now)
            let spent = try await storage.spend(begun.state, of: provider, in: browser, presented: nil, at: now)
            let elsewhere = UpstreamIdentity(
                issuer: "https://evil.example", subject: "1", email: try EmailAddress("a@example.com"), isEmailVerified: true, name: nil)
            let other = await failure {
                try await storage.complete(spent, as: elsewhere, replacing: nil, on: Fixture.terms(), device: Fixture.device, at: now)
            }
            #expect(other as? Failure == .tokenInvalid)
            try await storage.deleteIdentityProvider(provider, of: .instance(root), at: now)
            let gone = await failure {
                try await storage.complete(
                    spent, as: Fixture.upstream("1", "a@example.com"), replacing: nil, on: Fixture.terms(), device: Fixture.device, at: now)
            }
            #expect(gone as? Failure == .tokenInvalid)
        }
    }
}

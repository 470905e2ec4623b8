import Domain
import Testing

@testable import Storage

/// Links of accounts to providers.
@Suite struct IdentitiesTests {
    @Test func toLinkTakesSomebodyPresentWithAProvenAddress() async throws {
        try await Fixture.run { fixture in
            let (provider, ada, storage) = (try await fixture.instanceProvider().id, try await fixture.signUp("Ada"), fixture.storage)
            let browser = Token(from: .system)
            func begin(_ mailing: Mailing = .off, at now: Instant) async throws -> ProviderRequest {
                try await storage.beginLink(to: provider, by: ada.session, in: browser, mailing: mailing, at: now)
            }
            #expect(await failure { try await begin(at: fixture.now + .minutes(11)) } as? Failure == .proofRequired)
            #expect(await failure { try await begin(.on, at: fixture.now) } as? Failure == .addressUnproven)
            let state = try await begin(at: fixture.now).state
            let bob = try await fixture.signUp("Bob")
            for token in [nil, bob.token, Token(from: .system)] {
                let refused = await failure {
                    try await storage.spend(state, of: provider, in: browser, presented: token, at: fixture.now)
                }
                #expect(refused as? Failure == .tokenInvalid)
            }
            let spent = try await storage.spend(state, of: provider, in: browser, presented: ada.token, at: fixture.now)
            try await storage.logOut(ada.session, at: fixture.now)
            let late = await failure {
                try await storage.complete(
                    spent, as: Fixture.upstream("1", nil), replacing: nil, on: Fixture.terms(), device: Fixture.device, at: fixture.now)
            }
            #expect(late as? Failure == .tokenInvalid, "the session that was to link has ended")
            #expect(try await fixture.count("SELECT count(*) FROM identity") == 0)
        }
    }

    @Test func anIdentityIsOneAccounts() async throws {
        try await Fixture.run { fixture in
            let (provider, ada, bob) = (
                try await fixture.instanceProvider().id, try await fixture.signUp("Ada"), try await fixture.signUp("Bob")
            )
            let first = try await fixture.link(ada, to: provider, as: Fixture.upstream("1", "x@example.net"))
            #expect(try await fixture.link(ada, to: provider, as: Fixture.upstream("1", "y@example.net")).id == first.id)
            let taken = await failure { try await fixture.link(bob, to: provider, as: Fixture.upstream("1", nil)) }
            #expect(taken as? Failure == .identityTaken)
            for number in 2...Identity.most { try await fixture.link(ada, to: provider, as: Fixture.upstream("\(number)", nil)) }
            let tooMany = await failure { try await fixture.link(ada, to: provider, as: Fixture.upstream("many", nil)) }
            #expect((tooMany as? Failure) == .invalid("provider", "can't be added: there are \(Identity.most) already"))
        }
    }

    @Test func oneThatIsRemovedOpensNothing() async throws {
        try await Fixture.run { fixture in
            let (provider, ada, storage) = (try await fixture.instanceProvider().id, try await fixture.signUp("Ada"), fixture.storage)
            try await fixture.proveAddress(of: ada)
            let identity = try await fixture.link(ada, to: provider, as: Fixture.upstream("1", nil), mailing: .on)
            let other = try await fixture.signIn(at: provider, as: Fixture.upstream("1", nil))
            let bob = try await fixture.signUp("Bob")
            let foreign = await failure { try await storage.removeIdentity(identity.id, by: bob.session, mailing: .off, at: fixture.now) }
            #expect(foreign as? Failure == .notFound)
            let late = await failure {
                try await storage.removeIdentity(identity.id, by: ada.session, mailing: .off, at: fixture.now + .minutes(11))
            }
            #expect(late as? Failure == .proofRequired)
            let token = try await storage.removeIdentity(identity.id, by: ada.session, mailing: .on, at: fixture.now)
            #expect(try await storage.session(opening: token, at: fixture.now)?.id == ada.session.id)
            for ended in [ada.token, other.token] { #expect(try await storage.session(opening: ended, at: fixture.now) == nil) }
            #expect(
                await failure { try await fixture.signIn(at: provider, as: Fixture.upstream("1", nil)) } as? Failure == .identityNotLinked)
            // Nor by the address that both sides have proven; her word brings it back, or gives it to another account of hers.
            let byAddress = await failure { try await fixture.signIn(at: provider, as: Fixture.upstream("1", "ada@example.com")) }
            #expect(byAddress as? Failure == .identityNotLinked)
            #expect(try await fixture.storage.identities(ada.session).items.isEmpty)
            try await fixture.link(bob, to: provider, as: Fixture.upstream("1", nil))
            #expect(try await fixture.signIn(at: provider, as: Fixture.upstream("1", nil)).me.session.account.id == bob.id)
            let kinds = try await storage.maintenance.outbox().map(\.kind)
            #expect(kinds.contains(.identityLinked) && kinds.contains(.identityRemoved))
        }
    }

    @Test func theLastWayInStays() async throws {
        try await Fixture.run { fixture in
            let (provider, storage) = (try await fixture.instanceProvider().id, fixture.storage)
            let grace = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "grace@example.com"))
            let session = grace.me.session
            let only = try await storage.identities(session).items[0].id
            let last = await failure { try await storage.removeIdentity(only, by: session, mailing: .off, at: fixture.now) }
            #expect(last as? Failure == .lastWayIn)
            let asked = try await storage.requestPasswordReset(EmailAddress("grace@example.com"), mailing: .on, at: fixture.now)
            let token = try await storage.maintenance.token(in: #require(asked))
            try await storage.resetPassword(with: token, to: Fixture.accepted(), mailing: .on, on: Fixture.device, at: fixture.now)
            let again = try await storage.logIn(
                email: EmailAddress("grace@example.com"), password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off,
                on: Fixture.device, at: fixture.now)
            _ = try await storage.removeIdentity(only, by: again.me.session, mailing: .off, at: fixture.now)
        }
    }

    @Test func deletedAccountsAndOrganizationsLeaveNone() async throws {
        try await Fixture.run { fixture in
            let (ada, root) = (try await fixture.signUp("Ada"), try await fixture.operatorScope())
            try await fixture.proveAddress(of: ada)
            let scope = try await fixture.organization(of: ada)
            let own = try await fixture.ownProvider(in: scope, by: root).provider.id
            let instance = try await fixture.instanceProvider(by: root).id
            for provider in [own, instance] { try await fixture.link(ada, to: provider, as: Fixture.upstream("1", nil)) }
            let exported = try await fixture.storage.exportAccount(ada.session, at: fixture.now)
            #expect(exported.identities.map(\.providerName).sorted() == ["Acme", "Google"])
            try await fixture.storage.deleteOrganization(in: scope, forGood: false, mailing: .off, at: fixture.now)
            #expect(await failure { try await fixture.signIn(at: own, as: Fixture.upstream("1", nil)) } as? Failure == .identityNotLinked)
            _ = try await fixture.storage.deleteAccount(ada.session, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM identity") == 0)
            #expect(
                await failure { try await fixture.signIn(at: instance, as: Fixture.upstream("1", nil)) } as? Failure == .identityNotLinked)
            #expect(try await fixture.count("SELECT count(*) FROM identity_provider WHERE organization_id IS NOT NULL") == 0)
        }
    }
}

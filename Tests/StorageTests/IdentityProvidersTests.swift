import Domain
import Testing

@testable import Storage

/// Providers as those see to them whose they are.
@Suite struct IdentityProvidersTests {
    @Test func anOrganizationsAreItsOwnersAffair() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let (storage, now, scope) = (fixture.storage, fixture.now, try await fixture.organization(of: ada))
            let inBob = try await fixture.join(bob, scope, as: .manager)
            let inEve = try await fixture.organization(of: eve, named: "Evil")
            let new = try Fixture.newProvider()
            let provider = try await storage.createIdentityProvider(new, of: .organization(scope), at: now)
            let change = IdentityProviderChange(name: try DisplayName("Okta"), clientSecret: .some(nil))
            func refusals(_ scope: OrganizationScope, at now: Instant) async -> [Failure?] {
                [
                    await failure { try await storage.createIdentityProvider(new, of: .organization(scope), at: now) } as? Failure,
                    await failure { try await storage.updateIdentityProvider(provider.id, change, of: .organization(scope), at: now) }
                        as? Failure,
                    await failure { try await storage.deleteIdentityProvider(provider.id, of: .organization(scope), at: now) } as? Failure,
                ]
            }
            let forbidden = Failure.forbidden("Your role, manager, lacks the permission organization.update.")
            #expect(await refusals(inBob, at: now) == [forbidden, forbidden, forbidden])
            #expect(await failure { try await storage.identityProviders(of: .organization(inBob), at: now) } as? Failure == forbidden)
            #expect(await Array(refusals(inEve, at: now).dropFirst()) == [.notFound, .notFound])
            #expect(await refusals(scope, at: now + .minutes(11)) == [.proofRequired, .proofRequired, .proofRequired])
            let key = try await fixture.key("CI", [.organizationUpdate], of: .organization(scope))
            let byKey = try await storage.scope(of: scope.organization, for: fixture.open(key))
            #expect(await refusals(byKey, at: now) == [.keyNotAdmitted, .keyNotAdmitted, .keyNotAdmitted])
            #expect(try await storage.identityProviders(of: .organization(scope), at: now) == [provider])

            let changed = try await storage.updateIdentityProvider(provider.id, change, of: .organization(scope), at: now)
            #expect(changed.name == "Okta" && !changed.hasSecret && changed.issuer == provider.issuer)
            try await storage.deleteIdentityProvider(provider.id, of: .organization(scope), at: now)
            #expect(try await storage.identityProviders(of: .organization(scope), at: now).isEmpty)
            let personal = try await storage.scope(of: ada.personal, for: ada.session)
            #expect(
                await failure { try await storage.createIdentityProvider(new, of: .organization(personal), at: now) } as? Failure
                    == .personalOrganization)
        }
    }

    /// `organization.update` in a role of one's own is for names and colors, not for saying who somebody is.
    @Test func itTakesARankOfAdmin() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let (storage, now, scope) = (fixture.storage, fixture.now, try await fixture.organization(of: ada))
            let inBob = try await fixture.join(bob, scope, as: .member)
            let cases: [(rank: Int, isAllowed: Bool)] = [(79, false), (80, true)]
            for (rank, isAllowed) in cases {
                let role = try await storage.createRole(
                    in: scope, name: DisplayName("Keeper \(rank)"), rank: rank, permissions: [.organizationUpdate], at: now)
                _ = try await storage.changeRole(of: bob.id, to: role.role, in: scope, at: now)
                let refused = await failure {
                    try await storage.createIdentityProvider(Fixture.newProvider(), of: .organization(inBob), at: now)
                }
                #expect((refused == nil) == isAllowed)
            }
        }
    }

    @Test func namesAreOneProvidersAndSomeAreEnough() async throws {
        try await Fixture.run { fixture in
            let (ada, root) = (try await fixture.signUp("Ada"), try await fixture.operatorScope())
            let (storage, now, scope) = (fixture.storage, fixture.now, try await fixture.organization(of: ada))
            func add(_ name: String, byRoot: Bool) async -> Failure? {
                await failure {
                    let new = try Fixture.newProvider(name)
                    return byRoot
                        ? try await storage.createIdentityProvider(new, of: .instance(root), at: now)
                        : try await storage.createIdentityProvider(new, of: .organization(scope), at: now)
                } as? Failure
            }
            for (byRoot, most) in [(true, IdentityProvider.mostOfInstance), (false, IdentityProvider.mostPerOrganization)] {
                #expect(await add("Google", byRoot: byRoot) == nil)
                #expect(await add("gOOGLE", byRoot: byRoot) == .invalid("name", "is the name of another one"))
                for number in 1..<most { #expect(await add("No. \(number)", byRoot: byRoot) == nil) }
                #expect(await add("One more", byRoot: byRoot) == .invalid("name", "can't be added: there are \(most) already"))
            }
            let google = try await storage.identityProviders(of: .instance(root), at: now)[0]
            let taken = await failure {
                try await storage.updateIdentityProvider(
                    google.id, IdentityProviderChange(name: DisplayName("No. 3")), of: .instance(root), at: now)
            }
            #expect(taken as? Failure == .invalid("name", "is the name of another one"))
            let own = try await storage.identityProviders(of: .organization(scope), at: now)[0]
            let foreign = await failure { try await storage.deleteIdentityProvider(own.id, of: .instance(root), at: now) }
            #expect(foreign as? Failure == .notFound, "an organization's is none of the instance's")
        }
    }

    /// Nobody gets to see it, and another key opens it after a rotation.
    @Test func aClientsSecretIsSealed() async throws {
        try await Fixture.run { fixture in
            let provider = try await fixture.instanceProvider().id
            func secret() async throws -> String? {
                try await fixture.storage.beginProviderSignIn(at: provider, remember: false, by: Token(from: .system), at: fixture.now)
                    .clientSecret?.text
            }
            #expect(try await secret() == "the client secret")
            let sealed = try await fixture.storage.read { connection in
                try connection.first("SELECT sealed FROM identity_provider") { try $0[0] as [UInt8] } ?? []
            }
            #expect(!String(decoding: sealed, as: UTF8.self).contains("client secret"))
            let rotation = try await fixture.storage.maintenance.rotateMasterKey(to: nil, at: fixture.now)
            #expect(rotation.providers == 1)
            #expect(try await secret() == "the client secret")
            await #expect(throws: (any Error).self) {
                try await fixture.run("UPDATE identity_provider SET issuer = 'https://evil.example'")
            }
        }
    }
}

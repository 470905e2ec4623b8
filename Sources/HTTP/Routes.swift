import Assets
import Hummingbird
import PublicFiles
import WebAssets

/// The whole map: every route of the server, and who gets through to it.
func addRoutes(to router: Router<AnonymousContext>, _ services: Services, web: AssetFolder, publicFiles: AssetFolder) throws {
    let health = HealthRoutes(services: services)
    router.get("/healthz", use: health.process)
    router.get("/readyz", use: health.database)
    router.get("/metrics", use: MetricsRoutes(services: services).show)

    // Anyone.
    let anyone = router.group("/api/v1").add(middleware: CrossSiteGate(publicURL: services.settings.publicURL, cookie: services.cookie))
    let accounts = AccountRoutes(services: services)
    anyone.post("/signup", use: accounts.signUp)
    anyone.post("/signup/confirm", use: accounts.confirmSignUp)
    let email = EmailRoutes(services: services)
    anyone.post("/email/lookup", use: email.lookUp)
    let entry = EntryRoutes(services: services)
    anyone.post("/login", use: entry.logIn)
    anyone.post("/password/forgot", use: entry.forgotPassword)
    anyone.post("/password/reset", use: entry.resetPassword)
    let subscriptions = SubscriptionRoutes(services: services)
    anyone.post("/webhooks/stripe", use: subscriptions.hearStripe)

    // Anyone, and known if signed in.
    let perhapsSignedIn = anyone.group().add(middleware: OptionalSessionLookup(services: services))
    let sessions = SessionRoutes(services: services)
    perhapsSignedIn.get("/session", use: sessions.whoIsThere)
    let claims = InvitationClaimRoutes(services: services)
    perhapsSignedIn.post("/invitations/lookup", use: claims.lookUp)

    // An account.
    let signedIn = anyone.group().add(middleware: SessionLookup(services: services)).group(context: SignedInContext.self)
    signedIn.get("/me", use: accounts.me)
    signedIn.patch("/me", use: accounts.updateProfile)
    signedIn.delete("/me", use: accounts.delete)
    signedIn.put("/password", use: accounts.changePassword)
    signedIn.get("/email", use: email.show)
    signedIn.put("/email", use: email.change)
    signedIn.delete("/email/change", use: email.giveUpChange)
    signedIn.post("/email/verify", use: email.verify)
    signedIn.post("/email/resend", use: email.resend)
    signedIn.post("/logout", use: sessions.logOut)
    signedIn.post("/session/proof", use: sessions.prove)
    signedIn.put("/session/organization", use: sessions.switchOrganization)
    signedIn.get("/sessions", use: sessions.list)
    signedIn.delete("/sessions/{session}", use: sessions.revoke)
    signedIn.post("/sessions/revoke-others", use: sessions.revokeOthers)
    signedIn.post("/invitations/accept", use: claims.accept)
    let received = ReceivedInvitationRoutes(services: services)
    signedIn.get("/me/invitations", use: received.list)
    signedIn.post("/me/invitations/{received}/accept", use: received.accept)
    signedIn.post("/me/invitations/{received}/decline", use: received.decline)
    let organizations = OrganizationRoutes(services: services)
    signedIn.get("/organizations", use: organizations.list)
    signedIn.post("/organizations", use: organizations.create)
    signedIn.get("/organizations/by-slug/{slug}", use: organizations.findBySlug)
    signedIn.delete("/organizations/{organization}", use: organizations.delete)
    signedIn.post("/organizations/{organization}/restore", use: organizations.restore)

    // A member of the organization in the path.
    let member = signedIn.group("/organizations/{organization}")
        .add(middleware: ScopeLookup(services: services)).group(context: MemberContext.self)
    member.get("", use: organizations.show)
    member.patch("", use: organizations.update)
    member.post("/transfer", use: organizations.transfer)
    member.post("/leave", use: organizations.leave)
    member.get("/subscription", use: subscriptions.show)
    let members = MemberRoutes(services: services)
    member.get("/members", use: members.list)
    member.patch("/members/{account}", use: members.changeRole)
    member.delete("/members/{account}", use: members.remove)
    let roles = RoleRoutes(services: services)
    member.get("/roles", use: roles.list)
    member.post("/roles", use: roles.create)
    member.patch("/roles/{role}", use: roles.update)
    member.delete("/roles/{role}", use: roles.delete)
    let audit = AuditRoutes(services: services)
    member.get("/audit", use: audit.list)
    member.get("/audit/export", use: audit.export)
    let invitations = InvitationRoutes(services: services)
    member.get("/invitations", use: invitations.list)
    member.post("/invitations", use: invitations.create)
    member.delete("/invitations/{invitation}", use: invitations.revoke)
    member.post("/invitations/{invitation}/resend", use: invitations.resend)

    // Somebody who runs the instance.
    let operators = signedIn.group("/admin").add(middleware: OperatorLookup(services: services)).group(context: OperatorContext.self)
    operators.put("/organizations/{organization}/subscription", use: subscriptions.set)
    let secrets = SecretRoutes(services: services)
    member.get("/secrets", use: secrets.list)
    member.post("/secrets", use: secrets.create)
    member.put("/secrets/{secret}", use: secrets.replace)
    member.delete("/secrets/{secret}", use: secrets.delete)

    try PageRoutes(web: web, publicFiles: publicFiles, services: services).add(to: router)
}

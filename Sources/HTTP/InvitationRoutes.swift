import Domain
import Hummingbird
import Storage

/// For those who manage an organization's invitations.
struct InvitationRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: TenantContext) async throws -> Response {
        let query = Query(request)
        let (status, limit, cursor) = try query.all(
            query.optionalText("status", Invitation.Status.init(parameter:)),
            query.limit,
            query.cursor
        )
        let invitations = InvitationQuery(status: status, page: PageRequest(limit: limit, cursor: cursor))
        let now = services.clock.now
        let (page, total) = try await services.storage.invitations(in: context.scope, invitations, at: now)
        return Response(json: ItemList(items: page.items.map { InvitationView($0, at: now) }, next: page.next, total: total))
    }

    @Sendable func create(_ request: Request, context: TenantContext) async throws -> Response {
        let new = try Self.read(await Input(request))
        let issued = try await services.storage.createInvitation(
            new, in: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return answer(issued, status: .created, context)
    }

    @Sendable func resend(_ request: Request, context: TenantContext) async throws -> Response {
        let issued = try await services.storage.resendInvitation(
            context.pathID("invitation"), in: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return answer(issued, status: .ok, context)
    }

    @Sendable func revoke(_ request: Request, context: TenantContext) async throws -> HTTPResponse.Status {
        try await services.storage.revokeInvitation(context.pathID("invitation"), in: context.scope, at: services.clock.now)
        return .noContent
    }

    /// The link is in the answer for the one who made it to pass on; where mail is configured, an address gets its own by mail alone.
    private func answer(_ issued: IssuedInvitation, status: HTTPResponse.Status, _ context: TenantContext) -> Response {
        services.announce(issued.message, context)
        let isShown = issued.listing.invitation.kind.address == nil || !services.settings.mailing.reachesMailboxes
        let link = isShown ? services.settings.publicURL.link(to: "/invite", carrying: issued.token) : nil
        return Response(json: InvitationView(issued.listing, at: services.clock.now, link: link), status: status)
    }

    private static func read(_ input: Input) throws -> NewInvitation {
        let (kind, role, email, maximumUses, hours, domains) = try input.all(
            input.text("kind") { text throws(Problem) in
                guard ["email", "link"].contains(text) else { throw Problem("must be email or link") }
                return text
            },
            input.optionalText("role", Role.checkedKey),
            input.optionalText("email", EmailAddress.init),
            input.optionalNumber("maxUses", in: 1...Invitation.mostUses),
            input.optionalNumber("expiresInHours", in: Invitation.hours),
            input.optionalTexts("domains", atMost: Invitation.mostDomains, EmailDomain.init)
        )
        let lifetime = hours.map { Span.hours(Int64($0)) }
        if kind == "email" {
            var problems: [InvalidField] = []
            if email == nil { problems.append(InvalidField("email", "is missing")) }
            if maximumUses != nil { problems.append(InvalidField("maxUses", "goes with links only")) }
            if domains != nil { problems.append(InvalidField("domains", "goes with links only")) }
            guard problems.isEmpty, let email else { throw Failure.invalidInput(problems) }
            return NewInvitation(kind: .email(email), role: role, lifetime: lifetime)
        }
        guard email == nil else { throw Failure.invalid("email", "goes with e-mail invitations only") }
        return NewInvitation(kind: .link(maximumUses: maximumUses, domains: domains ?? []), role: role, lifetime: lifetime)
    }
}

/// For those who hold an invitation's link.
struct InvitationClaimRoutes {
    let services: Services

    @Sendable func lookUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        return Response(json: try await services.storage.lookUpInvitation(token, by: context.session, at: services.clock.now))
    }

    @Sendable func accept(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        let me = try await services.storage.acceptInvitation(
            token, by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: me)
    }
}

import Domain
import Hummingbird
import Storage

/// Domains by whose addresses people may join an organization: for those who see to its settings, and for those who run the instance.
struct DomainRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: MemberContext) async throws -> Response {
        let domains = try await services.storage.joiningDomains(in: context.scope, at: services.clock.now)
        return Response(json: ItemList(items: domains))
    }

    @Sendable func add(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let (domain, role) = try input.all(
            input.text("domain", MailDomain.ofAnOrganization), input.optionalText("role", Role.checkedKey)
        )
        let added = try await services.storage.addDomain(
            domain, role: role ?? Role.member.key, in: context.scope, at: services.clock.now
        )
        return Response(json: added, status: .created)
    }

    @Sendable func update(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let role = try input.all(input.text("role", Role.checkedKey))
        let updated = try await services.storage.updateDomain(
            context.pathID("domain"), role: role, in: context.scope, at: services.clock.now
        )
        return Response(json: updated)
    }

    @Sendable func check(_ request: Request, context: MemberContext) async throws -> Response {
        let checked = try await services.storage.checkDomain(
            context.pathID("domain"), in: context.scope, asking: services.records, at: services.clock.now
        )
        return Response(json: checked)
    }

    @Sendable func remove(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.removeDomain(context.pathID("domain"), in: context.scope, at: services.clock.now)
        return .noContent
    }

    @Sendable func listForOperators(_ request: Request, context: OperatorContext) async throws -> Response {
        let domains = try await services.storage.joiningDomains(
            of: context.pathID("organization"), by: context.scope, at: services.clock.now
        )
        return Response(json: ItemList(items: domains))
    }

    @Sendable func prove(_ request: Request, context: OperatorContext) async throws -> Response {
        let input = try await Input(request)
        let domain = try input.all(input.text("domain", MailDomain.ofAnOrganization))
        let proven = try await services.storage.proveDomain(
            domain, of: context.pathID("organization"), by: context.scope, at: services.clock.now
        )
        return Response(json: proven)
    }

    @Sendable func removeByOperator(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.removeDomain(
            context.pathID("domain"), of: context.pathID("organization"), by: context.scope, at: services.clock.now
        )
        return .noContent
    }
}

/// For those who may join by the domain of their address.
struct JoiningOfferRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(json: ItemList(items: try await services.storage.joiningOffers(context.session)))
    }

    @Sendable func join(_ request: Request, context: SignedInContext) async throws -> Response {
        let organization = try context.pathID("offer", of: Organization.self)
        return Response(json: try await services.storage.takeUpOffer(of: organization, by: context.session, at: services.clock.now))
    }
}

extension JoiningDomain: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("domain", domain.text)
            role.write(to: &json)
            json.field("proof", standing.proof?.rawValue)
            json.field("provenAt", standing.provenAt)
            json.field("missingSince", standing.missingSince)
            json.field("lastCheck", standing.lastCheck)
            json.field("record") { json in
                json.field("name", recordName)
                json.field("type", "TXT")
                json.field("value", recordValue)
            }
            json.field("createdAt", createdAt)
        }
    }
}

extension JoiningDomain.Check: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("at", at)
            json.field("finding", finding.rawValue)
        }
    }
}

extension JoiningOffer: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("organization") { json in
                json.field("id", domain.organization)
                json.field("name", organizationName)
            }
            json.field("domain", domain.domain.text)
            domain.role.write(to: &json)
        }
    }
}

import Domain
import HTTPTypes
import Hummingbird
import Storage

/// All accounts, for those who run the instance.
struct AdminAccountRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: OperatorContext) async throws -> Response {
        let parameters = Query(request)
        let (text, limit, cursor) = try parameters.all(parameters.searched, parameters.limit, parameters.cursor)
        let query = AccountQuery(text: text, page: PageRequest(limit: limit, cursor: cursor))
        let (page, total) = try await services.storage.accounts(by: context.scope, query, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next, total: total))
    }

    @Sendable func show(_ request: Request, context: OperatorContext) async throws -> Response {
        Response(json: try await services.storage.account(context.pathID("account"), by: context.scope, at: services.clock.now))
    }

    @Sendable func disable(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let successors = try input.all(input.successors)
        try await services.storage.disableAccount(
            context.pathID("account"), successors: successors ?? [], by: context.scope, mailing: services.settings.mailing,
            at: services.clock.now
        )
        return .noContent
    }

    @Sendable func enable(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.enableAccount(
            context.pathID("account"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }
}

extension AdminAccountRoutes {
    @Sendable func revokeSessions(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.endSessions(of: context.pathID("account"), by: context.scope, at: services.clock.now)
        return .noContent
    }

    /// Nobody but its owner gets to see the link.
    @Sendable func sendReset(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.sendPasswordReset(
            to: context.pathID("account"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .accepted
    }
}

/// For those who have lost what they had besides their password.
extension AdminAccountRoutes {
    @Sendable func announceFactorRemoval(_ request: Request, context: OperatorContext) async throws -> Response {
        let removableAt = try await services.storage.announceFactorRemoval(
            of: context.pathID("account"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: FactorRemoval(removableAt: removableAt), status: .accepted)
    }

    @Sendable func callOffFactorRemoval(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.callOffFactorRemoval(of: context.pathID("account"), by: context.scope, at: services.clock.now)
        return .noContent
    }

    @Sendable func removeFactors(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.removeFactors(
            of: context.pathID("account"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }
}

private struct FactorRemoval: JSONWritable {
    let removableAt: Instant

    func write(to json: inout JSONWriter) {
        json.object { $0.field("removableAt", removableAt) }
    }
}

extension Query {
    /// Part of a name or an address.
    var searched: Field<String?> {
        optionalText("query") { text throws(Problem) in
            guard text.count <= 200 else { throw Problem("must have at most 200 characters") }
            return text
        }
    }
}

extension Input {
    /// Who becomes owner of which organization: `[{"organizationId": …, "accountId": …}]`.
    fileprivate var successors: Field<[Successor]?> {
        optionalObjects("successors", atMost: Organization.mostOwned) { object throws(Problem) in
            guard object.count == 2, case .string(let organization)? = object["organizationId"],
                let organization = ID<Organization>(organization),
                case .string(let account)? = object["accountId"], let account = ID<Account>(account)
            else { throw Problem("must name an organization and one of its members each: organizationId, accountId") }
            return Successor(organization: organization, account: account)
        }
    }
}

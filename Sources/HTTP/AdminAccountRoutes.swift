import Domain
import HTTPTypes
import Hummingbird
import Storage

/// All accounts, for those who run the instance.
struct AdminAccountRoutes {
    let services: Services

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

extension Input {
    /// Who becomes owner of which organization: `[{"organizationId": …, "accountId": …}]`.
    fileprivate var successors: Field<[Successor]?> {
        optionalObjects("successors", atMost: Organization.mostOwned) { object throws(Problem) in
            guard object.count == 2, case .string(let organization)? = object["organizationId"], let organization = ID<Organization>(organization),
                case .string(let account)? = object["accountId"], let account = ID<Account>(account)
            else { throw Problem("must name an organization and one of its members each: organizationId, accountId") }
            return Successor(organization: organization, account: account)
        }
    }
}

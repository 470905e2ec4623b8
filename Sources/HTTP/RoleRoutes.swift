import Domain
import Hummingbird
import Storage

struct RoleRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: TenantContext) async throws -> Response {
        Response(json: RoleList(roles: try await services.storage.roles(in: context.scope, at: services.clock.now)))
    }

    @Sendable func create(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let (name, rank, permissions) = try input.all(
            input.text("name", DisplayName.init),
            input.optionalNumber("rank", in: CustomRole.ranks).required(),
            input.optionalPermissions().required()
        )
        let made = try await services.storage.createRole(
            in: context.scope, name: name, rank: rank, permissions: permissions, at: services.clock.now
        )
        return Response(json: made, status: .created)
    }

    @Sendable func update(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let (name, rank, permissions) = try input.all(
            input.optionalText("name", DisplayName.init),
            input.optionalNumber("rank", in: CustomRole.ranks),
            input.optionalPermissions()
        )
        let change = RoleChange(name: name, rank: rank, permissions: permissions)
        let id = try context.pathID("role", of: CustomRole.self)
        return Response(json: try await services.storage.updateRole(id, in: context.scope, change, at: services.clock.now))
    }

    @Sendable func delete(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        let query = Query(request)
        let replacement = try query.all(query.optionalText("replacement", Role.checkedKey))
        try await services.storage.deleteRole(
            context.pathID("role"), in: context.scope, replacement: replacement, mailing: services.settings.mailing,
            at: services.clock.now
        )
        return .noContent
    }
}

extension Input {
    func optionalPermissions() -> Field<PermissionSet?> {
        let list = optionalTexts("permissions", atMost: 100) { text throws(Problem) in
            if let permission = Permission(rawValue: text) { return permission }
            throw Problem("must name permissions of the catalogue (GET /organizations/{id}/roles) only, and “\(text.prefix(40))” is none")
        }
        return list.map { $0.map { PermissionSet($0) } }
    }
}

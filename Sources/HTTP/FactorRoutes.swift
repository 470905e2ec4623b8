import Domain
import Hummingbird
import Storage

/// What an account has besides its password.
struct FactorRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: SignedInContext) async throws -> Response {
        let (items, recoveryCodes, removableAt) = try await services.storage.factors(context.session, at: services.clock.now)
        return Response(json: FactorList(items: items, recoveryCodes: recoveryCodes, removableAt: removableAt))
    }

    @Sendable func enrol(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let name = try input.all(input.text("name", DisplayName.init))
        let enrolment = try await services.storage.enrolTimeCode(
            context.session, name: name, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: EnrolmentView(enrolment: enrolment, issuer: services.settings.serviceName), status: .created)
    }

    @Sendable func confirm(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let code = try input.all(input.text("code") { $0 })
        let confirmed = try await services.storage.confirmTimeCode(
            context.pathID("factor"), code: code, by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return services.renewed(Response(json: confirmed), confirmed.token, of: context.session)
    }

    @Sendable func rename(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let name = try input.all(input.text("name", DisplayName.init))
        let factor = try await services.storage.renameFactor(
            context.pathID("factor"), to: name, by: context.session, at: services.clock.now
        )
        return Response(json: factor)
    }

    @Sendable func remove(_ request: Request, context: SignedInContext) async throws -> Response {
        let token = try await services.storage.removeFactor(
            context.pathID("factor"), by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return services.renewed(.noContent, token, of: context.session)
    }

    @Sendable func renewCodes(_ request: Request, context: SignedInContext) async throws -> Response {
        let codes = try await services.storage.renewRecoveryCodes(
            context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: RecoveryCodes(codes: codes), status: .created)
    }
}

private struct FactorList: JSONWritable {
    let items: [Factor]
    let recoveryCodes: Int
    let removableAt: Instant?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", each: items)
            json.field("recoveryCodes", recoveryCodes)
            json.field("removableAt", removableAt)
        }
    }
}

extension Factor: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { writeFields(to: &$0) }
    }

    fileprivate func writeFields(to json: inout JSONWriter) {
        json.field("id", id)
        json.field("kind", kind.rawValue)
        json.field("name", name)
        json.field("createdAt", createdAt)
        json.field("lastUsedAt", lastUsedAt)
    }
}

private struct EnrolmentView: JSONWritable {
    let enrolment: TimeCodeEnrolment
    let issuer: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            enrolment.factor.writeFields(to: &json)
            json.field("secret", enrolment.secret.base32)
            json.field("link", enrolment.secret.link(issuer: issuer, account: enrolment.email))
        }
    }
}

extension ConfirmedFactor: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            factor.writeFields(to: &json)
            json.field("recoveryCodes", each: recoveryCodes)
        }
    }
}

private struct RecoveryCodes: JSONWritable {
    let codes: [RecoveryCode]

    func write(to json: inout JSONWriter) {
        json.object { $0.field("codes", each: codes) }
    }
}

extension RecoveryCode: JSONWritable {
    func write(to json: inout JSONWriter) { text.write(to: &json) }
}

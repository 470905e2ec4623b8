import Domain
import HTTPTypes
import Hummingbird
import NIOCore

extension Failure {
    /// The one table from failure to status and code.
    var answer: (status: HTTPResponse.Status, code: String, detail: String) {
        switch self {
        case .malformed(let detail): (.badRequest, "malformed", detail)
        case .unauthenticated: (.unauthorized, "unauthenticated", "Log in first: there is no session, or it has ended.")
        case .invalidCredentials: (.unauthorized, "invalid_credentials", "Address and password do not match.")
        case .forbidden(let detail): (.forbidden, "forbidden", detail)
        case .crossSite(let url):
            (
                .forbidden, "cross_site",
                "Requests that change something must come from \(url), the configured public URL (TENANTRY_PUBLIC_URL)."
            )
        case .proofRequired: (.forbidden, "proof_required", "Prove first that it is you: POST /api/v1/session/proof.")
        case .keyNotAdmitted: (.forbidden, "forbidden", "No API key reaches this: it takes somebody who is signed in.")
        case .invitationEmailMismatch: (.forbidden, "invitation_email_mismatch", "This invitation is not for the address of this account.")
        case .emailUnverified: (.forbidden, "email_unverified", "This invitation wants an address that has been verified.")
        case .addressUnproven: (.forbidden, "email_unverified", "Verify the address of your account first: POST /api/v1/email/resend.")
        case .verificationProvesNothing:
            (
                .forbidden, "email_unverified",
                "This link did not come by mail, so it proves nothing about the address. Ask for another once mail is configured here."
            )
        case .factorRequired:
            (.forbidden, "factor_required", "This organization wants a second factor of its members: add one to the account first.")
        case .organizationReadOnly:
            (.forbidden, "organization_read_only", "This organization is suspended or canceled: nothing in it can be changed for now.")
        case .notFound: (.notFound, "not_found", "There is nothing here, or nothing that you may see.")
        case .methodNotAllowed(let allowed):
            (.methodNotAllowed, "method_not_allowed", "Allowed here: \(allowed.joined(separator: ", ")).")
        case .contentTooLarge(let limit): (.contentTooLarge, "content_too_large", "The body may have at most \(limit) bytes.")
        case .unsupportedMediaType(let expected):
            (.unsupportedMediaType, "unsupported_media_type", "Send this with Content-Type: \(expected.joined(separator: ", or ")).")
        case .emailTaken: (.conflict, "email_taken", "There is an account with this address already.")
        case .slugTaken: (.conflict, "slug_taken", "Another organization has this slug.")
        case .alreadyMember: (.conflict, "already_member", "Already a member of this organization.")
        case .accountDisabled: (.conflict, "account_disabled", "This account is disabled.")
        case .mailOff: (.conflict, "mail_off", "Mail is not configured here, so nothing can be sent.")
        case .tooEarly(let until?): (.conflict, "too_early", "The owner has been told, and has until \(until) to show one of them.")
        case .tooEarly(nil):
            (.conflict, "too_early", "The owner has to be told first, by POST …/factor-removal and a message that has left.")
        case .notWaiting(let reason): (.conflict, "not_waiting", "This message \(reason).")
        case .lastOwner:
            (.conflict, "last_owner", "The organization would be left without an owner who can sign in. Make someone else owner first.")
        case .lastOwnerOf:
            (
                .conflict, "last_owner",
                "These organizations would be left without an owner who can sign in. Hand each of them on, or delete it, first."
            )
        case .personalOrganization:
            (
                .conflict, "personal_organization",
                "A personal organization has one member, no invitations and no roles of its own, and can't be left or deleted."
            )
        case .seatsFull: (.conflict, "seats_full", "All seats of this organization are taken, by members or by invitations that wait.")
        case .domainTaken: (.conflict, "domain_taken", "Another organization has proven that this domain is its own.")
        case .identityTaken: (.conflict, "identity_taken", "Another account signs in with this already.")
        case .lastWayIn:
            (.conflict, "last_way_in", "This account could not be signed in to any more. Set a password, or add another way in, first.")
        case .providerUnavailable:
            (.badGateway, "provider_unavailable", "The provider can't be reached, or doesn't answer as it should. Try again later.")
        case .providerRefused: (.forbidden, "provider_refused", "The provider did not confirm who this is.")
        case .identityNotLinked:
            (
                .forbidden, "identity_not_linked",
                "No account goes with this sign-in. Log in as usual and link it to your account, or sign up."
            )
        case .invitationRevoked: (.gone, "invitation_revoked", "This invitation has been withdrawn.")
        case .invitationExpired: (.gone, "invitation_expired", "This invitation has expired.")
        case .invitationExhausted: (.gone, "invitation_exhausted", "This invitation has been used up.")
        case .tokenInvalid:
            (.gone, "token_invalid", "This link, or the step that this goes on from, is not valid, or no longer. Begin again.")
        case .invalidInput: (.unprocessableContent, "invalid_input", "Some fields are not as they must be.")
        case .rateLimited: (.tooManyRequests, "rate_limited", "That was much within a short time. Try again later.")
        case .busy: (.serviceUnavailable, "busy", "Too much to do at the moment. Try again shortly.")
        }
    }
}

/// An error answer (RFC 9457).
struct ProblemDetails: JSONWritable {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    let requestID: String
    var fields: [InvalidField] = []
    var organizations: [Organization] = []

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", "urn:tenantry:problem:" + code)
            json.field("title", status.reasonPhrase)
            json.field("status", status.code)
            json.field("detail", detail)
            json.field("code", code)
            json.field("requestId", requestID)
            if !fields.isEmpty { json.field("errors", each: fields) }
            if !organizations.isEmpty { json.field("organizations", each: organizations) }
        }
    }
}

extension InvalidField: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("field", field)
            json.field("message", message)
        }
    }
}

/// What a refusal is about, to be found by.
extension Organization: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("slug", slug)
        }
    }
}

extension Response {
    init(_ failure: Failure, requestID: String) {
        let (status, code, detail) = failure.answer
        var problem = ProblemDetails(status: status, code: code, detail: detail, requestID: requestID)
        if case .invalidInput(let fields) = failure { problem.fields = fields }
        if case .lastOwnerOf(let organizations) = failure { problem.organizations = organizations }
        self.init(problem)
        switch failure {
        case .methodNotAllowed(let allowed): headers[.allow] = allowed.joined(separator: ", ")
        case .busy(let span), .rateLimited(let span): headers[.retryAfter] = String(max(1, span.seconds))
        case .unauthenticated: headers[.wwwAuthenticate] = "Bearer"
        default: break
        }
    }

    /// Whatever else went wrong is ours, and nobody else's to read.
    static func internalError(requestID: String) -> Response {
        Response(
            ProblemDetails(
                status: .internalServerError, code: "internal",
                detail: "Something went wrong here. If it happens again, tell the operator this request's id.", requestID: requestID
            )
        )
    }

    private init(_ problem: ProblemDetails) {
        self.init(json: problem, status: problem.status)
        headers[.contentType] = "application/problem+json"
    }

    init(json value: some JSONWritable, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: JSONWriter.buffer(value))
        )
    }

    static var noContent: Response { Response(status: .noContent) }
}

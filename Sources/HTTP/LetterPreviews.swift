import Domain
import HTTPTypes
import Hummingbird
import Mail
import NIOCore

/// Each message in each language, as its recipient sees it: for those who work on letters, with `--dev` only.
struct LetterPreviews {
    let services: Services

    func add(to router: Router<AnonymousContext>) {
        router.get("/styleguide/letters", use: list)
        router.get("/styleguide/letters/{language}/{number}", use: show)
    }

    /// All of them in words, with the address at which each is found as HTML.
    @Sendable private func list(_ request: Request, context: AnonymousContext) async throws -> Response {
        let previews = Message.samples(at: services.clock.now).enumerated().flatMap { number, message in
            Language.allCases.map { language in
                LetterPreview(
                    kind: message.kind, language: language, letter: letter(message, in: language),
                    path: "/styleguide/letters/\(language.rawValue)/\(number)"
                )
            }
        }
        return Response(json: ItemList(items: previews))
    }

    /// One as HTML. Letters carry their style with them, as mail programs want it, and nothing that runs.
    @Sendable private func show(_ request: Request, context: AnonymousContext) async throws -> Response {
        let messages = Message.samples(at: services.clock.now)
        guard let language = context.parameters.get("language").flatMap(Language.init(rawValue:)),
            let number = context.parameters.get("number").flatMap({ Int($0) }), messages.indices.contains(number)
        else { throw Failure.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src-attr 'unsafe-inline'; frame-ancestors 'none'",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: letter(messages[number], in: language).html))
        )
    }

    private func letter(_ message: Message, in language: Language) -> Letter {
        let link = services.settings.publicURL.link(of: message, carrying: nil)
        return Letter(message, to: "grace@example.com", in: language, link: link, from: services.settings.signature)
    }
}

private struct LetterPreview: JSONWritable {
    let kind: Message.Kind
    let language: Language
    let letter: Letter
    let path: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind.rawValue)
            json.field("language", language.rawValue)
            json.field("subject", letter.subject)
            json.field("text", letter.text)
            json.field("path", path)
        }
    }
}

extension Message {
    /// One of each kind, and of those that come in two both, with names as people have them.
    fileprivate static func samples(at now: Instant) -> [Message] {
        let (tomorrow, name, organization) = (now + .hours(24), "Grace Hopper", "Общество")
        let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        return [
            .invitation(organization: organization, inviter: "Ада Лавлейс", role: "manager", expiresAt: now + .days(7)),
            .invitationAccepted(name: name, member: "آدا لوفلايس", organization: organization, slug: "acme", role: "member"),
            .welcome(name: name, expiresAt: tomorrow),
            .welcome(name: name, expiresAt: nil),
            .signUp(expiresAt: tomorrow),
            .accountExists(name: name),
            .emailVerification(name: name, expiresAt: tomorrow),
            .passwordReset(name: name, expiresAt: now + .minutes(30)),
            .passwordChanged(name: name, at: now),
            .passwordChanged(name: name, at: now, keys: ["CI", "Acme: nightly export"], factors: ["Phone"]),
            .emailChange(expiresAt: tomorrow),
            .addressTaken(name: name),
            .emailChangeRequested(name: name, newAddress: "hopper@example.org", at: now),
            .emailChanged(name: name, newAddress: "hopper@example.org", at: now),
            .emailChanged(name: name, newAddress: nil, at: now),
            .signIn(name: name, browser: browser, address: "192.0.2.17", at: now),
            .guesses(name: name, at: now),
            .passwordKnown(name: name, at: now),
            .factorAdded(name: name, factor: "Phone", at: now),
            .factorRemoved(name: name, factor: "Phone", at: now),
            .recoveryCodeUsed(name: name, left: 9, at: now), .recoveryCodesRenewed(name: name, at: now),
            .identityLinked(name: name, provider: "Acme", at: now), .identityRemoved(name: name, provider: "Acme", at: now),
            .factorRemovalAnnounced(name: name, removableAt: now + .days(3)), .factorsRemoved(name: name, at: now),
            .accountDisabled(name: name, at: now),
            .accountEnabled(name: name, at: now),
            .accountDeletion(name: name, at: now),
            .removal(name: name, organization: organization),
            .roleChange(name: name, organization: organization, slug: "acme", role: "admin"),
            .organizationDeletion(name: name, organization: organization, by: name, restorableUntil: nil),
            .organizationDeletion(name: name, organization: organization, by: name, restorableUntil: now + .days(30)),
            .organizationErasure(name: name, organization: organization, by: name),
            .organizationRestoration(name: name, organization: organization, by: name, slug: "acme"),
        ]
    }
}

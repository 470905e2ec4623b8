import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// All that is kept of a person, as one JSON document for that person.
struct AccountExportRoutes {
    let services: Services

    /// It comes while it is read, so that however much there is, little of it is in memory. It breaks off where the session ends.
    @Sendable func export(_ request: Request, context: SignedInContext) async throws -> Response {
        let (storage, clock, session) = (services.storage, services.clock, context.session)
        let now = clock.now
        let head = AccountExportHead(export: try await storage.exportAccount(session, at: now), current: session.id, exportedAt: now)
        var response = Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody { writer in
                var document = JSONDocument(writer)
                try await document.begin(head)
                try await document.list("apiKeys") { page in
                    let found = try await storage.apiKeys(of: .account(session), page, at: clock.now).page
                    return Domain.Page(items: found.items.map { APIKeyView($0, at: now) }, next: found.next)
                }
                try await document.list("invitationsSent") { page in
                    let found = try await storage.exportedInvitations(session, page, at: clock.now)
                    return Domain.Page(items: found.items.map { ExportedInvitationView(exported: $0, now: now) }, next: found.next)
                }
                for (name, events) in [("eventsBy", ExportedEvents.by), ("eventsAbout", .about), ("eventsOnBehalf", .onBehalf)] {
                    try await document.list(name) { try await storage.exportedEvents(events, session, $0, at: clock.now) }
                }
                try await document.end()
            }
        )
        response.headers[.contentDisposition] = "attachment; filename=\"account-\(now.description.prefix(10)).json\""
        return response
    }
}

/// An object whose last fields are lists of any length, written a page at a time.
private struct JSONDocument {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    /// The fields that are known, and no end yet.
    mutating func begin(_ head: some JSONWritable) async throws {
        let object = JSONWriter.buffer(head)
        try await writer.write(object.getSlice(at: object.readerIndex, length: object.readableBytes - 1) ?? object)
    }

    mutating func list<Item: JSONWritable>(_ name: String, _ page: (PageRequest) async throws -> Domain.Page<Item>) async throws {
        var (request, separator) = (PageRequest(limit: PageRequest.largestLimit), "")
        try await writer.write(ByteBuffer(string: ",\"\(name)\":["))
        while true {
            let found = try await page(request)
            var buffer = ByteBuffer()
            for item in found.items {
                buffer.writeString(separator)
                buffer.writeImmutableBuffer(JSONWriter.buffer(item))
                separator = ","
            }
            try await writer.write(buffer)
            guard let next = found.next else { break }
            request = PageRequest(limit: PageRequest.largestLimit, after: next)
        }
        try await writer.write(ByteBuffer(string: "]"))
    }

    mutating func end() async throws {
        try await writer.write(ByteBuffer(string: "}\n"))
        try await writer.finish(nil)
    }
}

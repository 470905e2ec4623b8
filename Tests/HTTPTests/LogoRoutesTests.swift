import Domain
import HTTPTypes
import NIOCore
import Testing

@testable import HTTP

/// Pictures as far as the server looks at them.
enum Picture {
    static func png(_ width: UInt8, _ height: UInt8, _ rest: String = "") -> [UInt8] {
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 0, width, 0, 0, 0, height]
            + [8, 6, 0, 0, 0, 0, 0, 0, 0] + Array(rest.utf8)
    }

    static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 40, 0, 40, 1, 1, 0x11, 0]
    static let webP = Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 39, 0, 0, 39, 0, 0]
}

extension Person {
    func upload(_ bytes: [UInt8], _ type: String, to organization: String? = nil) async throws -> Answer {
        let path = "/api/v1/organizations/\(organization ?? self.organization)/logo"
        return try await server.send(
            .put, path, headers: [.authorization: "Bearer \(token)", .contentType: type], bytes: ByteBuffer(bytes: bytes)
        )
    }
}

@Suite struct LogoRoutesTests {
    @Test func aPictureComesBackAsItWentIn() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let (viewer, path) = (try #require(members["viewer"]), "/organizations/\(owner.organization)")
            #expect(try await viewer.call(.get, "\(path)/logo").status == 404)
            #expect(try await viewer.call(.get, path).json["logo"].isNull)
            // Whatever it is called, it is what it is.
            for (bytes, type) in [(Picture.png(32, 32), "image/png"), (Picture.jpeg, "image/jpeg"), (Picture.webP, "image/webp")] {
                let set = try await owner.upload(bytes, "IMAGE/PNG; charset=x")
                #expect(set.status == 200, "\(set.text)")
                let address = try #require(set.json["logo"].text)
                let named = try await server.send(.get, address)
                let own = try await viewer.call(.get, "\(path)/logo")
                for answer in [named, own] {
                    #expect(answer.status == 200 && Array(answer.body.readableBytesView) == bytes)
                    #expect(answer.headers[.contentType] == type && answer.headers[.xContentTypeOptions] == "nosniff")
                    #expect(
                        answer.headers[.contentSecurityPolicy]
                            == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                    #expect(answer.headers[.contentDisposition] == "inline")
                }
                #expect(named.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(own.headers[.cacheControl] == "private, no-cache")
                let tag = try #require(own.headers[.eTag])
                let again = try await server.send(.get, address, headers: [.ifNoneMatch: tag])
                #expect(again.status == 304 && again.body.readableBytes == 0)
                #expect(try await viewer.call(.get, "/me").json["organizations"].list.last?["logo"].text == address)
            }
            let address = try #require(try await viewer.call(.get, path).json["logo"].text)
            #expect(try await owner.call(.delete, "\(path)/logo").status == 204)
            #expect(try await owner.call(.delete, "\(path)/logo").status == 204)
            #expect(try await server.send(.get, address).status == 404)
            #expect(try await viewer.call(.get, "\(path)/logo").status == 404)
        }
    }

    @Test func whatIsRefused() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            #expect(try await owner.upload(Picture.png(40, 40), "image/png").status == 200)
            let before = try await server.rows()
            for type in ["application/json", "image/svg+xml", "image/gif", "text/html", "", "image/pngx", "multipart/form-data"] {
                let answer = try await owner.upload(Picture.png(32, 32), type)
                #expect(answer.status == 415 && answer.text.contains("image/png"), "\(type)")
            }
            let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"32\" height=\"32\"/>".utf8)
            for bytes in [svg, [], Array("GIF89a".utf8), Picture.png(15, 40), Picture.png(40, 0)] {
                #expect(try await owner.upload(bytes, "image/png").invalidFields == ["logo"], "\(bytes.count)")
            }
            let long = Picture.png(32, 32, String(repeating: " ", count: Logo.largest - 33))
            #expect(try await owner.upload(long + [0], "image/png").code == "content_too_large")
            #expect(try await server.rows() == before)
            #expect(try await owner.upload(long, "image/png").status == 200, "256 KiB")
        }
    }

    /// A file can be two things at once. It is served as the one that was looked for.
    @Test func aPictureThatIsAPageTooStaysAPicture() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let set = try await owner.upload(Picture.png(32, 32, "<html><script>alert(1)</script>"), "image/png")
            let answer = try await server.send(.get, try #require(set.json["logo"].text), headers: [.accept: "text/html"])
            #expect(answer.headers[.contentType] == "image/png" && answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        }
    }

    @Test func itIsToldToThoseWhoAreInvitedAndFoundByNobodyElse() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let address = try #require(try await owner.upload(Picture.png(32, 32), "image/png").json["logo"].text)
            let token = try await owner.link(to: owner.organization, role: "member")
            func told() async throws -> JSONFields {
                try await server.call(.post, "/invitations/lookup", ["token": token]).json["organization"]["logo"]
            }
            #expect(try await told().text == address)
            let id = try await owner.call(.get, "/organizations/\(owner.organization)/invitations").json["items"].list.first?["id"].text
            #expect(try await owner.call(.delete, "/organizations/\(owner.organization)/invitations/\(try #require(id))").status == 204)
            #expect(try await told().isNull)

            let name = String(try #require(address.split(separator: "/").last))
            for index in name.indices {
                let other = name[index] == "A" ? "B" : "A"
                let tampered = name.replacingCharacters(in: index...index, with: other)
                #expect(try await server.send(.get, "/api/v1/logos/\(tampered)").status == 404)
            }
            for other in [owner.organization, String(name.dropLast()), name + "A", name.lowercased(), "%00", "'%20OR%201=1--"] {
                #expect(try await server.send(.get, "/api/v1/logos/\(other)").code == "not_found", "\(other)")
            }
            #expect(try await owner.call(.delete, "/organizations/\(owner.organization)").status == 204)
            #expect(try await server.send(.get, address).status == 404)
        }
    }
}

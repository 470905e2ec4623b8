import Outbound

extension OutboundClient {
    /// A 200's body. Fails with `.unreachable` and `.status`.
    func body(of request: OutboundRequest) async throws(OpenIDFailure) -> [UInt8] {
        let response = try await response(to: request)
        guard response.status == 200 else { throw .status(response.status) }
        return response.body
    }

    func response(to request: OutboundRequest) async throws(OpenIDFailure) -> OutboundResponse {
        do {
            return try await send(request)
        } catch {
            throw .unreachable(error)
        }
    }
}

extension [(name: String, value: String)] {
    static let acceptingJSON: Self = [(name: "Accept", value: "application/json")]
}

import Domain
import FoundationEssentials
import Glibc
import HTTP
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage

/// The server's side of the socket in the data folder: only who may read that folder can ask.
struct ControlServer: Service {
    private static let bodyLimit = 64 * 1024

    private let storage: Storage
    private let configuration: Configuration
    private let onRunning: @Sendable () -> Void

    init(_ configuration: Configuration, _ storage: Storage, onRunning: @escaping @Sendable () -> Void) {
        self.storage = storage
        self.configuration = configuration
        self.onRunning = onRunning
    }

    func run() async throws {
        let path = DataFolder.socket(in: configuration.data)
        unlink(path)  // left behind by a process that was killed; the lock says that we are the only one
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            guard request.method == .post, request.uri.path == "/command" else { return Response(status: .notFound) }
            return await answer(request)
        }
        let logger = Logger(label: "control") { _ in SwiftLogNoOpLogHandler() }
        let server = WebServer(responder, on: .unixDomainSocket(path: path), clock: .system, logger: logger)
        do {
            try await server.run {
                chmod(path, 0o600)
                onRunning()
            }
        } catch {
            throw ListenFailure(at: path, error)
        }
    }

    private func answer(_ request: Request) async -> Response {
        do {
            let body = try await request.body.collect(upTo: Self.bodyLimit)
            let command = try JSONDecoder().decode(OperatorCommand.self, from: Data(body.readableBytesView))
            return response(try await command.run(on: storage, configuration.settings), status: .ok)
        } catch let error as DatabaseError {
            return response("The database \(error).", status: .conflict)
        } catch {
            return response("\(error)", status: .conflict)
        }
    }

    private func response(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The command line's side: one request, one answer, one connection.
struct ControlClient {
    /// What NIO takes, in bytes; Linux would take four more (unix(7)).
    static let longestPath = 103

    let socket: String

    /// Nil when no server listens. Fails with `OperatorFailure` in the server's words.
    func ask(_ command: OperatorCommand) throws -> String? {
        guard let connection = connect() else { return nil }
        defer { close(connection) }
        let body = try JSONEncoder().encode(command)
        let head = "POST /command HTTP/1.1\r\nHost: tenantry\r\nConnection: close\r\nContent-Length: \(body.count)\r\n\r\n"
        guard send(Array(head.utf8) + Array(body), over: connection) else { throw OperatorFailure("The server does not answer.") }
        let answer = String(decoding: receive(from: connection), as: UTF8.self)
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw OperatorFailure("The server stopped before it answered.") }
        guard parts[0].hasPrefix("HTTP/1.1 200") else { throw OperatorFailure(String(parts[1])) }
        return String(parts[1])
    }

    private func connect() -> Int32? {
        let file = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            close(file)
            return nil
        }
        return file
    }

    private func send(_ bytes: [UInt8], over connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func receive(from connection: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}

import Domain
import Foundation
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import HTTP

/// A server on a socket of its own, and a client of nothing but bytes.
@Suite struct WebServerTests {
    private struct Broken: Error {}

    @Test func anAnswerSaysWhenItWasMade() async throws {
        let body = ResponseBody(byteBuffer: ByteBuffer(string: "there"))
        try await withServer(answeringBy: Task { .init { _, _ in Response(status: .ok, body: body) } }) {
            let answer = try await Self.answer(at: $0)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nthere"), "\(answer)")
            #expect(answer.contains("\r\nDate: \(Clock.system.now.dateAndTime(zone: "GMT").prefix(16))"), "\(answer)")
        }
    }

    @Test func whatABrokenHandlerThrowsIsLoggedAndNotTold() async throws {
        let log = TestLog()
        try await withServer(answeringBy: Task { .init { _, _ in throw Broken() } }, log) {
            let answer = try await Self.answer(at: $0)
            #expect(answer.hasPrefix("HTTP/1.1 500 ") && !answer.contains("Broken"), "\(answer)")
        }
        #expect(log.text.contains("error a request failed error=Broken"), "\(log.text)")
    }

    /// The server listens already, so that nobody is refused.
    @Test func whoeverComesBeforeThereIsAnythingToAnswerByWaits() async throws {
        let (ready, isReady) = AsyncStream<Never>.makeStream()
        let responder = Task<CallbackResponder<BasicRequestContext>, Never> {
            for await _ in ready {}
            return .init { _, _ in Response(status: .noContent) }
        }
        let isOpen = NIOLockedValueBox(false)
        try await withServer(answeringBy: responder) { path in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let answer = try await Self.answer(at: path)
                        return isOpen.withLockedValue { $0 } && answer.hasPrefix("HTTP/1.1 204 ")
                    }
                }
                try await Task.sleep(for: .milliseconds(50))
                isOpen.withLockedValue { $0 = true }
                isReady.finish()
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func whereItCannotListenItSaysSo() async throws {
        let responder = CallbackResponder<BasicRequestContext> { _, _ in Response(status: .ok) }
        let server = WebServer(responder, on: .unixDomainSocket(path: "/nowhere/socket"), clock: .system, logger: Logger(label: "test"))
        await #expect(throws: (any Error).self) { try await server.run {} }
    }

    private func withServer(
        answeringBy responder: Task<CallbackResponder<BasicRequestContext>, Never>, _ log: TestLog = TestLog(),
        _ body: @escaping @Sendable (_ path: String) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "tn-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(path) }
        let logger = Logger(label: "test") { _ in TestLogHandler(log: log) }
        let server = WebServer(responder, on: .unixDomainSocket(path: path), by: .http1(), date: DateHeader(.system), logger: logger)
        let (listens, isListening) = AsyncStream<Never>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { isListening.finish() } }
            for await _ in listens {}
            try await body(path)
            group.cancelAll()
        }
    }

    /// All that a server sends to a request that is its connection's last.
    private static func answer(at path: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Foundation.Thread {  // what reads waits, and no thread of the tests' own may
                continuation.resume(with: Swift.Result { try exchange(with: path) })
            }.start()
        }
    }

    private static func exchange(with path: String) throws -> String {
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(code == 0)
        let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        try #require(write(file, request, request.count) == request.count)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(file, &buffer, buffer.count), count > 0 { answer += buffer.prefix(count) }
        return String(decoding: answer, as: UTF8.self)
    }
}

import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A mail server on 127.0.0.1, in the clear, that says what a test wants and keeps what it is told.
struct ScriptedServer: Sendable {
    /// The answer to a line, nil for the ordinary one, "" for none. Connections count from 0. `.` is the end of a message.
    typealias Script = @Sendable (_ connection: Int, _ line: String) -> String?

    private let channel: any Channel
    private let heard: NIOLockedValueBox<[[Line]]>

    fileprivate struct Line {
        let text: String
        let isCommand: Bool
    }

    /// Runs `body` with a server that answers EHLO with `extensions`.
    static func run(
        extensions: [String] = [], _ script: @escaping Script = { _, _ in nil }, _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let heard = NIOLockedValueBox<[[Line]]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Conversation(heard, extensions, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(ScriptedServer(channel: channel, heard: heard))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    var url: String { "smtp+plain://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// All lines, by connection; those of a message stand between DATA and `.`.
    var connections: [[String]] { heard.withLockedValue { $0.map { $0.map(\.text) } } }

    /// The commands' first words.
    var commands: [[String]] {
        heard.withLockedValue { $0.map { $0.filter(\.isCommand).map { String($0.text.prefix { $0 != " " }) } } }
    }
}

private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let heard: NIOLockedValueBox<[[ScriptedServer.Line]]>
    private let extensions: [String]
    private let script: ScriptedServer.Script
    private var number = 0
    private var unread: [UInt8] = []
    private var isMessage = false

    init(_ heard: NIOLockedValueBox<[[ScriptedServer.Line]]>, _ extensions: [String], _ script: @escaping ScriptedServer.Script) {
        self.heard = heard
        self.extensions = extensions
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        number = heard.withLockedValue { heard in
            heard.append([])
            return heard.count - 1
        }
        say(script(number, "") ?? "220 ready", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread += unwrapInboundIn(data).readableBytesView
        while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: unread[..<(end - 1)], as: UTF8.self)
            unread.removeSubrange(...end)
            let isCommand = !isMessage || line == "."
            heard.withLockedValue { $0[number].append(ScriptedServer.Line(text: line, isCommand: isCommand)) }
            if isCommand { answer(line, context) }
        }
    }

    private func answer(_ line: String, _ context: ChannelHandlerContext) {
        isMessage = false
        let answer = script(number, line) ?? ordinaryAnswer(line)
        isMessage = answer.hasPrefix("354")
        say(answer, context)
    }

    private func ordinaryAnswer(_ line: String) -> String {
        switch line.prefix(4) {
        case "EHLO": (["250-here"] + extensions.map { "250-\($0)" } + ["250 HELP"]).joined(separator: "\r\n")
        case "DATA": "354 go on"
        case "QUIT": "221 bye"
        default: "250 ok"
        }
    }

    /// `close` closes instead of answering; a 421 and a 221 close after it.
    private func say(_ answer: String, _ context: ChannelHandlerContext) {
        if answer == "close" { return context.close(promise: nil) }
        guard !answer.isEmpty else { return }
        context.writeAndFlush(NIOAny(ByteBuffer(string: answer + "\r\n")), promise: nil)
        if answer.hasPrefix("421") || answer.hasPrefix("221") { context.close(promise: nil) }
    }

}

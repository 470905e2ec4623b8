import Domain
import NIOConcurrencyHelpers
import NIOCore

/// How many connections each address has open.
final class ConnectionCounter: Sendable {
    private let open = NIOLockedValueBox<[IPAddress: Int]>([:])
    private let limit: Int
    private let exempt: [IPNetwork]

    init(limit: Int, exempting exempt: [IPNetwork]) {
        self.limit = limit
        self.exempt = exempt
    }

    /// Whether the connection may stay. If so, it is counted until it closes.
    func admit(_ channel: any Channel) -> Bool {
        guard let address = IPAddress(channel.remoteAddress), !exempt.contains(where: { $0.contains(address) }) else { return true }
        let isAdmitted = open.withLockedValue { open in
            guard open[address, default: 0] < limit else { return false }
            open[address, default: 0] += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.release(address) } }
        return isAdmitted
    }

    private func release(_ address: IPAddress) {
        open.withLockedValue { open in
            let left = open[address, default: 1] - 1
            open[address] = left > 0 ? left : nil
        }
    }
}

/// Closes a connection as soon as it is there. A channel whose setup fails would stay open instead.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        context.close(promise: nil)
    }
}

import NIOCore

extension EventLoopPromise where Value: Sendable {
    /// What it is completed with first: by whoever works on it, by the deadline, or by the end of the task that waits.
    func value(by deadline: NIODeadline) async throws(OutboundFailure) -> Value {
        let alarm = futureResult.eventLoop.scheduleTask(deadline: deadline) { fail(OutboundFailure.timeout) }
        defer { alarm.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await futureResult.get()
            } onCancel: {
                fail(OutboundFailure.cancelled)
            }
        } catch {
            throw error as? OutboundFailure ?? .closed
        }
    }
}

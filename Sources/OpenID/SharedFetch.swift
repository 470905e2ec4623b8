import Domain

/// A value that is fetched when it is wanted, kept for a while, and fetched once for all who wait for it.
actor SharedFetch<Value: Sendable> {
    private let fetch: @Sendable () async throws(OpenIDFailure) -> Value
    private let clock: Clock
    private let lifetime: Span
    private var kept: (value: Value, since: Instant)?
    private var running: Task<Result<Value, OpenIDFailure>, Never>?

    init(for lifetime: Span, clock: Clock, _ fetch: @escaping @Sendable () async throws(OpenIDFailure) -> Value) {
        self.lifetime = lifetime
        self.clock = clock
        self.fetch = fetch
    }

    /// - Parameter age: what is older is fetched anew.
    func value(atMost age: Span? = nil) async throws(OpenIDFailure) -> Value {
        if let kept, (Span.seconds(0)...(age ?? lifetime)).contains(clock.now - kept.since) { return kept.value }
        return try await joined().get()
    }

    /// It goes on when one of those who wait gives up.
    private func joined() async -> Result<Value, OpenIDFailure> {
        if let running { return await running.value }
        let task = Task { [fetch] () async -> Result<Value, OpenIDFailure> in
            do throws(OpenIDFailure) {
                return .success(try await fetch())
            } catch {
                return .failure(error)
            }
        }
        running = task
        let result = await task.value
        running = nil
        if case .success(let value) = result { kept = (value, clock.now) }
        return result
    }
}

import Testing

/// A sample of what `script/soak fuzz` does for longer, with inputs that are the same each time.
@Suite struct FuzzTests {
    @Test(arguments: FuzzTarget.all)
    func anyInputKeepsTheProperties(_ target: FuzzTarget) {
        var mutator = Mutator(target, seed: 1)
        for seed in target.seeds { check(target, seed) }
        for _ in 0..<20_000 { check(target, mutator.next()) }
    }

    /// What a fuzzer has found.
    @Test(arguments: Found.all)
    func whatWasFoundStaysMended(_ found: Found) {
        check(found.target, found.bytes)
    }

    private func check(_ target: FuzzTarget, _ bytes: [UInt8]) {
        #expect(throws: Never.self, "\(target.name): \(bytes)") { try target.check(bytes) }
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}

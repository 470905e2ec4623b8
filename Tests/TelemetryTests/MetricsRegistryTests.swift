import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct MetricsRegistryTests {
    private func lines(_ registry: MetricsRegistry, with readings: [Reading] = []) -> [String] {
        registry.text(with: readings).split(separator: "\n").map(String.init)
    }

    @Test func countersCountUpAndNothingElse() {
        let registry = MetricsRegistry([MetricDescription("jobs_total", "Jobs \\ done\nso far, \"all\".")])
        let counter = Counter(label: "jobs_total", factory: registry)
        counter.increment()
        counter.increment(by: 41)
        counter.increment(by: -7)
        #expect(registry.text() == "# HELP jobs_total Jobs \\\\ done\\nso far, \"all\".\n# TYPE jobs_total counter\njobs_total 42\n")
    }

    @Test func whatIsCalledTheSameIsTheSame() {
        let registry = MetricsRegistry()
        Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a_total", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        Counter(label: "a_total", dimensions: [("x", "1")], factory: registry).increment()
        #expect(lines(registry) == ["# TYPE a_total counter", "a_total{x=\"1\",y=\"2\"} 2", "a_total{x=\"1\"} 1"])
    }

    @Test func valuesOfLabelsCannotBreakOut() {
        let registry = MetricsRegistry()
        Counter(label: "a_total", dimensions: [("x", "\"} 1\n# \\ ü")], factory: registry).increment()
        #expect(lines(registry) == ["# TYPE a_total counter", #"a_total{x="\"} 1\n# \\ ü"} 1"#])
    }

    @Test func histogramsAreCumulativeAndTakeTheirBounds() {
        let registry = MetricsRegistry([MetricDescription("size", "Sizes.", buckets: [1, 2.5, 10])])
        let recorder = Recorder(label: "size", factory: registry)
        for value in [0, 1, 2, 3, 10, 11] { recorder.record(value) }
        recorder.record(2.5)
        #expect(
            lines(registry).dropFirst(2) == [
                #"size_bucket{le="1"} 2"#, #"size_bucket{le="2.5"} 4"#, #"size_bucket{le="10"} 6"#, #"size_bucket{le="+Inf"} 7"#,
                "size_sum 29.5", "size_count 7",
            ])
    }

    @Test func timersCountInSeconds() {
        let registry = MetricsRegistry([MetricDescription("t_seconds", "Times.", buckets: [0.001, 1])])
        let timer = CoreMetrics.Timer(label: "t_seconds", dimensions: [("q", "w")], factory: registry)
        timer.recordMilliseconds(500)
        timer.record(.microseconds(500))
        timer.record(.seconds(3))
        timer.recordNanoseconds(-5)
        #expect(
            lines(registry).dropFirst(2) == [
                #"t_seconds_bucket{q="w",le="0.001"} 2"#, #"t_seconds_bucket{q="w",le="1"} 3"#, #"t_seconds_bucket{q="w",le="+Inf"} 4"#,
                "t_seconds_sum{q=\"w\"} \(0.5 + 0.0005 + 3)", #"t_seconds_count{q="w"} 4"#,
            ])
    }

    @Test func gaugesAreWhatTheyWereLast() {
        let registry = MetricsRegistry()
        Gauge(label: "level", factory: registry).record(3)
        Gauge(label: "level", factory: registry).record(-1.5)
        let meter = Meter(label: "depth", factory: registry)
        meter.set(10)
        meter.decrement(by: 0.5)
        #expect(lines(registry) == ["# TYPE depth gauge", "depth 9.5", "# TYPE level gauge", "level -1.5"])
    }

    @Test func readingsStandAmongTheRest() {
        let registry = MetricsRegistry()
        Counter(label: "b_total", factory: registry).increment()
        let readings: [Reading] = [.gauge("c", .infinity), .gauge("a", 7, [("x", "y")]), .counter("d_total", .nan), .gauge("e", 1e300)]
        #expect(
            lines(registry, with: readings).filter { !$0.hasPrefix("#") } == [
                #"a{x="y"} 7"#, "b_total 1", "c +Inf", "d_total NaN", "e 1e+300",
            ]
        )
    }

    @Test func whatIsDestroyedIsGone() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "a_total", factory: registry)
        let timer = CoreMetrics.Timer(label: "b_seconds", factory: registry)
        counter.destroy()
        timer.destroy()
        #expect(registry.text().isEmpty)
    }

    /// Nothing is lost, and what is read belongs together at any moment.
    @Test func manyCountAtOnce() async {
        let registry = MetricsRegistry([MetricDescription("v", "Values.", buckets: [0.5, 1])])
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<2000 {
                        Counter(label: "n_total", dimensions: [("w", "\(worker % 2)")], factory: registry).increment()
                        Recorder(label: "v", factory: registry).record(number % 2)
                    }
                }
            }
            group.addTask {
                for _ in 0..<200 {
                    let found = Self.values(registry.text())
                    #expect(found[#"v_bucket{le="0.5"}"#, default: 0] <= found["v_count", default: 0])
                    #expect(found["v_sum", default: 0] == found["v_count", default: 0] - found[#"v_bucket{le="0.5"}"#, default: 0])
                }
            }
        }
        let found = Self.values(registry.text())
        #expect(
            found[#"n_total{w="0"}"#] == 8000 && found[#"n_total{w="1"}"#] == 8000 && found["v_count"] == 16_000 && found["v_sum"] == 8000)
    }

    private static func values(_ text: String) -> [String: Double] {
        let pairs = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[line.index(after: $0)...]) ?? .nan) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func theProcessIsKnown() throws {
        let text = MetricsRegistry(ProcessReadings.descriptions).text(with: ProcessReadings.now())
        let found = Self.values(text)
        #expect(Set(found.keys) == Set(ProcessReadings.descriptions.map(\.name)))
        #expect(try #require(found["process_resident_memory_bytes"]) > 1_000_000)
        #expect((1...10_000).contains(try #require(found["process_open_fds"])))
        #expect(try #require(found["process_start_time_seconds"]) > 1_700_000_000)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("# HELP") }.count == found.count)
    }
}

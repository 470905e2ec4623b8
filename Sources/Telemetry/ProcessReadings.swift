import Glibc

/// What the system knows of this process, under the names that every Prometheus client library has for it.
public enum ProcessReadings {
    public static let descriptions = [
        MetricDescription("process_cpu_seconds_total", "Time that the processors have spent on this process, in seconds."),
        MetricDescription("process_max_fds", "How many file descriptors this process may have open."),
        MetricDescription("process_open_fds", "How many file descriptors this process has open."),
        MetricDescription("process_resident_memory_bytes", "Memory that this process has in use, in bytes."),
        MetricDescription("process_start_time_seconds", "When this process started, in seconds since 1970."),
    ]

    /// Whatever the system tells. Reads a few small files of proc(5).
    public static func now() -> [Reading] {
        var readings: [Reading] = []
        if let status = ProcessStatus() {
            readings.append(.counter("process_cpu_seconds_total", status.cpuSeconds))
            readings.append(.gauge("process_resident_memory_bytes", status.residentBytes))
            if let booted = bootTime() { readings.append(.gauge("process_start_time_seconds", booted + status.secondsFromBoot)) }
        }
        if let count = openFiles() { readings.append(.gauge("process_open_fds", Double(count))) }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            readings.append(.gauge("process_max_fds", Double(limit.rlim_cur)))
        }
        return readings
    }

    private static func bootTime() -> Double? {
        let line = read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    /// One of them is the folder that is read here.
    private static func openFiles() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count - 1
    }

    fileprivate static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var (content, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 16 * 1024))
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { content += buffer.prefix(count) }
        return String(decoding: content, as: UTF8.self)
    }
}

/// Fields of `/proc/self/stat`, counted from 1 as in proc(5).
private struct ProcessStatus {
    let cpuSeconds: Double
    let secondsFromBoot: Double
    let residentBytes: Double

    init?() {
        guard let line = ProcessReadings.read("/proc/self/stat"), let end = line.lastIndex(of: ")") else { return nil }
        // The second field is a name in brackets, which may hold anything; the third is the first one after it.
        let fields = line[line.index(after: end)...].split(separator: " ")
        let field = { (number: Int) in fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil }
        guard let user = field(14), let system = field(15), let start = field(22), let pages = field(24) else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        cpuSeconds = (user + system) / ticks
        secondsFromBoot = start / ticks
        residentBytes = pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}

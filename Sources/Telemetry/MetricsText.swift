/// Names and values that tell series of one metric apart, in the order of the names.
struct Labels: Hashable, Sendable {
    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    let labels: [Label]

    init(_ pairs: [(String, String)]) {
        labels = pairs.map { Label(name: $0.0, value: $0.1) }.sorted { $0.name < $1.name }
    }

    /// `{a="1",b="2"}`, or nothing.
    func text(and more: [(String, String)] = []) -> String {
        let all = labels.map { ($0.name, $0.value) } + more
        return all.isEmpty ? "" : "{" + all.map { "\($0)=\"\(MetricsText.escaped($1, quote: true))\"" }.joined(separator: ",") + "}"
    }
}

struct Series: Sendable {
    let name: String
    let labels: Labels
    let value: SeriesValue
}

enum SeriesValue: Sendable {
    case counter(Double)
    case gauge(Double)
    case histogram(Histogram)

    var type: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

struct Histogram: Sendable {
    let bounds: [Double]
    let counts: [UInt64]
    let sum: Double
}

/// Prometheus' text exposition format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
enum MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All series of one name.
    static func family(_ description: MetricDescription?, _ series: [Series]) -> String {
        guard let first = series.first else { return "" }
        let help = description.map { "# HELP \(first.name) \(escaped($0.help, quote: false))\n" } ?? ""
        let lines = series.map { (labels: $0.labels.text(), text: text(of: $0)) }.sorted { $0.labels < $1.labels }
        return help + "# TYPE \(first.name) \(first.value.type)\n" + lines.map(\.text).joined()
    }

    private static func text(of series: Series) -> String {
        switch series.value {
        case .counter(let value), .gauge(let value): return "\(series.name)\(series.labels.text()) \(number(value))\n"
        case .histogram(let histogram):
            var total: UInt64 = 0
            var lines = ""
            for (bound, count) in zip(histogram.bounds.map(number) + ["+Inf"], histogram.counts) {
                total += count
                lines += "\(series.name)_bucket\(series.labels.text(and: [("le", bound)])) \(total)\n"
            }
            let labels = series.labels.text()
            return lines + "\(series.name)_sum\(labels) \(number(histogram.sum))\n\(series.name)_count\(labels) \(total)\n"
        }
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? "\(value)"
    }

    /// In a value of a label quotes count as well.
    static func escaped(_ text: String, quote: Bool) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quote: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

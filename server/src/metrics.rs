//! What is counted, in the OpenMetrics text format, which Prometheus reads.

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::Instant,
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};

/// What a scraper is told that this is.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The counts of a server; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    lines: Gauge,
    open: Gauge,
    opened: Counter,
    refused: Family<Reason, Counter>,
    dropped: Family<Reason, Counter>,
    closed: Family<Code, Counter>,
    limits: Family<Limit, Counter>,
    messages: Counter,
    received: Counter<u64, AtomicU64>,
    sent: Counter<u64, AtomicU64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    /// As browsers tell it; those that clients make up are two, or each would be a line of its own.
    code: Cow<'static, str>,
    /// Who closed: `client`, `server`, or `nobody` where the connection was lost.
    by: Cow<'static, str>,
}

impl Metrics {
    /// A connection, whatever it asks for.
    pub(crate) fn line(&self, by: i64) {
        self.0.lines.inc_by(by);
    }

    pub(crate) fn opened(&self) {
        self.0.open.inc();
        self.0.opened.inc();
    }

    pub(crate) fn closed(&self, code: u16, by: &'static str, limit: Option<&'static str>) {
        self.0.open.dec();
        self.0.closed.get_or_create(&Code { code: told(code, by), by: by.into() }).inc();
        if let Some(limit) = limit {
            self.0.limits.get_or_create(&Limit { limit: limit.into() }).inc();
        }
    }

    /// An answer in place of what was asked for.
    pub(crate) fn refused(&self, reason: &'static str) {
        self.0.refused.get_or_create(&Reason { reason: reason.into() }).inc();
    }

    /// A connection that is cut, and no WebSocket.
    pub(crate) fn dropped(&self, reason: &'static str) {
        self.0.dropped.get_or_create(&Reason { reason: reason.into() }).inc();
    }

    /// Bytes that came at once, and the messages that they end.
    pub(crate) fn heard(&self, messages: u64, bytes: usize) {
        self.0.messages.inc_by(messages);
        self.0.received.inc_by(bytes as u64);
    }

    /// Bytes that are sent, or wait to be.
    pub(crate) fn said(&self, bytes: usize) {
        self.0.sent.inc_by(bytes as u64);
    }

    /// What is sent to a scraper; `start` is when the server began.
    pub(crate) fn text(&self, start: Instant) -> Result<String, fmt::Error> {
        let counts = &self.0;
        let mut registry = Registry::with_prefix("eco");
        registry.register("connections", "Open connections that are no WebSockets", counts.lines.clone());
        registry.register("sockets", "Open WebSockets", counts.open.clone());
        registry.register("sockets_opened", "WebSockets opened", counts.opened.clone());
        registry.register("refused", "Requests answered by a refusal", counts.refused.clone());
        registry.register("dropped", "Connections cut that were no WebSockets", counts.dropped.clone());
        registry.register("sockets_closed", "WebSockets closed", counts.closed.clone());
        registry.register("limits_reached", "WebSockets closed for a limit", counts.limits.clone());
        registry.register("messages", "Messages echoed", counts.messages.clone());
        registry.register_with_unit(
            "received",
            "What WebSockets have sent",
            Unit::Bytes,
            counts.received.clone(),
        );
        registry.register_with_unit("sent", "What was sent to WebSockets", Unit::Bytes, counts.sent.clone());
        registry.register_collector(Box::new(Uptime(start)));
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

fn told(code: u16, by: &str) -> Cow<'static, str> {
    match code {
        3000..4000 if by == "client" => "3xxx".into(),
        4000..5000 if by == "client" => "4xxx".into(),
        _ => code.to_string().into(),
    }
}

/// Read when it is asked for.
#[derive(Debug)]
struct Uptime(Instant);

impl Collector for Uptime {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let seconds = ConstGauge::new(self.0.elapsed().as_secs_f64());
        let help = "Since the server began";
        let encoder =
            encoder.encode_descriptor("uptime", help, Some(&Unit::Seconds), seconds.metric_type())?;
        seconds.encode(encoder)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Instant, Metrics};

    #[test]
    fn what_is_counted_is_told() {
        let metrics = Metrics::default();
        metrics.clone().opened();
        metrics.opened();
        metrics.heard(3, 30);
        metrics.said(20);
        metrics.closed(1009, "server", Some("max_message"));
        metrics.closed(4711, "client", None);
        metrics.refused("origin");
        let text = metrics.text(Instant::now()).unwrap();
        for line in [
            "eco_sockets 0",
            "eco_sockets_opened_total 2",
            "eco_messages_total 3",
            "eco_received_bytes_total 30",
            "eco_sent_bytes_total 20",
            "eco_sockets_closed_total{code=\"1009\",by=\"server\"} 1",
            "eco_sockets_closed_total{code=\"4xxx\",by=\"client\"} 1",
            "eco_limits_reached_total{limit=\"max_message\"} 1",
            "eco_refused_total{reason=\"origin\"} 1",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
        assert!(text.contains("\neco_uptime_seconds ") && text.ends_with("# EOF\n"), "{text}");
    }
}

//! Stands before the server as a proxy does: it tells by which scheme one came, and can take a header off.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
};

use anyhow::Context;

/// A proxy on a port of this machine, for the life of this program.
pub(crate) struct Front {
    /// Its address, which ends with a slash.
    pub(crate) address: String,
}

impl Front {
    /// Before the server on `port`; no answer leaves with the header `dropped`, written in lower case.
    pub(crate) fn start(port: u16, dropped: &'static str) -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free on this machine")?;
        let address = format!("http://{}/", listener.local_addr()?);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // Either side may leave when it likes; the connection is then over.
                thread::spawn(move || relay(&client, port, dropped));
            }
        });
        Ok(Self { address })
    }
}

/// Request by request, answer by answer, until one of the two sides leaves. No request here has a body.
fn relay(client: &TcpStream, port: u16, dropped: &str) -> io::Result<()> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    for stream in [client, &server] {
        stream.set_nodelay(true)?;
    }
    let (mut requests, mut answers) = (BufReader::new(client), BufReader::new(&server));
    loop {
        let Some(request) = head(&mut requests)? else { return Ok(()) };
        (&server).write_all(to_server(&request).as_bytes())?;
        let Some(answer) = head(&mut answers)? else { return Ok(()) };
        let mut to_client = client;
        to_client.write_all(without(&answer, dropped).as_bytes())?;
        let is_empty = request.starts_with("HEAD ") || answer.contains(" 304 ");
        io::copy(&mut answers.by_ref().take(if is_empty { 0 } else { length(&answer) }), &mut to_client)?;
    }
}

/// The lines of a request or of an answer up to the empty one, which is among them; `None` at the end.
fn head(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(head))
}

/// The request as a proxy that ends TLS hands it on: what was asked of `https://host/path` becomes `/path` and a
/// header with the scheme. A request that names a path alone goes on as it is.
fn to_server(request: &str) -> String {
    let absolute = request.split_once(' ').and_then(|(method, rest)| {
        let (scheme, rest) = rest.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"))?;
        Some((method, scheme, &rest[rest.find('/')?..]))
    });
    match absolute.and_then(|(method, scheme, rest)| Some((method, scheme, rest.split_once("\r\n")?))) {
        Some((method, scheme, (line, headers))) => {
            format!("{method} {line}\r\nX-Forwarded-Proto: {scheme}\r\n{headers}")
        }
        None => request.to_owned(),
    }
}

fn without(answer: &str, dropped: &str) -> String {
    answer.split_inclusive("\r\n").filter(|line| !is_header(line, dropped)).collect()
}

fn is_header(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name))
}

/// Our server tells the length of whatever it sends.
fn length(answer: &str) -> u64 {
    let line = answer.lines().find(|line| is_header(line, "content-length"));
    line.and_then(|line| line.split_once(':')?.1.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{length, to_server, without};

    #[test]
    fn an_absolute_request_is_told_its_scheme() {
        for scheme in ["http", "https"] {
            let request = format!("GET {scheme}://site.test/a?b=c HTTP/1.1\r\nhost: site.test\r\n\r\n");
            let expected =
                format!("GET /a?b=c HTTP/1.1\r\nX-Forwarded-Proto: {scheme}\r\nhost: site.test\r\n\r\n");
            assert_eq!(to_server(&request), expected);
        }
        let plain = "GET /?servidor=http://x/ HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
        assert_eq!(to_server(plain), plain);
    }

    #[test]
    fn one_header_is_taken_off() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Security-Policy: a: b\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(
            without(answer, "content-security-policy"),
            "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"
        );
        assert_eq!(without(answer, ""), answer);
        assert_eq!(length(answer), 12);
        assert_eq!(length("HTTP/1.1 304 Not Modified\r\n\r\n"), 0);
    }
}

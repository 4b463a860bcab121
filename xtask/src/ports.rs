//! Ports, looked at before anything slow begins.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, TcpListener},
};

use anyhow::bail;

/// Fails with a sentence when the port cannot be had; `option` is what chooses another.
pub(crate) fn check_free(port: u16, option: &str) -> anyhow::Result<()> {
    match listen(port) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken: end the program that uses it, or choose another with {option} <port>"
            )
        }
        Err(error) => bail!("port {port} cannot be used ({error}): choose another with {option} <port>"),
    }
}

/// Whether a server could listen on the port of this machine now.
pub(crate) fn is_free(port: u16) -> bool {
    listen(port).is_ok()
}

fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{check_free, is_free, listen};

    #[test]
    fn a_taken_port_is_told_with_the_option_for_another() {
        let taken = listen(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(!is_free(port));
        let told = check_free(port, "--port").unwrap_err().to_string();
        let expected = "end the program that uses it, or choose another with --port <port>";
        assert_eq!(told, format!("port {port} is taken: {expected}"));
    }
}

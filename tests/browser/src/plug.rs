//! A cable with a plug: a server in a network of its own (a namespace of Linux), and one wire to it. Where the plug is
//! pulled out, no program on either side has a say in it.
//!
//! The addresses are such as nobody has (RFC 5737), and go with the cable.

use crate::commands::Running;
use std::{
    net::Ipv4Addr,
    process::{Command, Output},
};

/// The end inside.
const INSIDE: &str = "inside";
/// Where the server listens: nobody else does there.
const PORT: u16 = 8081;

/// The cable, plugged in; it is gone when it is dropped.
#[derive(Debug)]
pub struct Plug {
    /// Of the network inside, and of the end of the wire that is outside.
    name: String,
    server: Ipv4Addr,
}

impl Plug {
    /// Lays a cable. Where the system does not allow it, says why.
    pub fn new() -> Result<Self, String> {
        let name = format!("plug{}", std::process::id());
        ip(&["netns", "add", &name])?;
        // From here on what is there goes with it.
        let mut plug = Self { name, server: Ipv4Addr::LOCALHOST };
        let name = &plug.name;
        ip(&["link", "add", name, "type", "veth", "peer", "name", INSIDE, "netns", name])?;
        ip(&["link", "set", name, "up"])?;
        let free = (0..64).find_map(|number| {
            let [outside, server] = [1, 2].map(|host| Ipv4Addr::new(198, 51, 100, 4 * number + host));
            // What is reached without a router is somebody's, of another run too.
            let is_near = ip(&["route", "get", &server.to_string()]).is_ok_and(|way| !way.contains(" via "));
            let route = ["route", "add", &format!("{server}/32"), "dev", name];
            (!is_near && ip(&route).is_ok()).then_some([outside, server])
        });
        let [outside, server] = free.ok_or("all of its networks are taken")?;
        ip(&["address", "add", &format!("{outside}/32"), "dev", name])?;
        ip(&["-n", name, "address", "add", &format!("{server}/30"), "dev", INSIDE])?;
        ip(&["-n", name, "link", "set", INSIDE, "up"])?;
        plug.server = server;
        Ok(plug)
    }

    /// Pulls it out.
    pub fn pull_out(&self) {
        self.set("down");
    }

    /// Puts it in again.
    pub fn put_in(&self) {
        self.set("up");
    }

    fn set(&self, state: &str) {
        ip(&["-n", &self.name, "link", "set", INSIDE, state]).expect("the wire");
    }

    /// The program of `server/` at the other end, for pages of this origin, and the address of its echo.
    pub async fn server(&self, origin: &str) -> (Running, String) {
        let listen = format!("{}:{PORT}", self.server);
        let serve = [env!("CARGO"), "run", "--quiet", "--package", "server", "--"];
        let options = ["--listen", &listen, "--allow-origin", origin];
        let arguments = [&["netns", "exec", &self.name], &serve[..], &options].concat();
        let mut server = Running::start("ip", &arguments);
        server.line_with(&listen).await;
        (server, format!("ws://{listen}/eco"))
    }
}

impl Drop for Plug {
    fn drop(&mut self) {
        // Both ends of the wire, its addresses and its routes go with one of the ends.
        for what in [["link", "del", &self.name], ["netns", "del", &self.name]] {
            // What was never there need not go.
            let _ = ip(&what);
        }
    }
}

/// What the tool for networks says.
fn ip(arguments: &[&str]) -> Result<String, String> {
    let words = arguments.join(" ");
    match Command::new("ip").args(arguments).output() {
        Ok(Output { status, stdout, .. }) if status.success() => {
            Ok(String::from_utf8_lossy(&stdout).into_owned())
        }
        Ok(Output { stderr, .. }) => {
            Err(format!("`ip {words}`: {}", String::from_utf8_lossy(&stderr).trim()))
        }
        Err(error) => Err(format!("`ip` (iproute2): {error}")),
    }
}

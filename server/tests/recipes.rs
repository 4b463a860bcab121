//! The recipes of docs/hosting.md, read by the programs that they are for, and tried with a conversation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use common::{program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpSocket},
    process::{Child, Command},
    time::sleep,
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

const HOSTING: &str = include_str!("../../docs/hosting.md");

/// The recipes that are marked as being for a program.
fn recipes(program: &str) -> Vec<&'static str> {
    let start = format!("\n```{program}\n");
    HOSTING.split(&start).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Nobody else here asks for a port by its number.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

fn program(variable: &str) -> PathBuf {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} names no program: cargo xtask test --only recipes"))
        .into()
}

/// What a recipe takes for granted: a certificate, ports below 1024, and the folders of a package.
async fn nginx_config(folder: &Path, recipe: &str) -> PathBuf {
    let certificate = rcgen::generate_simple_self_signed(["example.org".to_owned()]).unwrap();
    fs::write(folder.join("fullchain.pem"), certificate.cert.pem()).unwrap();
    fs::write(folder.join("privkey.pem"), certificate.signing_key.serialize_pem()).unwrap();
    let place = folder.display();
    let mut recipe = recipe.replace("/etc/letsencrypt/live/example.org", &place.to_string());
    for listen in ["listen 80", "listen 443", "listen [::]:80", "listen [::]:443"] {
        recipe = recipe.replace(listen, &format!("listen 127.0.0.1:{}", free_port().await));
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|name| format!("{name}_temp_path {place}/{name};")).concat();
    let whole = format!(
        "daemon off; pid {place}/pid; events {{}} http {{ access_log off; {temporary}\n{recipe}\n}}\n"
    );
    let config = folder.join("nginx.conf");
    fs::write(&config, whole).unwrap();
    config
}

fn nginx(folder: &Path, config: &Path) -> Command {
    let mut nginx = Command::new(program("NGINX"));
    nginx.args(["-e", "stderr", "-p"]).arg(folder).arg("-c").arg(config);
    nginx
}

fn caddy(folder: &Path, what: &str, recipe: &str) -> Command {
    let config = folder.join("Caddyfile");
    fs::write(&config, recipe).unwrap();
    let mut caddy = Command::new(program("CADDY"));
    caddy.args([what, "--adapter", "caddyfile", "--config"]).arg(config);
    // It keeps certificates, and what it ran with the last time.
    caddy.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    caddy
}

async fn reads(command: &mut Command) -> Result<(), String> {
    let output = soon(command.output()).await.unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn nginx_reads_its_recipes() {
    let (folder, all) = (tempfile::tempdir().unwrap(), recipes("nginx"));
    assert_eq!(all.len(), 3, "a static host, a proxy, and copies");
    for recipe in all {
        let config = nginx_config(folder.path(), recipe).await;
        assert_eq!(reads(nginx(folder.path(), &config).arg("-t")).await, Ok(()), "{recipe}");
        // What follows from the last line of a recipe is read too.
        let config = nginx_config(folder.path(), &format!("{recipe}\nnone;")).await;
        assert!(reads(nginx(folder.path(), &config).arg("-t")).await.is_err());
    }
}

#[tokio::test]
#[ignore = "needs Caddy: cargo xtask test --only recipes"]
async fn caddy_reads_its_recipes() {
    let (folder, all) = (tempfile::tempdir().unwrap(), recipes("caddyfile"));
    assert_eq!(all.len(), 2, "a proxy, and copies");
    for recipe in all {
        assert_eq!(reads(&mut caddy(folder.path(), "validate", recipe)).await, Ok(()), "{recipe}");
        let broken = recipe.replace("reverse_proxy", "reverse_proxies");
        assert!(reads(&mut caddy(folder.path(), "validate", &broken)).await.is_err());
    }
}

/// A reader at 127.0.0.2, who pretends to be somebody else, speaks through what listens on `port`.
async fn check_conversation(server: &Program, port: u16) {
    let connect = async {
        loop {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
            match socket.connect(SocketAddr::from(([127, 0, 0, 1], port))).await {
                Ok(stream) => break stream,
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let stream = soon(connect).await;
    let mut request = "ws://example.org/eco".into_client_request().unwrap();
    request.headers_mut().insert("x-forwarded-for", "192.0.2.1".parse().unwrap());
    request.headers_mut().insert("origin", "http://example.org".parse().unwrap());
    let (mut socket, _) = soon(client_async(request, stream)).await.unwrap();
    socket.send("olá".into()).await.unwrap();
    assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from("olá"));
    server.until_line("opened").await;
}

async fn server() -> Program {
    Program::start(&["--allow-host", "example.org", "--trust-forwarded-for"]).await
}

async fn check_log(server: Program, mut proxy: Child) {
    soon(proxy.kill()).await.unwrap();
    let log = server.end().await;
    assert!(log.line_with("opened").contains("address=127.0.0.2 "), "{}", log.text);
}

/// Without TLS, for which the reader would have to trust this very certificate.
#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn a_reader_speaks_through_nginx() {
    let (folder, server, port) = (tempfile::tempdir().unwrap(), server().await, free_port().await);
    let recipe = recipes("nginx")[1]
        .replace("127.0.0.1:8081", &server.address.to_string())
        .replace("listen 443 ssl http2", &format!("listen 127.0.0.1:{port}"))
        .replace("listen [::]:443 ssl http2;", "");
    let config = nginx_config(folder.path(), &recipe).await;
    let proxy = start(&mut nginx(folder.path(), &config));
    check_conversation(&server, port).await;
    check_log(server, proxy).await;
}

#[tokio::test]
#[ignore = "needs Caddy: cargo xtask test --only recipes"]
async fn a_reader_speaks_through_caddy() {
    let (folder, server, port): (TempDir, _, _) =
        (tempfile::tempdir().unwrap(), server().await, free_port().await);
    let recipe = recipes("caddyfile")[0]
        .replace("127.0.0.1:8081", &server.address.to_string())
        .replace("example.org", &format!("http://example.org:{port}"));
    let recipe = format!("{{\n    admin off\n}}\n{recipe}");
    let proxy = start(&mut caddy(folder.path(), "run", &recipe));
    check_conversation(&server, port).await;
    check_log(server, proxy).await;
}

fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

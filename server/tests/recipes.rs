//! The recipes of docs/hosting.md, read by the programs that they are for, and tried with a conversation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod common;

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use common::{program::Program, soon};
use futures_util::{SinkExt, StreamExt};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket, TcpStream},
    process::{Child, Command},
    time::sleep,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
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

/// A connection of a reader at 127.0.0.2 to what will listen on `port`.
async fn connection(port: u16) -> TcpStream {
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
    soon(connect).await
}

/// A WebSocket of a page of the site, whose reader pretends to be somebody else.
async fn socket<S: AsyncRead + AsyncWrite + Unpin>(stream: S, scheme: &str) -> WebSocketStream<S> {
    let mut request = "ws://example.org/eco".into_client_request().unwrap();
    request.headers_mut().insert("x-forwarded-for", "192.0.2.1".parse().unwrap());
    request.headers_mut().insert("origin", format!("{scheme}://example.org").parse().unwrap());
    soon(client_async(request, stream)).await.unwrap().0
}

async fn check_echo<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut WebSocketStream<S>) {
    socket.send("olá".into()).await.unwrap();
    assert_eq!(soon(socket.next()).await.unwrap().unwrap(), Message::from("olá"));
}

/// The reader speaks through what listens on `port`.
async fn check_conversation(server: &Program, port: u16) {
    check_echo(&mut socket(connection(port).await, "http").await).await;
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

/// A recipe whose site is reached at `port` without TLS.
fn plain(recipe: &str, port: u16) -> String {
    recipe
        .replace("listen 443 ssl http2", &format!("listen 127.0.0.1:{port}"))
        .replace("listen [::]:443 ssl http2;", "")
}

#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn a_reader_speaks_through_nginx() {
    let (folder, server, port) = (tempfile::tempdir().unwrap(), server().await, free_port().await);
    let recipe = plain(recipes("nginx")[1], port).replace("127.0.0.1:8081", &server.address.to_string());
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

/// The recipe as it stands but for its ports; the reader trusts the very certificate.
#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn a_reader_speaks_through_nginx_by_tls() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port().await);
    let server =
        Program::start(&["--behind-tls", "--allow-host", "example.org", "--trust-forwarded-for"]).await;
    let recipe = recipes("nginx")[1]
        .replace("127.0.0.1:8081", &server.address.to_string())
        .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
        .replace("listen [::]:443 ssl http2;", "");
    let config = nginx_config(folder.path(), &recipe).await;
    let proxy = start(&mut nginx(folder.path(), &config));
    let mut trusted = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(folder.path().join("fullchain.pem")).unwrap();
    trusted.add(certificate).unwrap();
    let client = ClientConfig::builder().with_root_certificates(trusted).with_no_client_auth();
    let name = ServerName::try_from("example.org").unwrap();
    let stream = TlsConnector::from(Arc::new(client)).connect(name, connection(port).await);
    check_echo(&mut socket(soon(stream).await.unwrap(), "https").await).await;
    server.until_line("opened").await;
    check_log(server, proxy).await;
}

/// Two copies behind one nginx: who speaks to the one that ends is told, and nobody else is.
#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn a_copy_that_ends_is_replaced_by_another() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port().await);
    let (ends, stays) = (server().await, server().await);
    let [_, proxy, copies] = recipes("nginx")[..] else { panic!("the recipes are others") };
    let copies = copies
        .replace("10.0.0.2:8081", &ends.address.to_string())
        .replace("10.0.0.3:8081", &stays.address.to_string());
    let proxy = plain(proxy, port);
    let composed = proxy.replace("proxy_pass http://127.0.0.1:8081;", "proxy_pass http://copies;");
    assert_ne!(composed, proxy, "the recipe says what it replaces");
    let config = nginx_config(folder.path(), &format!("{copies}\n{composed}")).await;
    let _proxy = start(&mut nginx(folder.path(), &config));
    let mut sockets =
        [socket(connection(port).await, "http").await, socket(connection(port).await, "http").await];
    for socket in &mut sockets {
        check_echo(socket).await;
    }
    // The one that has the fewest connections gets the next: each copy has one.
    ends.until_line("opened").await;
    stays.until_line("opened").await;
    let ending = tokio::spawn(ends.end());
    let [first, second] = &mut sockets;
    // Only one of both hears something, and answers it by hearing it.
    let (told, other) = tokio::select! {
        told = soon(first.next()) => (told, second),
        told = soon(second.next()) => (told, first),
    };
    let Some(Ok(Message::Close(Some(close)))) = told else { panic!("{told:?} is no close") };
    assert_eq!(u16::from(close.code), 1001, "{close}");
    check_echo(other).await;
    drop(sockets);
    let log = soon(ending).await.unwrap();
    assert_eq!(log.lines_with("opened").count(), 1, "{}", log.text);
    // The copy that is gone is asked first, and its place is taken at once.
    for _ in 0..2 {
        check_echo(&mut socket(connection(port).await, "http").await).await;
    }
    assert_eq!(stays.end().await.lines_with("opened").count(), 3);
}

#[tokio::test]
#[ignore = "needs nginx: cargo xtask test --only recipes"]
async fn nginx_alone_sends_what_the_server_would() {
    let (folder, site, port) = (tempfile::tempdir().unwrap(), common::folder(), free_port().await);
    let server = server().await;
    let dist = site.path().join("dist");
    fs::write(dist.join("404.html"), "nothing").unwrap();
    fs::write(dist.join("app.js.gz"), "packed").unwrap();
    let recipe = plain(recipes("nginx")[0], port)
        .replace("127.0.0.1:8081", &server.address.to_string())
        .replace("/srv/websocket", &dist.display().to_string());
    let config = nginx_config(folder.path(), &recipe).await;
    let proxy = start(&mut nginx(folder.path(), &config));
    check_conversation(&server, port).await;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let get = async |path: &str, headers: &str| {
        let answer = common::ask(address, "GET", path, &format!("Host: example.org\r\n{headers}")).await;
        for (name, value) in hosting::security_headers(true) {
            let is_other = name == hosting::CONTENT_SECURITY_POLICY && hosting::is_frame(path);
            let value = if is_other { hosting::content_security_policy_of_frames() } else { value };
            assert_eq!(answer.header(name), Some(value.as_str()), "{path}: {name}");
        }
        answer
    };
    for (path, media) in [
        ("/", "text/html; charset=utf-8"),
        ("/en/", "text/html; charset=utf-8"),
        ("/app.wasm", "application/wasm"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/assets/style-4a28bf8e5ac996e1.css", "text/css; charset=utf-8"),
        ("/frame/python-0123456789abcdef.html", "text/html; charset=utf-8"),
    ] {
        let answer = get(path, "").await;
        assert_eq!((answer.status(), answer.header("content-type")), (200, Some(media)), "{path}");
        assert_eq!(answer.header("cache-control"), Some(hosting::cache_control(path)), "{path}");
    }
    for path in ["/nada", "/en/nada", "/assets/nada.css", "/empty/", "/_headers"] {
        let answer = get(path, "").await;
        assert_eq!((answer.status(), answer.body.as_str()), (404, "nothing"), "{path}");
        assert_eq!(answer.header("cache-control"), None, "{path}");
    }
    let answer = get("/app.js", "Accept-Encoding: gzip\r\n").await;
    assert_eq!((answer.header("content-encoding"), answer.body.as_str()), (Some("gzip"), "packed"));
    check_log(server, proxy).await;
}

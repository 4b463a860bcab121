//! What the checks talk to, each on a port of its own: the project's echo, and servers that tell or break what the
//! echo keeps to itself.

use std::{future::pending, net::SocketAddr, sync::Arc};

use anyhow::Context;
use axum::{
    Router,
    extract::{
        Path, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, HeaderValue, Method, header},
    response::Response,
    routing::get,
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::folder;

/// A frame that no server may send: its reserved bits are set, and nothing was agreed on for them.
const BROKEN: [u8; 2] = [0xff, 0x00];

/// The addresses of all servers, which live as long as the program.
pub(crate) struct Servers {
    pages: SocketAddr,
    secure: SocketAddr,
    echo: SocketAddr,
    broken: SocketAddr,
    reset: SocketAddr,
    silent: SocketAddr,
    deaf: SocketAddr,
    nobody: SocketAddr,
}

impl Servers {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let (listener, pages) = listener().await?;
        tokio::spawn(axum::serve(listener, pages_and_sockets()).into_future());
        let (listener, echo) = self::listener().await?;
        tokio::spawn(server::run(listener, server::Options::default(), pending()));
        let (listener, secure) = self::listener().await?;
        tokio::spawn(in_tls(listener, acceptor()?, pages));
        let (listener, broken) = self::listener().await?;
        tokio::spawn(breaking(listener));
        let (listener, reset) = self::listener().await?;
        tokio::spawn(resetting(listener));
        let (listener, silent) = self::listener().await?;
        tokio::spawn(never_answering(listener));
        let (listener, deaf) = self::listener().await?;
        tokio::spawn(opening_only(listener));
        // A port that nobody listens on any more.
        let (_, nobody) = self::listener().await?;
        Ok(Self { pages, secure, echo, broken, reset, silent, deaf, nobody })
    }

    /// The address of a page.
    pub(crate) fn page(&self, name: &str) -> String {
        format!("http://{}/{name}", self.pages)
    }

    /// What the checks are told.
    pub(crate) fn told(&self) -> Value {
        let Self { pages, secure, echo, broken, reset, silent, deaf, nobody } = self;
        json!({
            "pages": pages, "secure": secure, "echo": echo, "broken": broken, "reset": reset, "silent": silent,
            "deaf": deaf, "nobody": nobody,
        })
    }
}

async fn listener() -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("there is no port to listen on")?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// How the last page left that `/left` has heard, until it is told: with a close code, or with none.
type Left = Arc<watch::Sender<Option<Option<u16>>>>;

fn pages_and_sockets() -> Router {
    let folder = folder();
    // Whether a page evaluates text is for the page of this folder to say.
    let policy = HeaderValue::from_static("script-src 'self' 'unsafe-inline'");
    let locked = ServeDir::new(folder.join("pages"));
    let locked = Router::new()
        .fallback_service(locked)
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy));
    Router::new()
        .route("/handshake", get(handshake))
        .route("/subprotocol", get(subprotocol))
        .route("/closing/{code}", get(closing))
        .route("/bytes", get(bytes))
        .route("/left", get(left))
        .route("/left-with", get(left_with))
        .with_state(Left::default())
        .nest("/locked", locked)
        .nest_service("/checks", ServeDir::new(folder.join("checks")))
        .nest_service("/brython", ServeDir::new(folder.join("node_modules")))
        .nest_service("/static", ServeDir::new(folder.join("../static")))
        .fallback_service(ServeDir::new(folder.join("pages")))
}

/// Tells what the opening handshake was, as its first message.
async fn handshake(method: Method, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    let told =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let told = json!({
        "method": method.as_str(), "upgrade": told("upgrade"), "origin": told("origin"),
    });
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        // A page that has gone has seen enough.
        let _ = socket.send(Message::text(told.to_string())).await;
        drain(&mut socket).await;
    })
}

/// Chooses one of the languages that it speaks, `b` or `c`.
async fn subprotocol(upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols(["b", "c"]).on_upgrade(async |mut socket: WebSocket| {
        drain(&mut socket).await;
    })
}

/// Closes at once with this code.
async fn closing(Path(code): Path<u16>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        // A page that has gone has seen enough.
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
        drain(&mut socket).await;
    })
}

/// Tells which bytes a text has come as.
async fn bytes(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket: WebSocket| {
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Text(text) = message {
                // A page that has gone has seen enough.
                let _ = socket.send(Message::binary(text)).await;
            }
        }
    })
}

/// Hears how a page leaves.
async fn left(State(left): State<Left>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let code = drain(&mut socket).await;
        left.send_replace(Some(code));
    })
}

/// Waits for it and tells the code, once.
async fn left_with(State(left): State<Left>) -> String {
    let mut heard = left.subscribe();
    // Nobody ends it before its server.
    let _ = heard.wait_for(Option::is_some).await;
    left.send_replace(None).flatten().map_or_else(|| "no code".to_owned(), |code| code.to_string())
}

/// The code with which the page closes, if it tells one; then the connection is over.
async fn drain(socket: &mut WebSocket) -> Option<u16> {
    let mut code = None;
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(frame) = message {
            code = frame.map(|frame| frame.code);
        }
    }
    code
}

/// Breaks the protocol when it is spoken to.
async fn breaking(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
            if socket.next().await.is_some() {
                // A page that has gone has seen enough.
                let _ = socket.get_mut().write_all(&BROKEN).await;
            }
            while let Some(Ok(_)) = socket.next().await {}
        });
    }
}

/// Knows nothing of a connection any more as soon as it says something (RST), as a machine that has started again.
async fn resetting(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
            socket.next().await;
            // A page that has gone has seen enough.
            let _ = socket.get_ref().set_zero_linger();
        });
    }
}

/// Takes connections and never answers.
async fn never_answering(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut heard = [0; 1024];
            while let Ok(1..) = stream.read(&mut heard).await {}
        });
    }
}

/// Opens connections, and hears and says nothing on them, as where the network is lost and nobody is told.
async fn opening_only(listener: TcpListener) {
    let mut kept = Vec::new();
    while let Ok((stream, _)) = listener.accept().await {
        kept.push(tokio::spawn(async { tokio_tungstenite::accept_async(stream).await }));
    }
}

/// The pages by TLS.
async fn in_tls(listener: TcpListener, acceptor: TlsAcceptor, pages: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            if let (Ok(mut page), Ok(mut pages)) =
                (acceptor.accept(stream).await, TcpStream::connect(pages).await)
            {
                // Either side may be gone at any moment.
                let _ = copy_bidirectional(&mut page, &mut pages).await;
            }
        });
    }
}

fn acceptor() -> anyhow::Result<TlsAcceptor> {
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let key = certificate.signing_key.serialize_der();
    let key = key.try_into().map_err(|cause: &str| anyhow::anyhow!("the key cannot be used: {cause}"))?;
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.cert.into()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

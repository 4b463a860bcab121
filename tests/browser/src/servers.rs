//! Servers that a test owns: the project's own, a host of static files, and such as misbehave.

use crate::{dist, dist_docs, get, http::wait_packed, manifest};
use axum::{
    Router,
    extract::Request,
    http::HeaderValue,
    middleware::{Next, from_fn},
};
use futures_util::{SinkExt, StreamExt};
use server::{Base, Guard, Limits, Metrics, Options, Origin, Prepared};
use std::{
    future::pending,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::{OnceCell, Semaphore},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};
use tower_http::services::ServeDir;

pub use crate::line::{Line, Weather};

/// A server that ends, with all its connections, when it is dropped.
#[derive(Debug)]
pub struct Server {
    pub(crate) address: SocketAddr,
    /// Where on it the site is.
    pub(crate) base: Base,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(crate) async fn start<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(TcpListener) -> F,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        Self { address, base: Base::default(), task: tokio::spawn(serve(listener)) }
    }

    /// The address of its site.
    #[must_use]
    pub fn http(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Scheme, host and port of its site.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of its site, when it speaks TLS.
    #[must_use]
    pub fn https(&self) -> String {
        format!("https://{}{}", self.address, self.base)
    }

    /// The address of its WebSocket.
    #[must_use]
    pub fn ws(&self) -> String {
        format!("ws://{}/eco", self.address)
    }
}

/// The site's files as they are sent: the servers of all tests share them, so that each is compressed once.
static PREPARED: LazyLock<Prepared> = LazyLock::new(Prepared::default);

/// `server/` with the built site and its echo.
pub async fn site() -> Server {
    // To pack Brython takes a busy machine longer than a test waits for anything.
    static PACKED: OnceCell<()> = OnceCell::const_new();
    let site = site_at(dist(), "/").await;
    let brython = async || {
        let manifest = get(&format!("{}{}", site.origin(), manifest())).await;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest.body).expect("JSON");
        let path = manifest["brython"][0].as_str().expect("where Brython is");
        wait_packed(&format!("{}{path}", site.origin())).await;
    };
    PACKED.get_or_init(brython).await;
    site
}

/// The site at the root of its host, and the one that was built for a path below it.
pub async fn both_sites() -> [Server; 2] {
    [site().await, site_at(dist_docs(), "/docs/").await]
}

/// `server/` with the site in a folder under a path, for which it must have been built.
pub async fn site_at(folder: PathBuf, base: &str) -> Server {
    let base = base.parse().expect("a base");
    serving(Options { dist: Some(folder), base, limits: limits(), ..Options::default() }).await
}

/// `server/` with the built site, with limits of the test's own, and what it counts.
pub async fn site_within(change: impl FnOnce(&mut Limits)) -> (Server, Counts) {
    let (mut limits, metrics) = (limits(), Metrics::default());
    change(&mut limits);
    let counted = metrics.clone();
    let counts = Server::start(|listener| async {
        server::run_metrics(listener, counted, pending()).await.expect("the server's counts");
    })
    .await;
    let site = serving(Options { dist: Some(dist()), limits, metrics, ..Options::default() }).await;
    (site, Counts(counts))
}

async fn serving(options: Options) -> Server {
    let base = options.base.clone();
    let options = Options { prepared: PREPARED.clone(), guard: guard(), ..options };
    let mut server = running(options).await;
    server.base = base;
    server
}

async fn running(options: Options) -> Server {
    Server::start(|listener| async {
        server::run(listener, options, pending::<()>()).await.expect("the server");
    })
    .await
}

/// The echo of `server/` as it is by itself: it lets no document without an origin in.
pub async fn strict() -> Server {
    running(Options { limits: limits(), ..Options::default() }).await
}

/// What a server counts.
#[derive(Debug)]
pub struct Counts(Server);

impl Counts {
    /// Waits until so many WebSockets are open at the server.
    pub async fn wait_open(&self, count: usize) {
        let wanted = format!("eco_sockets {count}");
        let mut told = String::new();
        let comes = async {
            while !told.lines().any(|line| line == wanted) {
                sleep(Duration::from_millis(20)).await;
                told = get(&format!("{}metrics", self.0.http())).await.text().to_owned();
            }
        };
        let came = timeout(Duration::from_secs(30), comes).await;
        assert!(came.is_ok(), "it never came true: {wanted}; the server tells\n{told}");
    }
}

/// What `cargo xtask serve` asks for too: Python's frame has no origin, and a test may send as much as it likes.
fn guard() -> Guard {
    let mut guard = Guard::default();
    guard.allow_origin.push(Origin::Null);
    guard
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.messages_per_second = 0;
    limits
}

/// The built site on a host of static files: no echo, and nothing written into the page.
pub async fn static_host() -> Server {
    static_host_of(dist()).await
}

/// The same with what is in a folder.
pub async fn static_host_of(folder: PathBuf) -> Server {
    Server::start(|listener| async {
        let files = ServeDir::new(folder);
        axum::serve(listener, Router::new().fallback_service(files)).await.expect("the host");
    })
    .await
}

/// A host of static files that lets other sites draw on them, as one of packages does.
pub async fn open_host_of(folder: PathBuf) -> Server {
    Server::start(|listener| async {
        let files = Router::new().fallback_service(ServeDir::new(folder));
        let files = files.layer(from_fn(|request: Request, next: Next| async move {
            let mut answer = next.run(request).await;
            answer.headers_mut().insert("Access-Control-Allow-Origin", HeaderValue::from_static("*"));
            answer
        }));
        axum::serve(listener, files).await.expect("the host");
    })
    .await
}

/// The built site on a host of static files that keeps programs (wasm) back until the gate lets them through.
pub async fn holding_back_programs() -> (Arc<Semaphore>, Server) {
    let gate = Arc::new(Semaphore::new(0));
    let keeper = Arc::clone(&gate);
    let server = Server::start(|listener| async {
        let files = Router::new().fallback_service(ServeDir::new(dist()));
        let files = files.layer(from_fn(move |request: Request, next: Next| {
            let gate = Arc::clone(&keeper);
            async move {
                let waits = request.uri().path().ends_with(".wasm");
                let _permit = if waits { gate.acquire().await.ok() } else { None };
                next.run(request).await
            }
        }));
        axum::serve(listener, files).await.expect("the host");
    })
    .await;
    (gate, server)
}

/// What stands in front of `site` on the open network: TLS, with a certificate that nobody signed.
pub async fn behind_tls(site: &Server) -> Server {
    let (acceptor, base, site) = (acceptor(), site.base.clone(), site.address);
    let mut server = Server::start(move |listener| async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let (Ok(mut reader), Ok(mut site)) =
                    (acceptor.accept(stream).await, TcpStream::connect(site).await)
                else {
                    return;
                };
                // Either side may be gone at any moment; the other is then let go too.
                let _ = copy_bidirectional(&mut reader, &mut site).await;
            });
        }
    })
    .await;
    server.base = base;
    server
}

fn acceptor() -> TlsAcceptor {
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = certificate.signing_key.serialize_der().try_into().expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.into()], key)
        .expect("a configuration");
    TlsAcceptor::from(Arc::new(config))
}

/// A server whose every connection is led by `converse`; what it returns with, the connection ends as it stands.
pub async fn leading<F>(converse: impl Fn(WebSocketStream<TcpStream>) -> F + Send + 'static) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    Server::start(|listener| async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(socket) = accept_async(stream).await {
                tokio::spawn(converse(socket));
            }
        }
    })
    .await
}

/// A server that sends `messages` as soon as a connection is open, and then waits for its end.
pub async fn sending(messages: Vec<Message>) -> Server {
    leading(move |mut socket| {
        let messages = messages.clone();
        async move {
            for message in messages {
                // A reader that has gone has seen enough.
                let _ = socket.send(message).await;
            }
            while let Some(Ok(_)) = socket.next().await {}
        }
    })
    .await
}

/// A server that takes connections and never answers the handshake.
pub async fn silent() -> Server {
    Server::start(|listener| async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    })
    .await
}

/// The address of a port that nobody listens on.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("ws://{}/eco", listener.local_addr().expect("an address"))
}

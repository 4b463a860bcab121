//! A line to a site, of which a test is the weather: it delays, is slow, comes in crumbs, falls silent or is cut. What
//! it carries it changes never and tells never twice.

use crate::servers::Server;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// How often in a second a slow line carries something.
const TICKS: u32 = 50;

/// How the line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// As if there were none.
    #[default]
    Fine,
    /// What goes in comes out so much later.
    Delayed(Duration),
    /// Each byte is a packet of its own.
    InCrumbs,
    /// So many bytes a second go through it, each way.
    Slow(u32),
    /// Nothing comes through, and neither side is told, as with a plug that was pulled out.
    Silent,
    /// Of each connection the site says so many bytes more; then it ends as one that is cut.
    CutAfter(usize),
    /// All connections end as those of a program that ends, and none comes about.
    Cut,
    /// The same, as those of a machine that knows nothing of them any more (RST).
    Reset,
}

/// A line; with it go all connections that it carries.
#[derive(Debug)]
pub struct Line {
    server: Server,
    weather: watch::Sender<Weather>,
}

impl Line {
    /// The line to `site`.
    pub async fn to(site: &Server) -> Self {
        let mut line = Self::to_port(site.address).await;
        line.server.base = site.base.clone();
        line
    }

    /// The line to whoever listens there.
    pub async fn to_port(address: SocketAddr) -> Self {
        let (weather, seen) = watch::channel(Weather::Fine);
        let server = Server::start(move |listener| async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, address, seen.clone()));
            }
        })
        .await;
        Self { server, weather }
    }

    /// The address of the site at this end.
    #[must_use]
    pub fn http(&self) -> String {
        self.server.http()
    }

    /// The address of the site's WebSocket at this end.
    #[must_use]
    pub fn ws(&self) -> String {
        self.server.ws()
    }

    /// Changes the weather, for the connections that there are too.
    pub fn turns(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Cuts it.
    pub fn cut(&self) {
        self.turns(Weather::Cut);
    }
}

async fn carry(mut reader: TcpStream, site: SocketAddr, mut weather: watch::Receiver<Weather>) {
    // A site that is not there is to the reader as one that has just gone.
    let Ok(mut site) = TcpStream::connect(site).await else { return };
    // Crumbs must not be put together again.
    if reader.set_nodelay(true).and_then(|()| site.set_nodelay(true)).is_err() {
        return;
    }
    let seen = weather.clone();
    let is_reset = {
        let ((from_reader, to_reader), (from_site, to_site)) = (reader.split(), site.split());
        let both = async {
            tokio::try_join!(
                pump(from_reader, to_site, seen.clone(), Side::Reader),
                pump(from_site, to_reader, seen.clone(), Side::Site)
            )
        };
        let over = async {
            let last = weather.wait_for(|weather| matches!(weather, Weather::Cut | Weather::Reset)).await;
            last.is_ok_and(|last| *last == Weather::Reset)
        };
        tokio::select! {
            is_reset = over => is_reset,
            // Either side may be gone at any moment; the other is then let go too.
            _ = both => false,
        }
    };
    if is_reset {
        // What has gone already needs no end.
        let _ = reader.set_zero_linger();
        let _ = site.set_zero_linger();
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Reader,
    Site,
}

/// Carries one way until its end.
async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut weather: watch::Receiver<Weather>,
    side: Side,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    // What has gone through since the weather turned.
    let (mut since, mut carried) = (Weather::default(), 0);
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let mut rest = &buffer[..length];
        while !rest.is_empty() {
            let now =
                *weather.wait_for(|weather| *weather != Weather::Silent).await.map_err(io::Error::other)?;
            if std::mem::replace(&mut since, now) != now {
                carried = 0;
            }
            let (piece, pause) = match now {
                Weather::CutAfter(bytes) if side == Side::Site => {
                    if carried == bytes {
                        return Err(io::ErrorKind::ConnectionAborted.into());
                    }
                    (bytes - carried, Duration::ZERO)
                }
                Weather::Delayed(by) => (rest.len(), by),
                Weather::InCrumbs => (1, Duration::ZERO),
                Weather::Slow(bytes) => ((bytes / TICKS).max(1) as usize, Duration::from_secs(1) / TICKS),
                Weather::Fine | Weather::Silent | Weather::CutAfter(_) | Weather::Cut | Weather::Reset => {
                    (rest.len(), Duration::ZERO)
                }
            };
            sleep(pause).await;
            let (first, others) = rest.split_at(piece.min(rest.len()));
            to.write_all(first).await?;
            carried += first.len();
            rest = others;
        }
    }
}

//! Connections that wait together.

use std::{net::SocketAddr, os::fd::OwnedFd};

use rustix::event::{
    Timespec,
    epoll::{self, Event, EventData, EventFlags},
};

use crate::{frames::Talk, line::Line};

/// Bytes read at once: more than any connection here has on its way.
const ROOM: usize = 256 << 10;
/// Events taken at once.
const EVENTS: usize = 256;

/// Open connections, and what tells which of them has something.
pub(crate) struct Pool {
    pub(crate) lines: Vec<Line>,
    epoll: OwnedFd,
    events: Vec<Event>,
    room: Vec<u8>,
}

impl Pool {
    pub(crate) fn open(server: SocketAddr, connections: usize) -> anyhow::Result<Self> {
        let lines =
            (0..connections).map(|number| Line::open(server, number)).collect::<Result<Vec<_>, _>>()?;
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        for (number, line) in lines.iter().enumerate() {
            line.stream.set_nonblocking(true)?;
            // By edges: what comes is read to its end, and one is told when a full line takes more.
            let flags = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
            epoll::add(&epoll, &line.stream, EventData::new_u64(number as u64), flags)?;
        }
        Ok(Self { lines, epoll, events: Vec::with_capacity(EVENTS), room: vec![0; ROOM] })
    }

    /// Waits up to `bound`, and has `heard` told of each connection with echoes: which one, how many.
    pub(crate) fn turn(
        &mut self,
        bound: Timespec,
        talk: &Talk,
        mut heard: impl FnMut(&mut Line, usize, usize) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.events.clear();
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut self.events), Some(&bound)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &self.events {
            let data = event.data;
            let Ok(number) = usize::try_from(data.u64()) else { continue };
            let Some(line) = self.lines.get_mut(number) else { continue };
            let count = line.receive(&mut self.room, talk)?;
            heard(line, number, count)?;
        }
        Ok(())
    }
}

//! How many may be here at once: in all, and of one address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Places, of which each visitor takes one until it is gone.
#[derive(Debug)]
pub(crate) struct Seats {
    all: u32,
    /// For one address; none where all come by one proxy.
    each: Option<u32>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: u32,
    by: HashMap<IpAddr, u32>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    All,
    Address,
}

impl Full {
    /// The limit that was reached, by the name of its option.
    pub(crate) fn limit(self) -> &'static str {
        match self {
            Self::All => "max_connections",
            Self::Address => "max_connections_per_address",
        }
    }
}

impl Seats {
    pub(crate) fn new(all: u32, each: Option<u32>) -> Arc<Self> {
        Arc::new(Self { all, each, taken: Mutex::default() })
    }

    pub(crate) fn take(self: &Arc<Self>, address: IpAddr) -> Result<Seat, Full> {
        let address = neighbourhood(address);
        let mut taken = self.taken();
        if taken.all >= self.all {
            return Err(Full::All);
        }
        let by = taken.by.get(&address).copied().unwrap_or(0);
        if self.each.is_some_and(|each| by >= each) {
            return Err(Full::Address);
        }
        taken.by.insert(address, by + 1);
        taken.all += 1;
        Ok(Seat { seats: Arc::clone(self), address })
    }

    fn leave(&self, address: IpAddr) {
        let mut taken = self.taken();
        taken.all -= 1;
        match taken.by.get_mut(&address) {
            Some(by) if *by > 1 => *by -= 1,
            _ => {
                taken.by.remove(&address);
            }
        }
    }

    /// Nothing between the two counts can panic.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.leave(self.address);
    }
}

/// What counts as one address: of IPv6 the half that a network is given, since a visitor has all of the other half.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Full, Seats};
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn places_end_and_come_back() {
        let seats = Seats::new(3, Some(2));
        let (a, b) = (ip("192.0.2.1"), ip("192.0.2.2"));
        let first = seats.take(a).unwrap();
        let _second = seats.take(a).unwrap();
        assert_eq!(seats.take(a).unwrap_err(), Full::Address);
        let _third = seats.take(b).unwrap();
        assert_eq!(seats.take(b).unwrap_err(), Full::All);
        drop(first);
        assert_eq!(seats.take(b).map(drop), Ok(()));
        assert_eq!(seats.take(a).map(drop), Ok(()));
    }

    #[test]
    fn who_is_gone_is_forgotten() {
        let seats = Seats::new(9, None);
        drop((0..9).map(|_| seats.take(ip("192.0.2.1")).unwrap()).collect::<Vec<_>>());
        assert!(seats.taken().by.is_empty());
        assert_eq!(seats.taken().all, 0);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let seats = Seats::new(9, Some(1));
        let _one = seats.take(ip("2001:db8::1")).unwrap();
        assert_eq!(seats.take(ip("2001:db8::ffff:1")).unwrap_err(), Full::Address);
        let _other = seats.take(ip("2001:db8:0:1::1")).unwrap();
        let _four = seats.take(ip("::ffff:192.0.2.1")).unwrap();
        assert_eq!(seats.take(ip("192.0.2.1")).unwrap_err(), Full::Address);
    }
}

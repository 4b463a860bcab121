//! Echoes that are asked for one after the other: the next as soon as the last is there, without waiting for a frame.

use crate::websocket::{Data, DomEvent};

/// The length of a text, and of bytes, in bytes.
const TEXT: usize = 64;
const BYTES: usize = 4096;

/// What is yet to be asked for.
#[derive(Clone, Debug)]
pub(super) struct Echoes {
    total: u32,
    asked: u32,
    binary: bool,
}

impl Echoes {
    pub(super) const fn new(total: u32, binary: bool) -> Self {
        Self { total, asked: 0, binary }
    }

    /// What to send after `event`; `None` where it is no echo, or the last one.
    pub(super) fn after(&mut self, event: &DomEvent) -> Option<Data> {
        matches!(event, DomEvent::Message(_)).then(|| self.next()).flatten()
    }

    /// What to send, each unlike the others so that its echo is known by what it says.
    pub(super) fn next(&mut self) -> Option<Data> {
        (self.asked < self.total).then(|| {
            self.asked += 1;
            if self.binary { Data::from(bytes(self.asked)) } else { Data::from(text(self.asked)) }
        })
    }
}

fn text(number: u32) -> String {
    let mut text = String::with_capacity(TEXT);
    text.push_str("eco ");
    text.push_str(&number.to_string());
    text.push(' ');
    while text.len() < TEXT {
        text.push('.');
    }
    text
}

fn bytes(number: u32) -> Vec<u8> {
    let mut bytes = vec![0x55; BYTES];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_as_long_as_it_should_be_and_unlike_the_others() {
        let all = |binary| {
            let mut echoes = Echoes::new(3, binary);
            std::iter::from_fn(move || echoes.next()).collect::<Vec<_>>()
        };
        for (binary, length) in [(false, TEXT), (true, BYTES)] {
            let data = all(binary);
            assert_eq!(data.len(), 3);
            assert!(data.iter().all(|data| data.byte_len() == length));
            assert!(data[0] != data[1] && data[1] != data[2]);
        }
    }
}

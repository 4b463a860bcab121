//! How the state of the last connection changed: what the state diagram draws as gone.

/// The ways from a state to another, by their names in `data-state`, in the order in which they are drawn.
pub const WAYS: [(&str, &str); 8] = [
    ("idle", "connecting"),
    ("connecting", "open"),
    ("connecting", "closing"),
    ("connecting", "closed"),
    ("open", "closing"),
    ("open", "closed"),
    ("closing", "closed"),
    ("closed", "connecting"),
];

/// Which of [`WAYS`] the last connection has gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transitions(u8);

impl Transitions {
    pub(super) fn note(&mut self, from: &str, to: &str) {
        if let Some(way) = WAYS.iter().position(|way| *way == (from, to)) {
            self.0 |= 1 << way;
        }
    }

    /// Whether the way with this place in [`WAYS`] was gone.
    #[must_use]
    pub const fn has(self, way: usize) -> bool {
        self.0 >> way & 1 == 1
    }
}

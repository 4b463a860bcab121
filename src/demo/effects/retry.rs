//! The wait for another attempt, the only thing that is left to chance.

use super::{
    super::{
        retry::{self, Retry},
        state::Action,
    },
    Demo, Message, after,
};
use yew::prelude::*;

/// How often the wait is shown to go by, in milliseconds.
const TICK: u32 = 1000;

impl Demo {
    /// Draws by lot how long the attempt waits, and lets it begin.
    pub(super) fn wait_for(&mut self, attempt: u32, tell: &Callback<Message>) {
        let delay = retry::delay(attempt, js_sys::Math::random());
        self.step(Action::RetryWaits(delay, delay));
        self.tick(delay, tell);
    }

    fn tick(&mut self, left: u32, tell: &Callback<Message>) {
        let part = left.min(TICK);
        self.wait = Some(after(part, tell, Message::Waited(left - part)));
    }

    pub(super) fn waited(&mut self, left: u32, tell: &Callback<Message>) -> bool {
        let Retry::Waiting { attempt, delay, .. } = self.state.retry else { return false };
        if left > 0 {
            self.tick(left, tell);
            return self.step(Action::RetryWaits(delay, left));
        }
        let Some(last) = self.state.link.connection().cloned() else { return false };
        self.open_at(last.target.clone(), last.scenario, Some(attempt))
    }
}

//! What the reader wants, and what is done about it.

use super::{
    super::{
        log_end::Scrolled,
        log_view::rows,
        scenario::Scenario,
        server::Server,
        settings::{Change, Instrument, Settings},
        sight::{Sight, Way},
        state::{Action, Replay},
    },
    Demo, Message,
};
use crate::websocket::Data;
use std::rc::Rc;
use yew::prelude::*;

/// What the reader wants; the answer comes as [`Action`]s.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// To open a connection to the chosen server.
    Open,
    /// To see what a scenario is about, or no more.
    Look(Option<Scenario>),
    /// To open one on which a scenario is played.
    Play(Scenario),
    /// To have a burst as large as that after all.
    PlayAnyway,
    /// To send the message in the input.
    Send,
    /// To send the message of the entry with this number, which was not sent.
    Resend(u64, Data),
    /// To send this message once more.
    SendAgain(Data),
    /// To close the connection, or to cancel it while it connects or waits.
    Close,
    /// To close it with a code and a reason.
    CloseWith(u16, String),
    /// To measure so many echoes, of bytes or of text.
    Measure(u32, bool),
    /// To have connections that end come back, or no more.
    Retry(bool),
    /// To speak to this server.
    ChooseServer(Server),
    /// To have this address in the field.
    EditAddress(String),
    /// To have this message in the input.
    EditDraft(String),
    /// To empty the log.
    ClearLog,
    /// To have back what was cleared.
    RestoreLog,
    /// To see the log of the page before no more.
    ForgetBefore,
    /// To see another part of the log.
    ScrollLog,
    /// To go to the end of the log, and to stay there.
    SeeEnd,
    /// To have the log stand still.
    Pause,
    /// To have an instrument open, or folded.
    Toggle(Instrument, bool),
    /// To have the instruments fetched once more.
    FetchAgain,
    /// To have the instruments set so.
    Set(Change),
    /// To run the Python program.
    RunPython,
    /// To run it no more.
    StopPython,
    /// To have it as a page of its own.
    SavePython,
    /// To see a conversation of a file, or to go on in it; `None` goes back to the present one.
    Replay(Option<Rc<Replay>>),
}

impl Demo {
    pub(super) fn answer(&mut self, intent: Intent, tell: &Callback<Message>) -> bool {
        let action = match intent {
            Intent::Open => return self.open(None),
            Intent::Look(scenario) => {
                return scenario.is_some_and(|_| self.want(tell))
                    | self.step(Action::ScenarioLooked(scenario));
            }
            Intent::Play(scenario) => {
                let changed = self.want(tell) | self.step(Action::ScenarioShown(scenario));
                return changed | self.play(scenario);
            }
            Intent::PlayAnyway => {
                self.step(Action::Asked(false));
                let count = self.state.settings.burst();
                return count.is_none_or(|count| self.open(Some((Scenario::Burst, count))));
            }
            Intent::Send if self.state.draft.is_empty() => Action::EmptyNotSent,
            Intent::Send => self.sent(Data::from(self.state.draft.clone()), None),
            Intent::Resend(id, data) => self.sent(data, Some(id)),
            Intent::SendAgain(data) => self.sent(data, None),
            Intent::Close if self.state.retry.is_waiting() => {
                self.wait = None;
                Action::RetryCancelled
            }
            Intent::Close => {
                self.socket.close();
                Action::Closing
            }
            Intent::CloseWith(code, reason) => {
                if !self.socket.close_with(code, &reason) {
                    return false;
                }
                Action::Closing
            }
            Intent::Measure(count, binary) => return self.measure(count, binary),
            Intent::Retry(on) => {
                self.wait = None;
                Action::RetrySet(on)
            }
            Intent::ChooseServer(server) => Action::ServerChosen(server),
            Intent::EditAddress(address) => Action::AddressEdited(address),
            Intent::EditDraft(draft) => Action::DraftEdited(draft),
            Intent::ClearLog => Action::LogCleared,
            Intent::RestoreLog => Action::LogRestored,
            Intent::ForgetBefore => Action::BeforeForgotten,
            Intent::ScrollLog => return self.scrolled(),
            Intent::SeeEnd => Action::Looked(Sight::End),
            Intent::Pause => {
                Action::Looked(Sight::Paused { kept: Rc::new(self.state.log.kept().clone()), first: None })
            }
            Intent::Toggle(instrument, open) => {
                self.want(tell);
                Action::Toggled(instrument, open)
            }
            Intent::FetchAgain => return self.want(tell),
            Intent::RunPython => return self.run_python(tell) | self.want(tell),
            Intent::StopPython => Action::Guest(self.stop_python()),
            Intent::SavePython => {
                self.save_python(tell);
                return false;
            }
            Intent::Set(Change(change)) => {
                let mut settings = Settings::clone(&self.state.settings);
                change(&mut settings);
                if settings.source != self.state.settings.source {
                    self.keep_python(settings.source.as_deref());
                }
                Action::Set(settings.into())
            }
            Intent::Replay(replay) => Action::Replayed(replay),
        };
        self.step(action)
    }

    /// The reader has scrolled the log.
    fn scrolled(&mut self) -> bool {
        let shown = self.state.shown();
        let (sight, log) = (&shown.sight, &shown.log);
        let all = rows(&self.state, self.instruments.as_ref());
        let next = match self.log_end.scrolled(&self.nodes.log) {
            Scrolled::Nowhere => None,
            Scrolled::Away => sight.is_at_end().then(|| sight.left(&all, log)).flatten(),
            Scrolled::Top => sight
                .moved(Way::Up, &all, log)
                .or_else(|| sight.is_at_end().then(|| sight.left(&all, log)).flatten()),
            Scrolled::End => {
                sight.moved(Way::Down, &all, log).or_else(|| (!sight.is_at_end()).then(|| sight.ended()))
            }
        };
        next.is_some_and(|next| self.step(Action::Looked(next)))
    }
}

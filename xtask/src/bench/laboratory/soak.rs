//! The panel for a long time: connections, messages, a tab that is hidden, a page that is frozen, and one that is left
//! and come back to. Whatever it has more of afterwards than after a little of the same, it leaks.

mod held;
mod report;

use std::{thread::sleep, time::Duration};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::{ALIVE, AROUND, SETTLE, Subject, WARM_FLOOD};
use crate::bench::{
    chromium::Chromium,
    floors::{Floor, Missed},
    kit::Kit,
    site::Site,
    tab::Tab,
};
use held::{Grown, Held};

/// What a soak does besides what the laboratory's driver can.
const SCRIPT: &str = include_str!("soak/soak.js");
/// Messages at once in a tab that nobody sees: as many as the page plays without asking.
const HIDDEN_FLOOD: u32 = 10_000;
/// Echoes after each thing that could have hurt a connection.
const ECHOES: u32 = 20;
/// For what a page does that nobody sees, whose timers may wait a minute each.
const HIDDEN: Duration = Duration::from_secs(300);
/// How long a page is frozen.
const FROZEN: Duration = Duration::from_millis(300);

/// How much of each thing is done.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Round {
    meetings: u32,
    messages: u32,
    hidings: u32,
    freezings: u32,
    leavings: u32,
}

const WARM: Round = Round { meetings: 200, messages: 50_000, hidings: 2, freezings: 2, leavings: 2 };
const FULL: Round = Round { meetings: 5_000, messages: 1_000_000, hidings: 20, freezings: 20, leavings: 20 };
const QUICK: Round = Round { meetings: 500, messages: 100_000, hidings: 3, freezings: 3, leavings: 3 };

/// What a page held after a little, and after all of it.
#[derive(Debug)]
pub(in crate::bench) struct Soak {
    round: Round,
    /// How often the page came back as it was left, and not anew.
    kept: u32,
    /// How often a connection outlived that its page was frozen.
    awake: u32,
    held: [Held; 2],
}

impl Soak {
    /// Its bounds are far from what chance brings, so a short soak is judged as well.
    pub(in crate::bench) fn judge(&self, missed: &mut Missed) {
        for Grown { what, figures, bound, .. } in self.held[1].grown_from(&self.held[0]) {
            if let Some([before, after]) = figures {
                missed.exact(&format!("soak, {what}, more"), after - before, Floor::AtMost(bound));
            }
        }
        let what = "soak, times that the page came back as it was left";
        missed.exact(what, self.kept.into(), Floor::AtLeast(self.round.leavings.into()));
    }
}

pub(in crate::bench) fn measure(kit: &Kit<'_>, ours: &Site) -> anyhow::Result<Soak> {
    let round = if kit.is_quick { QUICK } else { FULL };
    let mut chromium = Chromium::start(kit.browser)?;
    let cover = chromium.tab()?;
    let address = format!("{}?servidor=local", ours.address);
    let page = Subject::open(&mut chromium, "this page", &address, ALIVE)?;
    let mut soaked = Soaked { page, cover, ours, address, has_left: false, kept: 0, awake: 0 };
    soaked.page.tab.tell("Performance.enable", json!({}))?;
    soaked.ready()?;
    soaked.round(WARM)?;
    let before = soaked.held()?;
    (soaked.kept, soaked.awake) = (0, 0);
    soaked.round(round)?;
    let after = soaked.held()?;
    Ok(Soak { round, kept: soaked.kept, awake: soaked.awake, held: [before, after] })
}

struct Soaked<'a> {
    page: Subject,
    /// What stands in front of the page when it is hidden.
    cover: Tab,
    ours: &'a Site,
    address: String,
    has_left: bool,
    kept: u32,
    awake: u32,
}

impl Soaked<'_> {
    /// Puts the scripts into a page that is new.
    fn ready(&mut self) -> anyhow::Result<()> {
        self.page.tab.ask(super::DRIVER)?;
        self.page.tab.ask(SCRIPT).map(drop)
    }

    fn run(&mut self, what: &str) -> anyhow::Result<Value> {
        self.page.run(AROUND, what)
    }

    /// All of it. What leaves the page comes first, so that what follows is of one page.
    fn round(&mut self, round: Round) -> anyhow::Result<()> {
        for time in 1..=round.leavings {
            self.leave(time % 2 == 0).with_context(|| format!("left for the {time}th time"))?;
        }
        eprintln!("xtask: left and come back to {} times, {} as it was", round.leavings, self.kept);
        self.meet(round.meetings)?;
        eprintln!("xtask: {} connections opened and closed", round.meetings);
        // With it the field for the number of messages is there.
        self.page.flood(WARM_FLOOD)?;
        self.run("driver.connect()")?;
        for time in 1..=round.hidings {
            self.hide().with_context(|| format!("hidden for the {time}th time"))?;
        }
        for time in 1..=round.freezings {
            self.freeze().with_context(|| format!("frozen for the {time}th time"))?;
        }
        self.run("soak.close()")?;
        eprintln!("xtask: hidden {} times, frozen {} times", round.hidings, round.freezings);
        self.page.flood(round.messages)?;
        // Its log is then as full as the last time.
        self.page.flood(WARM_FLOOD)?;
        eprintln!("xtask: {} messages received", round.messages);
        Ok(())
    }

    fn meet(&mut self, count: u32) -> anyhow::Result<()> {
        let bound = AROUND + Duration::from_millis(100) * count;
        let met = self.page.run(bound, &format!("soak.meet({count})"))?;
        ensure!(met == count, "{met} connections of {count} were open");
        Ok(())
    }

    /// Goes to another page and back, with a connection open or without. It is the same other page each time, by the
    /// history: of such as are gone to anew Chromium keeps one more each time, whatever is in them.
    fn leave(&mut self, is_open: bool) -> anyhow::Result<()> {
        if is_open {
            self.run("driver.connect()")?;
        }
        const AWAY: &str = "document.querySelector('html[data-hydrated][lang=en]')";
        if std::mem::replace(&mut self.has_left, true) {
            self.page.tab.ask("setTimeout(() => history.forward(), 0)")?;
            self.page.tab.wait(AWAY)?;
        } else {
            self.page.tab.go(&format!("{}en/", self.ours.address), AWAY)?;
        }
        self.page.tab.ask("setTimeout(() => history.back(), 0)")?;
        self.page.tab.wait(&format!("location.href === {} && {ALIVE}", json!(self.address)))?;
        if self.page.tab.ask("Boolean(globalThis.soak)")? == true {
            self.kept += 1;
        } else {
            self.ready()?;
        }
        if self.run("soak.state()")? == "open" {
            self.run("soak.close()")?;
        }
        self.meet(1)
    }

    /// Another tab in front of it; connections all the same, and more messages than the page ever gathers.
    fn hide(&mut self) -> anyhow::Result<()> {
        self.cover.show()?;
        self.page.tab.wait("document.visibilityState === 'hidden'")?;
        self.page.tab.ask_within(AROUND, "soak.close().then(() => soak.meet(3))")?;
        let told = self.page.tab.ask_within(HIDDEN, &format!("soak.flood({HIDDEN_FLOOD})"))?;
        ensure!(told == HIDDEN_FLOOD, "hidden, {told} messages of {HIDDEN_FLOOD} were told");
        self.page.tab.ask_within(AROUND, "driver.connect()")?;
        self.check_echo()
    }

    /// As a browser does with a tab that has long been hidden, or before the machine sleeps. It may close the
    /// connection then, and the page goes on with another.
    fn freeze(&mut self) -> anyhow::Result<()> {
        self.page.tab.tell("Page.setWebLifecycleState", json!({ "state": "frozen" }))?;
        sleep(FROZEN);
        self.page.tab.tell("Page.setWebLifecycleState", json!({ "state": "active" }))?;
        // Chromium hides what it freezes, and shows it again only when something else was in front.
        self.cover.show()?;
        if self.run("soak.state()")? == "open" {
            self.awake += 1;
        } else {
            eprintln!("xtask: frozen, the connection was closed with {}", self.run("soak.code()")?);
            self.run("driver.connect()")?;
        }
        self.check_echo()
    }

    /// The connection lives, and its page draws.
    fn check_echo(&mut self) -> anyhow::Result<()> {
        let state = self.run("soak.state()")?;
        ensure!(state == "open", "the connection is {state}");
        let told = self.run(&format!("driver.echoes({ECHOES}, false, {})", AROUND.as_secs()))?;
        ensure!(told["count"] == ECHOES, "{} echoes of {ECHOES} were told", told["count"]);
        Ok(())
    }

    fn held(&mut self) -> anyhow::Result<Held> {
        sleep(SETTLE);
        Held::by(&mut self.page, self.ours.port)
    }
}

//! The laboratory under many messages, beside a bare page (`bench/peer.html`) in the same Chromium and on the same
//! server: the two in turn, so that what else the machine does meets both.
//!
//! Both are driven and watched from outside, by the same script (`laboratory.js`), which counts in frames: what a page
//! has received is read where it tells it, in `#evento-message[data-count]`.

mod growth;
pub(super) mod soak;
mod turns;

use std::{thread::sleep, time::Duration};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::{chromium::Chromium, kit::Kit, peers, site::Site, tab::Tab, told};
pub(super) use growth::{GROWTH, Growth};
use turns::Pace;
pub(super) use turns::{Pairs, Turns};

/// What drives and watches a page.
const DRIVER: &str = include_str!("laboratory.js");

/// A screen that has room for the log, in CSS pixels.
const SCREEN: [u32; 2] = [1280, 900];
/// Our page is alive, and has kept what it keeps for later visits: nothing is fetched while it is measured.
const ALIVE: &str = "document.querySelector('html[data-hydrated]') && navigator.serviceWorker.controller";
/// For what a page still does by itself then.
const SETTLE: Duration = Duration::from_secs(2);

/// Echoes of a run, one after the other, and how often both pages make one. A run takes seconds: a page may draw seldom,
/// and tells the last echo when it draws.
const ECHOES: u32 = 10_000;
const ECHO_TURNS: usize = 7;
/// Messages of a flood, and how often both pages are flooded.
pub(super) const FLOOD: u32 = 200_000;
const FLOOD_TURNS: usize = 5;
/// How long our page lets a flood gather before it draws (`src/demo/frames.rs`), in milliseconds.
const PAUSE: u32 = 100;
/// What each page does before it is measured: engines compile what runs often.
const WARM_ECHOES: u32 = 2_000;
const WARM_FLOOD: u32 = 20_000;

/// The longest that a run of so many messages may take, in seconds: some ten times what the bare page needs on a slow
/// machine.
const fn bound(count: u32) -> u64 {
    60 + count as u64 / 2_000
}
/// For what is waited for before and after it.
const AROUND: Duration = Duration::from_secs(60);

/// What was measured of both; a part that could not be is left out.
#[derive(Debug)]
pub(super) struct Laboratory {
    /// Echoes of 64 bytes of text, one after the other.
    pub(super) text: Option<Turns>,
    /// Echoes of 4 KiB of bytes, one after the other.
    pub(super) binary: Option<Turns>,
    /// [`FLOOD`] messages at once.
    pub(super) flood: Option<Turns>,
    /// The text and the flood again, beside a bare page that draws its log as seldom as ours does.
    pub(super) seldom: [Option<Turns>; 2],
    /// This page and the bare one.
    pub(super) growth: Option<[Growth; 2]>,
}

impl Laboratory {
    /// Whether nothing is left out.
    pub(super) fn is_whole(&self) -> bool {
        let turns = [&self.text, &self.binary, &self.flood, &self.seldom[0], &self.seldom[1]];
        turns.iter().all(|turns| turns.is_some()) && self.growth.is_some()
    }
}

pub(super) fn measure(kit: &Kit<'_>, ours: &Site) -> anyhow::Result<Laboratory> {
    let bare = peers::bare(kit)?;
    let echo = format!("ws://127.0.0.1:{}/eco", ours.port);
    let ours = format!("{}?servidor=local", ours.address);
    let bare = format!("{}?server={echo}", bare.address());
    let seldom = Both { kit, addresses: [ours.clone(), format!("{bare}&pause={PAUSE}")] };
    let both = Both { kit, addresses: [ours, bare] };
    Ok(Laboratory {
        text: told("the echo of text", both.echoes(false))?,
        binary: told("the echo of bytes", both.echoes(true))?,
        flood: told("the flood", both.flood())?,
        seldom: [
            told("the echo of text beside a page that draws seldom", seldom.echoes(false))?,
            told("the flood beside a page that draws seldom", seldom.flood())?,
        ],
        growth: told("the growth", growth::measure(&both))?,
    })
}

/// The two pages.
struct Both<'a> {
    kit: &'a Kit<'a>,
    addresses: [String; 2],
}

impl Both<'_> {
    /// Both, alive and with the driver in them, in a browser that does nothing else.
    fn open(&self) -> anyhow::Result<(Chromium, [Subject; 2])> {
        let mut chromium = Chromium::start(self.kit.browser)?;
        let [ours, bare] = &self.addresses;
        let pages = [
            Subject::open(&mut chromium, "this page", ours, ALIVE)?,
            Subject::open(&mut chromium, "the bare page", bare, "document.readyState === 'complete'")?,
        ];
        sleep(SETTLE);
        Ok((chromium, pages))
    }

    /// Has both do the same in turn, `times` times.
    fn turns(
        &self,
        what: &str,
        times: usize,
        pages: &mut [Subject; 2],
        run: impl Fn(&mut Subject) -> anyhow::Result<Pace>,
    ) -> anyhow::Result<Turns> {
        let times = if self.kit.is_quick { 1 } else { times };
        let mut turns = Turns::default();
        for turn in 1..=times {
            let [ours, bare] = pages;
            turns.add([run(ours)?, run(bare)?]);
            eprintln!("xtask: {what}, {turn} of {times}: {}", turns.last());
        }
        Ok(turns)
    }

    fn echoes(&self, binary: bool) -> anyhow::Result<Turns> {
        let what = if binary { "echoes of 4 KiB of bytes" } else { "echoes of 64 bytes of text" };
        let (_chromium, mut pages) = self.open()?;
        for page in &mut pages {
            page.connect()?;
            page.echoes(WARM_ECHOES, binary)?;
        }
        self.turns(what, ECHO_TURNS, &mut pages, |page| page.echoes(ECHOES, binary))
    }

    fn flood(&self) -> anyhow::Result<Turns> {
        let (_chromium, mut pages) = self.open()?;
        for page in &mut pages {
            page.flood(WARM_FLOOD)?;
        }
        self.turns("a flood", FLOOD_TURNS, &mut pages, |page| page.flood(FLOOD))
    }
}

/// A page that is measured.
struct Subject {
    name: &'static str,
    tab: Tab,
    /// Its browser, which knows how long its processes have run.
    browser: Tab,
}

impl Subject {
    /// The page at `address`, which is alive once `condition` is true.
    fn open(
        chromium: &mut Chromium,
        name: &'static str,
        address: &str,
        condition: &str,
    ) -> anyhow::Result<Self> {
        let mut tab = chromium.tab()?;
        let [width, height] = SCREEN;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        tab.tell("Emulation.setDeviceMetricsOverride", screen)?;
        tab.go(address, condition)?;
        tab.ask(DRIVER)?;
        Ok(Self { name, tab, browser: chromium.whole()? })
    }

    fn connect(&mut self) -> anyhow::Result<()> {
        self.run(AROUND, "driver.connect()").map(drop)
    }

    /// So many echoes, one after the other, on the connection that is open.
    fn echoes(&mut self, count: u32, binary: bool) -> anyhow::Result<Pace> {
        self.watched(count, &format!("driver.echoes({count}, {binary}, {})", bound(count)))
    }

    /// So many messages that the server sends at once, on a connection of their own.
    fn flood(&mut self, count: u32) -> anyhow::Result<Pace> {
        self.watched(count, &format!("driver.flood({count}, {})", bound(count)))
    }

    fn run(&mut self, bound: Duration, what: &str) -> anyhow::Result<Value> {
        self.tab.show()?;
        self.tab.ask_within(bound, what).with_context(|| format!("{}: {what}", self.name))
    }

    /// From the frame that told the first of `count` messages to the one that told the last.
    fn watched(&mut self, count: u32, what: &str) -> anyhow::Result<Pace> {
        let before = self.processor()?;
        let seen = self.run(Duration::from_secs(bound(count)) + AROUND, what)?;
        let seconds = self.processor()? - before;
        let number = |key: &str| seen[key].as_f64().with_context(|| format!("the driver told no {key}"));
        let told = number("count")?;
        ensure!((told - f64::from(count)).abs() < 0.5, "{}: {told} messages of {count}", self.name);
        let time = number("ms")? / 1000.0;
        ensure!(time > 0.0, "{}: all {count} messages came in one frame", self.name);
        Ok(Pace {
            rate: number("messages")? / time,
            frames: number("frames")? / time,
            drawn: number("drawn")? / time,
            processor: seconds * 1e6 / f64::from(count),
        })
    }

    /// How long the processes of all pages have had the processor until now, in seconds; of both pages only the one in
    /// front has anything to do.
    fn processor(&mut self) -> anyhow::Result<f64> {
        let told = self.browser.tell("SystemInfo.getProcessInfo", json!({}))?;
        let processes = told["processInfo"].as_array().context("Chromium told of no process")?;
        let pages = processes.iter().filter(|process| process["type"] == "renderer");
        Ok(pages.filter_map(|process| process["cpuTime"].as_f64()).sum())
    }
}

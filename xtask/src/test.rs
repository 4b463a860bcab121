//! `cargo xtask test`: the steps that the continuous integration runs, in their order.

mod chromium_only;
mod steps;

use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::{
    browser::{self, Browser, Firefox},
    install::{self, Tool},
    observatory, optimizer, proxies, supply,
    tools::Tools,
    verify,
};

/// Run all checks and tests, in the order of the steps below
///
/// Installs what is missing first, and on Debian as root also Chromium and Firefox. The first step that fails
/// ends the run. All of it takes about 40 minutes on two cores.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out the steps that need a browser: module, verify, serve, plain, browser, firefox
    #[arg(long, conflicts_with = "only")]
    skip_browser: bool,
    /// Run one step alone
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The format of the sources
    Fmt,
    /// The lints, for this machine and for the browser
    Clippy,
    /// The documentation of the crates, without warnings
    Doc,
    /// What the crates and packages may be, and what is known against them
    Supply,
    /// The tests that need no browser
    Native,
    /// The recipes of docs/hosting.md, by nginx and Caddy
    Recipes,
    /// The Rust module in two real browsers against the real echo
    Module,
    /// What the reference says, in each Brython and in two browsers
    Verify,
    /// `cargo xtask serve` and plain `trunk serve`, each with a conversation in two real browsers
    Serve,
    /// The site, as it is built for a host
    Build,
    /// The site as plain `trunk build --release` makes it: that it is whole, and a conversation in Chromium
    Plain,
    /// Mozilla's HTTP Observatory on the server as if behind TLS; takes the dist/ that `build` left
    Observatory,
    /// The site once more, in another folder: the same bytes; takes the dist/ that `build` left
    Twice,
    /// The whole site in Chromium; takes the dist/ that `build` left
    Browser,
    /// The same tests in Firefox, but for those that tests/browser/chromium-only.toml names; takes the same dist/
    Firefox,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Supply => "supply",
            Self::Native => "native",
            Self::Recipes => "recipes",
            Self::Module => "module",
            Self::Verify => "verify",
            Self::Serve => "serve",
            Self::Build => "build",
            Self::Plain => "plain",
            Self::Observatory => "observatory",
            Self::Twice => "twice",
            Self::Browser => "browser",
            Self::Firefox => "firefox",
        }
    }

    fn needs_chromium(&self) -> bool {
        matches!(self, Self::Module | Self::Verify | Self::Serve | Self::Plain | Self::Browser)
    }

    fn needs_firefox(&self) -> bool {
        matches!(self, Self::Module | Self::Verify | Self::Serve | Self::Firefox)
    }
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let asked = |step: &Step| match options.only {
        Some(only) => *step == only,
        None => !(options.skip_browser && (step.needs_chromium() || step.needs_firefox())),
    };
    let steps: Vec<Step> = Step::value_variants().iter().copied().filter(asked).collect();
    let tools = Tools::new()?;
    let (browser, firefox) = prepare(&tools, &steps)?;
    for step in steps {
        timed(step, &tools, browser.as_ref(), firefox.as_ref())?;
    }
    if options.skip_browser {
        eprintln!(
            "xtask: the steps `module`, `verify`, `serve`, `plain`, `browser` and `firefox` were skipped, as asked"
        );
    }
    Ok(())
}

/// What any of the steps may have to install.
pub(crate) fn prepare_all(tools: &Tools) -> anyhow::Result<()> {
    prepare(tools, Step::value_variants()).map(drop)
}

/// Everything that may have to be installed, before the first step: a long run should not end there.
fn prepare(tools: &Tools, steps: &[Step]) -> anyhow::Result<(Option<Browser>, Option<Firefox>)> {
    let any = |wants: fn(&Step) -> bool| steps.iter().any(wants);
    let mut wanted = Vec::new();
    if !matches!(steps, [Step::Fmt] | [Step::Supply]) {
        wanted.extend(install::BUILD);
    }
    if steps.contains(&Step::Supply) {
        wanted.push(Tool::Deny);
    }
    if any(Step::needs_firefox) && !browser::names_geckodriver() {
        wanted.push(Tool::Geckodriver);
    }
    install::lint_tools(tools)?;
    install::tools(tools, &wanted)?;
    if any(|step| matches!(step, Step::Build | Step::Plain | Step::Twice)) {
        optimizer::ensure(tools)?;
    }
    if steps.contains(&Step::Observatory) {
        optimizer::node(tools, "the HTTP Observatory")?;
        observatory::ensure_scanner(tools)?;
    }
    if steps.contains(&Step::Recipes) {
        proxies::ensure(tools)?;
    }
    if steps.contains(&Step::Verify) {
        verify::prepare(tools)?;
    }
    let chromium = any(Step::needs_chromium).then(|| browser::ensure(tools)).transpose()?;
    let firefox = any(Step::needs_firefox).then(|| browser::firefox(tools)).transpose()?;
    Ok((chromium, firefox))
}

fn timed(
    step: Step,
    tools: &Tools,
    browser: Option<&Browser>,
    firefox: Option<&Firefox>,
) -> anyhow::Result<()> {
    let name = step.name();
    eprintln!("xtask: step {name}");
    let start = Instant::now();
    let done = match (step, browser, firefox) {
        (Step::Fmt, ..) => steps::fmt(tools),
        (Step::Clippy, ..) => steps::clippy(tools),
        (Step::Doc, ..) => steps::doc(tools),
        (Step::Supply, ..) => supply::check(tools),
        (Step::Native, ..) => steps::native(tools),
        (Step::Recipes, ..) => steps::recipes(tools),
        (Step::Build, ..) => steps::build(tools),
        (Step::Plain, Some(browser), _) => steps::plain(tools, browser),
        (Step::Observatory, ..) => steps::observatory(tools),
        (Step::Twice, ..) => steps::twice(tools),
        (Step::Module, Some(browser), Some(firefox)) => steps::module(tools, browser, firefox),
        (Step::Verify, Some(browser), Some(firefox)) => verify::check(tools, browser, firefox),
        (Step::Serve, Some(browser), Some(firefox)) => steps::serve(tools, browser, firefox),
        (Step::Browser, Some(browser), _) => steps::browser(tools, browser),
        (Step::Firefox, _, Some(firefox)) => steps::firefox(tools, firefox),
        (Step::Module | Step::Verify | Step::Serve | Step::Plain | Step::Browser | Step::Firefox, ..) => {
            bail!("step {name} needs a browser, and none was looked for")
        }
    };
    done.with_context(|| format!("step {name} failed; alone it is `cargo xtask test --only {name}`"))?;
    eprintln!("xtask: step {name} passed in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

//! `cargo xtask bench`: the figures of the site beside those of its peers, measured in one run, as Markdown.
//!
//! - `kit` holds the tools of npm and runs them; `chromium` is a browser, which Lighthouse drives or we do by a `tab`;
//!   `site` serves what is measured.
//! - `first_visit`, `lighthouse`, `hydration`, `axe`: one figure each, and how it is counted;
//!   `laboratory`: those of the panel under many messages, and for a long time; `load`: those of the echo, beside
//!   node's `ws`.
//! - `peers` builds the pages to compare with, one of them from the texts that `vitepress` turns into Markdown.
//! - `median`, `machine` and `table` say what came out, and where it was measured; `floors` what it has to be: when all
//!   of it is told, a figure that is not so is the end of the run.

mod axe;
mod chromium;
mod first_visit;
mod floors;
mod hydration;
mod kit;
mod laboratory;
mod lighthouse;
mod load;
mod machine;
mod median;
mod peers;
mod site;
mod tab;
mod table;
mod vitepress;

use std::path::{Path, PathBuf};

use anyhow::ensure;
use clap::{Args, ValueEnum};

use crate::{browser, build, install, observatory, optimizer, stop, today, tools::Tools};
use floors::Missed;
use kit::Kit;
use site::Site;
use table::{Compared, Language, Results};

/// The paths of the page in its languages; the first is the one that is compared with the peers.
const LANGUAGES: [&str; 4] = ["", "en/", "es/", "fr/"];

/// Measure the site beside its peers, as Markdown: bytes, Lighthouse, axe, HTTP Observatory; hydration, laboratory, load, soak
///
/// Builds the site first, and installs what bench/package.json names. Takes some 20 minutes, on a machine that
/// should do nothing else meanwhile. The reports that the figures are from stay in target/bench/. A figure that is not
/// what it has to be is named at the end, and the run fails.
#[derive(Args)]
pub(crate) struct Options {
    /// One run instead of the median of several, and of our pages the first one only: no verdict on what takes time
    #[arg(long)]
    quick: bool,
    /// Measure one part alone
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Measure what is in dist/, without building it
    #[arg(long)]
    no_build: bool,
    /// Measure the built site in this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_build")]
    dist: Option<PathBuf>,
}

/// What can be measured alone.
#[derive(Clone, Copy, ValueEnum)]
enum Part {
    /// How long the page takes to come alive
    Hydration,
    /// The laboratory under many messages, beside a bare page
    Laboratory,
    /// The echo under load, beside node's `ws`; on Linux
    Load,
    /// The laboratory for a long time: what it holds more of then
    Soak,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let tools = Tools::new()?;
    if matches!(options.only, Some(Part::Load)) {
        return run_load(&tools, options.quick);
    }
    let browser = browser::ensure(&tools)?;
    if options.only.is_none() {
        optimizer::node(&tools, "Lighthouse")?;
    }
    let dist = built(&tools, &options)?;
    let kit = Kit::ready(&tools, &browser, options.quick)?;
    if let Some(part) = options.only {
        return run_part(&kit, &dist, part);
    }
    kit.install()?;
    let results = measure(&kit, &dist, if options.quick { 1 } else { LANGUAGES.len() })?;
    print!("{}", table::markdown(&kit, &results));
    let mut missed = Missed::default();
    results.judge(&mut missed);
    missed.verdict(options.quick)
}

/// It needs neither a site nor a browser.
fn run_load(tools: &Tools, is_quick: bool) -> anyhow::Result<()> {
    let load = load::measure(tools, is_quick)?;
    print!(
        "Measured by `cargo xtask bench` on {}: {}.\n\n{}",
        today::today(),
        machine::class(),
        load.markdown()
    );
    let mut missed = Missed::default();
    load.judge(&mut missed);
    missed.verdict(is_quick)
}

fn run_part(kit: &Kit<'_>, dist: &Path, part: Part) -> anyhow::Result<()> {
    let ours = Site::start(kit, dist, &[])?;
    let mut missed = Missed::default();
    let table = match part {
        Part::Hydration => {
            let hydration = hydration::measure(kit, &ours.address)?;
            hydration.judge(&mut missed);
            table::hydration(Some(&hydration))
        }
        Part::Laboratory => {
            let laboratory = laboratory::measure(kit, &ours)?;
            missed.gaps(!laboratory.is_whole());
            table::laboratory(&laboratory)
        }
        Part::Soak => {
            let soak = laboratory::soak::measure(kit, &ours)?;
            soak.judge(&mut missed);
            soak.markdown()
        }
        Part::Load => return run_load(kit.tools, kit.is_quick),
    };
    print!("{}\n{table}", table::measured(kit, ""));
    missed.verdict(kit.is_quick)
}

/// The folder of the site to measure, built now unless the user has one.
fn built(tools: &Tools, options: &Options) -> anyhow::Result<PathBuf> {
    let dist = options.dist.clone().unwrap_or_else(|| tools.root.join("dist"));
    if options.dist.is_none() && !options.no_build {
        install::tools(tools, install::BUILD)?;
        optimizer::ensure(tools)?;
        build::plain(tools)?;
    }
    for page in LANGUAGES {
        let page = dist.join(page).join("index.html");
        ensure!(page.is_file(), "there is no {}: build the site with `cargo xtask build`", page.display());
    }
    Ok(dist.canonicalize()?)
}

fn measure(kit: &Kit<'_>, dist: &Path, languages: usize) -> anyhow::Result<Results> {
    let ours = Site::start(kit, dist, &[])?;
    let peers = peers::build(kit, dist)?;
    let compared = std::iter::once(("this page", ours.address.as_str()))
        .chain(peers.iter().map(|peer| (peer.name.as_str(), peer.address())))
        .map(|(name, address)| compare(kit, name, address))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let others = LANGUAGES[1..languages]
        .iter()
        .map(|path| {
            let address = format!("{}{path}", ours.address);
            Ok(Language {
                path: format!("/{path}"),
                visit: told("the first visit", first_visit::measure(kit, &address))?,
                lighthouse: told("Lighthouse", lighthouse::measure(kit, &address))?,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Results {
        hydration: told("hydration", hydration::measure(kit, &ours.address))?,
        laboratory: told("the laboratory", laboratory::measure(kit, &ours))?,
        load: told("the load", load::measure(kit.tools, kit.is_quick))?,
        soak: told("the soak", laboratory::soak::measure(kit, &ours))?,
        observatory: told("HTTP Observatory", observe(kit, dist))?,
        compared,
        languages: others,
    })
}

fn observe(kit: &Kit<'_>, dist: &Path) -> anyhow::Result<observatory::Score> {
    observatory::ensure_scanner(kit.tools)?;
    let server = Site::start(kit, dist, &observatory::OPTIONS)?;
    observatory::score(kit.tools, server.port)
}

/// One page, by what can be compared.
fn compare(kit: &Kit<'_>, name: &str, address: &str) -> anyhow::Result<Compared> {
    Ok(Compared {
        name: name.to_owned(),
        // First: it has the server compress every file, which must not cost the others time.
        visit: told("the first visit", first_visit::measure(kit, address))?,
        lighthouse: told("Lighthouse", lighthouse::measure(kit, address))?,
        axe: told("axe", axe::measure(kit, address))?,
    })
}

/// A figure that fails leaves a gap, told with its reason, and the others go on; only the user ends the run.
fn told<T>(figure: &str, measured: anyhow::Result<T>) -> anyhow::Result<Option<T>> {
    match measured {
        Ok(figure) => Ok(Some(figure)),
        Err(error) if error.is::<stop::Stopped>() => Err(error),
        Err(error) => {
            eprintln!("xtask: {figure} was not measured: {error:#}");
            Ok(None)
        }
    }
}

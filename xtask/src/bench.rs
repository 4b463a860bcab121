//! `cargo xtask bench`: the figures of the site beside those of its peers, measured in one run, as Markdown.
//!
//! - `kit` holds the tools of npm and runs them; `chromium` is a browser, which Lighthouse drives or we do by a `tab`;
//!   `site` and `front` serve what is measured.
//! - `first_visit`, `lighthouse`, `hydration`, `axe`, `observatory`: one figure each, and how it is counted;
//!   `laboratory`: those of the panel under many messages, and for a long time; `load`: those of the echo, beside
//!   node's `ws`.
//! - `peers` builds the pages to compare with, one of them from the texts that `vitepress` turns into Markdown.
//! - `median`, `machine` and `table` say what came out, and where it was measured.

mod axe;
mod chromium;
mod first_visit;
mod front;
mod hydration;
mod kit;
mod laboratory;
mod lighthouse;
mod load;
mod machine;
mod median;
mod observatory;
mod peers;
mod site;
mod tab;
mod table;
mod vitepress;

use std::path::{Path, PathBuf};

use anyhow::ensure;
use clap::{Args, ValueEnum};

use crate::{browser, build, install, optimizer, stop, today, tools::Tools};
use kit::Kit;
use laboratory::soak::Soak;
use site::Site;
use table::{Compared, Results};

/// The paths of the page in its languages; the first is the one that is compared with the peers.
const LANGUAGES: [&str; 4] = ["", "en/", "es/", "fr/"];

/// What is said where something grew.
const GROWN: &str = "the page holds more than the bound beside it in the table: it leaks";

/// What is said where a part was not measured.
const GAPS: &str = "not all was measured: see the messages above the table";

/// Measure the site beside its peers, as Markdown: bytes, Lighthouse, axe, HTTP Observatory; hydration, laboratory, load, soak
///
/// Builds the site first, and installs what bench/package.json names. Takes some 20 minutes, on a machine that
/// should do nothing else meanwhile. The reports that the figures are from stay in target/bench/.
#[derive(Args)]
pub(crate) struct Options {
    /// One run instead of the median of several, and of our pages the first one only
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
    ensure!(!results.has_gaps(), GAPS);
    ensure!(results.soak.as_ref().is_none_or(Soak::is_sound), GROWN);
    Ok(())
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
    ensure!(load.is_whole(), GAPS);
    Ok(())
}

fn run_part(kit: &Kit<'_>, dist: &Path, part: Part) -> anyhow::Result<()> {
    let ours = Site::start(kit, dist, &[])?;
    let (table, is_whole) = match part {
        Part::Hydration => (table::hydration(Some(&hydration::measure(kit, &ours.address)?)), true),
        Part::Laboratory => {
            let laboratory = laboratory::measure(kit, &ours)?;
            (table::laboratory(&laboratory), laboratory.is_whole())
        }
        Part::Soak => {
            let soak = laboratory::soak::measure(kit, &ours)?;
            print!("{}\n{}", table::measured(kit, ""), soak.markdown());
            ensure!(soak.is_sound(), GROWN);
            return Ok(());
        }
        Part::Load => return run_load(kit.tools, kit.is_quick),
    };
    print!("{}\n{table}", table::measured(kit, ""));
    ensure!(is_whole, GAPS);
    Ok(())
}

/// The folder of the site to measure, built now unless the user has one.
fn built(tools: &Tools, options: &Options) -> anyhow::Result<PathBuf> {
    let dist = options.dist.clone().unwrap_or_else(|| tools.root.join("dist"));
    if options.dist.is_none() && !options.no_build {
        install::tools(tools, install::BUILD)?;
        optimizer::ensure(tools)?;
        build::plain(tools)?;
    }
    let is_built = dist.join("index.html").is_file();
    ensure!(is_built, "there is no site in {}: build it with `cargo xtask build`", dist.display());
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
        .filter(|path| is_there(dist, path))
        .map(|path| {
            let figures = lighthouse::measure(kit, &format!("{}{path}", ours.address));
            Ok((format!("/{path}"), told("Lighthouse", figures)?))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Results {
        hydration: told("hydration", hydration::measure(kit, &ours.address))?,
        laboratory: told("the laboratory", laboratory::measure(kit, &ours))?,
        load: told("the load", load::measure(kit.tools, kit.is_quick))?,
        soak: told("the soak", laboratory::soak::measure(kit, &ours))?,
        observatory: told("HTTP Observatory", observatory::score(kit, dist))?,
        compared,
        languages: others,
    })
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

fn is_there(dist: &Path, path: &str) -> bool {
    let is_there = dist.join(path).join("index.html").is_file();
    if !is_there {
        eprintln!("xtask: the built site has no /{path}: it is left out");
    }
    is_there
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

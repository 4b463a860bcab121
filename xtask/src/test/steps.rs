//! What each step of `cargo xtask test` runs.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::ensure;

use super::chromium_only;
use crate::{
    browser::{Browser, Firefox},
    build,
    echo::Echo,
    observatory, ports,
    process::run,
    proxies,
    tools::{Tools, WASM},
    twice,
};

/// The package of the page, at the root of the repository.
const PAGE: &str = "brython-websocket";

/// What names a driver to the runner of wasm-bindgen, which has an order of its own among them.
const DRIVERS: [&str; 8] = [
    "CHROMEDRIVER",
    "CHROMEDRIVER_ARGS",
    "CHROMEDRIVER_REMOTE",
    "GECKODRIVER",
    "GECKODRIVER_ARGS",
    "GECKODRIVER_REMOTE",
    "SAFARIDRIVER",
    "SAFARIDRIVER_REMOTE",
];

fn cargo(tools: &Tools, arguments: &[&str]) -> Command {
    let mut cargo = tools.command("cargo");
    cargo.args(arguments);
    cargo
}

pub(super) fn fmt(tools: &Tools) -> anyhow::Result<()> {
    run(&mut cargo(tools, &["fmt", "--all", "--check"]))?;
    // The example that the page shows belongs to no crate: a test includes it.
    let mut example = tools.command("rustfmt");
    run(example.args(["--check", "--edition", "2024"]).arg(tools.root.join("static/example.rs")))
}

pub(super) fn clippy(tools: &Tools) -> anyhow::Result<()> {
    run(&mut cargo(tools, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let page = ["clippy", "--package", PAGE, "--target", WASM, "--all-targets", "--", "-D", "warnings"];
    run(&mut cargo(tools, &page))?;
    // The fuzz targets, which no other step compiles; libFuzzer itself, in C++, is not wanted for that.
    let fuzz = ["check", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target"];
    run(cargo(tools, &fuzz).env("CUSTOM_LIBFUZZER_PATH", "/none/libnone.a"))
}

pub(super) fn doc(tools: &Tools) -> anyhow::Result<()> {
    let mut doc = cargo(tools, &["doc", "--workspace", "--no-deps", "--document-private-items"]);
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

pub(super) fn native(tools: &Tools) -> anyhow::Result<()> {
    run(&mut cargo(tools, &["test", "--workspace", "--exclude", "browser-tests"]))
}

/// The test that is ignored elsewhere: it needs programs that few machines have.
pub(super) fn recipes(tools: &Tools) -> anyhow::Result<()> {
    let proxies = proxies::ensure(tools)?;
    let mut test = cargo(tools, &["test", "--package", "server", "--test", "recipes", "--", "--ignored"]);
    run(test.env("NGINX", proxies.nginx).env("CADDY", proxies.caddy))
}

pub(super) fn module(tools: &Tools, browser: &Browser, firefox: &Firefox) -> anyhow::Result<()> {
    let echo = start_echo(tools)?;
    run(module_test(tools, &echo).env("CHROMEDRIVER", &browser.driver))?;
    // Its driver looks for a Firefox by one name only.
    let binary = format!("--binary={}", firefox.firefox.display());
    run(module_test(tools, &echo).env("GECKODRIVER", &firefox.driver).env("GECKODRIVER_ARGS", binary))
}

fn module_test(tools: &Tools, echo: &Echo) -> Command {
    let mut test = cargo(tools, &["test", "--package", PAGE, "--target", WASM, "--test", "module"]);
    for driver in DRIVERS {
        test.env_remove(driver);
    }
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        // The first page of a browser that has just been installed can take long.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("ECHO_ADDRESS", &echo.address);
    test
}

/// The test has the address compiled in, so that the port of the last run saves compiling it again.
fn start_echo(tools: &Tools) -> anyhow::Result<Echo> {
    let memory = tools.root.join("target").join("echo-port");
    let last = fs::read_to_string(&memory).ok().and_then(|port| port.trim().parse().ok());
    let echo = Echo::start(tools, last.filter(|port| ports::is_free(*port)).unwrap_or(0))?;
    // Forgotten, it only costs time.
    let _ = fs::write(memory, echo.port.to_string());
    Ok(echo)
}

/// Two sites: one at the root of a host that nobody has named, one below the root of a host that has a name.
pub(super) fn build(tools: &Tools) -> anyhow::Result<()> {
    build::plain(tools)?;
    build::at(tools, "https://example.org/docs/", &dist_docs(tools))
}

/// What a host gets who has Trunk and the tools beside it, and not our commands.
pub(super) fn plain(tools: &Tools, browser: &Browser) -> anyhow::Result<()> {
    const FILES: [&str; 7] =
        ["index.html", "en/index.html", "es/index.html", "fr/index.html", "404.html", "sw.js", "_headers"];
    let dist = tools.root.join("target").join("dist-plain");
    build::bare(tools, &dist)?;
    for file in FILES {
        ensure!(dist.join(file).is_file(), "plain `trunk build --release` writes no {file}");
    }
    let mut test = browser_test(tools);
    test.env("DIST_PLAIN", dist).args(["--test", "plain", "--", "--ignored"]);
    run(chromium(&mut test, browser))
}

pub(super) fn observatory(tools: &Tools) -> anyhow::Result<()> {
    needs_site(&dist(tools))?;
    let mut options = vec![OsString::from("--dist"), dist(tools).into()];
    options.extend(observatory::OPTIONS.map(OsString::from));
    let server = Echo::with(tools, 0, &options)?;
    observatory::score(tools, server.port)?.check()
}

/// Of what is not committed there is no other copy.
pub(super) fn twice(tools: &Tools) -> anyhow::Result<()> {
    if !twice::is_commit(tools)? {
        eprintln!("xtask: SKIPPED: two builds of one commit are compared, and something is not committed");
        return Ok(());
    }
    twice::check(tools, build::plain)
}

/// The tests that are ignored elsewhere, before `build`: what these servers build stays in dist/, which the last
/// steps want as a host gets it.
pub(super) fn serve(tools: &Tools, browser: &Browser, firefox: &Firefox) -> anyhow::Result<()> {
    let mut test = browser_test(tools);
    test.args(["--test", "serve", "--", "--ignored"]);
    run(firefox_too(chromium(&mut test, browser), firefox))
}

pub(super) fn browser(tools: &Tools, browser: &Browser) -> anyhow::Result<()> {
    needs_sites(tools)?;
    run(chromium(&mut browser_test(tools), browser))
}

/// Without the tests of what only Chromium has or can be driven to, which are named.
pub(super) fn firefox(tools: &Tools, firefox: &Firefox) -> anyhow::Result<()> {
    needs_sites(tools)?;
    let left_out = chromium_only::read(&tools.root)?;
    eprintln!("xtask: {} tests run in Chromium alone", left_out.len());
    let mut test = browser_test(tools);
    test.args(["--", "--exact"]);
    for (name, reason) in &left_out {
        eprintln!("xtask: not in Firefox: {name} ({reason})");
        test.args(["--skip", name]);
    }
    run(firefox_too(&mut test, firefox).env("BROWSER", "firefox"))
}

fn needs_sites(tools: &Tools) -> anyhow::Result<()> {
    needs_site(&dist(tools))?;
    needs_site(&dist_docs(tools))?;
    let axe = axe(tools);
    ensure!(axe.is_file(), "{} is missing: `npm ci --ignore-scripts` brings it", axe.display());
    Ok(())
}

fn needs_site(dist: &Path) -> anyhow::Result<()> {
    let is_built = dist.join("index.html").is_file();
    let folder = dist.display();
    ensure!(is_built, "there is no site in {folder}: build it with `cargo xtask test --only build`");
    Ok(())
}

fn dist(tools: &Tools) -> PathBuf {
    tools.root.join("dist")
}

/// What looks for barriers in the page.
fn axe(tools: &Tools) -> PathBuf {
    tools.root.join("node_modules/axe-core/axe.min.js")
}

fn dist_docs(tools: &Tools) -> PathBuf {
    tools.root.join("target").join("dist-docs")
}

fn browser_test(tools: &Tools) -> Command {
    let mut test = cargo(tools, &["test", "--package", "browser-tests"]);
    test.env("DIST", dist(tools))
        .env("DIST_DOCS", dist_docs(tools))
        .env("AXE", axe(tools))
        .env("BRYTHON", tools.root.join("node_modules/brython"))
        .env("TRUNK", tools.find("trunk").unwrap_or_else(|| PathBuf::from("trunk")));
    test
}

fn chromium<'a>(test: &'a mut Command, browser: &Browser) -> &'a mut Command {
    test.env("BROWSER", "chromium").env("CHROMEDRIVER", &browser.driver).env("CHROMIUM", &browser.chromium)
}

/// The browser of a test is still that of `BROWSER`.
fn firefox_too<'a>(test: &'a mut Command, firefox: &Firefox) -> &'a mut Command {
    test.env("FIREFOX", &firefox.firefox).env("GECKODRIVER", &firefox.driver)
}

//! Installs what Rust's own tools bring, says what and why, and never overwrites another version of a tool.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, bail};

use crate::{
    process::run,
    tools::{DENY, GECKODRIVER, TRUNK, Tools, WASM, own_root},
    version,
};

/// A tool that cargo installs.
#[derive(Clone, Copy)]
pub(crate) enum Tool {
    Trunk,
    WasmBindgen,
    Deny,
    Geckodriver,
}

/// What compiles the page and serves it while it is written.
pub(crate) const BUILD: &[Tool] = &[Tool::Trunk, Tool::WasmBindgen];

/// Installs these, together: they have many dependencies in common, which are compiled once.
pub(crate) fn tools(tools: &Tools, wanted: &[Tool]) -> anyhow::Result<()> {
    if wanted.iter().any(|tool| matches!(tool, Tool::Trunk | Tool::WasmBindgen)) {
        wasm_target(tools)?;
    }
    for tool in wanted {
        cargo_tool(tools, &tool.recipe(tools)?)?;
    }
    clear(tools);
    Ok(())
}

impl Tool {
    fn recipe(self, tools: &Tools) -> anyhow::Result<Recipe> {
        let recipe = |package, version: &str, programs, purpose| Recipe {
            package,
            version: version.to_owned(),
            programs,
            purpose,
            busy: &[],
        };
        Ok(match self {
            Self::Trunk => recipe("trunk", TRUNK, &["trunk"], "builds and serves the page"),
            Self::WasmBindgen => Recipe {
                busy: &["gimli", "walrus", "wasm-bindgen-cli-support", "wasm-encoder", "wasmparser"],
                ..recipe(
                    "wasm-bindgen-cli",
                    &version::locked(&tools.root, "wasm-bindgen")?,
                    &["wasm-bindgen", "wasm-bindgen-test-runner"],
                    "joins the page's program to the browser and runs its tests",
                )
            },
            Self::Deny => {
                recipe("cargo-deny", DENY, &["cargo-deny"], "tells which crates may be in the project")
            }
            Self::Geckodriver => recipe(
                "geckodriver",
                GECKODRIVER,
                &["geckodriver"],
                "drives Firefox, in which the reference is verified",
            ),
        })
    }
}

fn clear(tools: &Tools) {
    // Only what compiling them left; it is there again when it is needed, and it is large.
    if let Err(error) = fs::remove_dir_all(workshop(&tools.root))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        eprintln!("xtask: {} could not be removed ({error}): you may", workshop(&tools.root).display());
    }
}

fn wasm_target(tools: &Tools) -> anyhow::Result<()> {
    let mut rustc = tools.command("rustc");
    let output = rustc.args(["--print", "target-libdir", "--target", WASM]).output();
    let folder = output.context("rustc could not be started: install Rust with rustup")?.stdout;
    if Path::new(String::from_utf8_lossy(&folder).trim()).is_dir() {
        return Ok(());
    }
    if tools.find("rustup").is_none() {
        bail!(
            "this Rust cannot compile for {WASM}: install that target the way Rust was installed, or use rustup"
        );
    }
    eprintln!("xtask: adding Rust's target {WASM}, which the page is compiled for");
    let mut rustup = tools.command("rustup");
    run(rustup.args(["target", "add", WASM])).context("it needs the network: see its message above")
}

/// Cargo's formatter and linter, which rustup's minimal profile leaves out.
pub(crate) fn lint_tools(tools: &Tools) -> anyhow::Result<()> {
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if tools.version(program).is_some() {
            continue;
        }
        eprintln!("xtask: adding Rust's {component}");
        let mut rustup = tools.command("rustup");
        run(rustup.args(["component", "add", component])).with_context(|| {
            format!("Rust's {component} is missing: install it the way Rust was installed")
        })?;
    }
    Ok(())
}

/// How cargo installs a tool.
struct Recipe {
    package: &'static str,
    version: String,
    programs: &'static [&'static str],
    /// What it is for, told while it is installed.
    purpose: &'static str,
    /// The crates in which it spends its time.
    busy: &'static [&'static str],
}

/// Compiles a tool from source unless each of its programs is there in its version.
fn cargo_tool(tools: &Tools, recipe: &Recipe) -> anyhow::Result<()> {
    let Recipe { package, version, programs, purpose, .. } = recipe;
    let is_right = |program: &&str| tools.version(program).is_some_and(|found| found == *version);
    if programs.iter().all(is_right) {
        return Ok(());
    }
    let mut cargo = tools.command("cargo");
    cargo.args(["install", package, "--locked", "--version", version]);
    let why = match programs.iter().find_map(|program| tools.version(program)) {
        Some(other) => {
            cargo.arg("--root").arg(own_root(&tools.root));
            format!("{other} is there and stays as it is, so this one goes to target/tools")
        }
        None => "there is none".to_owned(),
    };
    eprintln!("xtask: installing {package} {version}, which {purpose} ({why})");
    eprintln!("xtask: it is compiled from its sources, once; that takes some minutes");
    run(light(&mut cargo, &tools.root, recipe.busy)).with_context(|| {
        let needs = "it needs the network and a C compiler (Debian: apt-get install build-essential)";
        format!("{package} {version} was not installed: see the message above; {needs}")
    })?;
    if !programs.iter().all(is_right) {
        bail!(
            "{package} {version} was installed and is not found: add the bin folder of cargo's home to PATH"
        );
    }
    Ok(())
}

/// A profile that compiles a tool in a fifth of the time; it starts others and waits for them, and the crates in
/// which it is busy itself are optimized.
fn light<'a>(cargo: &'a mut Command, root: &Path, busy: &[&str]) -> &'a mut Command {
    for package in busy {
        cargo.args(["--config", &format!("profile.release.package.{package}.opt-level=1")]);
    }
    cargo.env("CARGO_TARGET_DIR", workshop(root)).envs([
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ])
}

/// Shared by the tools, which have many dependencies in common.
fn workshop(root: &Path) -> std::path::PathBuf {
    root.join("target").join("tools-build")
}

//! The smallest program that this compiler can make of the page: it is downloaded over slow lines.
//!
//! The standard library that rustup brings is compiled for speed, and can say where and why it panicked, which
//! this page shows nobody. Compiled again, for size and with a panic that only traps, it makes the program smaller
//! by a sixth. Cargo offers that on a stable compiler only when told that the code may not compile on another one
//! (`RUSTC_BOOTSTRAP`): so it is done with the very compiler that is tested, and any other compiles the page as it
//! compiles everything, which makes it larger.
//!
//! It is cut in two besides: what only some readers open, the instruments of the laboratory, is a file of its own
//! (`wasm_split_helpers`, which marks the cut, and `wasm_split_cli_support`, which makes it of the relocations that
//! the linker leaves). Trunk goes on with the first part; the hook finds the other by `WASM_CUT`.
//!
//! Trunk hands its environment to the hook, which is a native program and must not be compiled so. So Trunk finds
//! this very program under the name of `cargo`, and it adds what the page's own compilation needs.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::Context;

use crate::{
    panics::without_messages,
    process::run,
    tools::{Tools, WASM},
};

/// Tells this program that it is to be cargo, and where the real one is.
const REAL: &str = "XTASK_CARGO";
/// Where what was cut off is, for this program under the name of cargo and for the hook (`src/prerender/assets.rs`).
const CUT: &str = "WASM_CUT";
/// The page's program as cargo leaves it, in its target folder.
const PROGRAM: &str = "wasm32-unknown-unknown/site/brython-websocket.wasm";
/// The compiler whose unfinished options are known; `Cargo.toml` says the same (see the test below).
const TESTED: &str = "1.95.";
/// The folder of what is compiled so: what it shares with other builds would be compiled anew at each turn.
const TARGET: &str = "target/site";

/// Trunk, which compiles the page so; as it is where this compiler cannot, and then the page is some larger.
pub(crate) fn trunk(tools: &Tools) -> anyhow::Result<Command> {
    let mut trunk = tools.trunk();
    if !tools.version("rustc").is_some_and(|found| found.starts_with(TESTED)) {
        eprintln!("xtask: this is not Rust {TESTED}x, so the page's program will be a sixth larger");
        return Ok(trunk);
    }
    if !sources(tools)? {
        eprintln!(
            "xtask: Rust's own sources are not there (rust-src), so the page's program will be a sixth larger"
        );
        return Ok(trunk);
    }
    let folder = tools.root.join(TARGET).join("bin");
    let path = link(&folder).with_context(|| format!("{} could not be written", folder.display()))?;
    let cargo = env::var_os("CARGO").or_else(|| tools.find("cargo").map(PathBuf::into_os_string));
    let usual =
        trunk.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path).unwrap_or_default();
    let all = env::join_paths(std::iter::once(path).chain(env::split_paths(usual)))?;
    trunk.env("PATH", all).env(CUT, tools.root.join(TARGET).join("cut"));
    trunk.env(REAL, cargo.context("cargo was not found: run this as `cargo xtask`")?);
    Ok(trunk)
}

/// This program under the name of cargo, in a folder of its own.
fn link(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    fs::copy(env::current_exe()?, folder.join(format!("cargo{}", env::consts::EXE_SUFFIX)))?;
    Ok(folder.to_owned())
}

/// Whether the sources of the standard library are there, which rustup adds.
fn sources(tools: &Tools) -> anyhow::Result<bool> {
    let output = tools.command("rustc").args(["--print", "sysroot"]).output();
    let sysroot = output.context("rustc could not be started: install Rust with rustup")?.stdout;
    let lock =
        Path::new(String::from_utf8_lossy(&sysroot).trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    if !lock.is_file() && tools.find("rustup").is_some() {
        eprintln!("xtask: adding Rust's own sources, which the page's program is made smaller with");
        run(tools.command("rustup").args(["component", "add", "rust-src"]))
            .context("it needs the network: see its message above")?;
    }
    Ok(lock.is_file())
}

/// What this program does under the name of cargo; `None` under its own.
pub(crate) fn as_cargo() -> Option<ExitCode> {
    let real = env::var_os(REAL)?;
    let own = env::current_exe().ok()?;
    (own.file_stem()? == "cargo").then(|| {
        let arguments: Vec<OsString> = env::args_os().skip(1).collect();
        match command(&real, &arguments).status() {
            Ok(status) if status.success() && is_page(&arguments) => match cut() {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("xtask: the page's program could not be cut in two: {error:#}");
                    ExitCode::FAILURE
                }
            },
            Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
            Err(error) => {
                eprintln!("xtask: {} could not be started: {error}", real.display());
                ExitCode::FAILURE
            }
        }
    })
}

/// Whether cargo is asked to compile the page's own program.
fn is_page(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| *argument == *format!("--target={WASM}"))
}

/// Puts the first part in the place of the whole, and the other beside it.
fn cut() -> anyhow::Result<()> {
    let folder = PathBuf::from(env::var_os(CUT).with_context(|| format!("{CUT} is not set"))?);
    let program = Path::new(TARGET).join(PROGRAM);
    let whole = fs::read(&program).with_context(|| format!("{} cannot be read", program.display()))?;
    let whole = without_messages(&whole)?;
    let first = folder.join("first.wasm");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = &folder;
    options.main_out_path = &first;
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow::anyhow!("{error:#}"))?;
    for part in &parts.split_modules {
        smallest(part)?;
    }
    keep_table(&first, &folder.join("__wasm_split.js"))?;
    // By a new name for it: what stands there is another name for cargo's own copy, which stays whole.
    fs::rename(&first, &program).with_context(|| format!("{} cannot be replaced", program.display()))
}

/// What the two parts share is the table of functions, whose name wasm-bindgen knows as one of the linker's own and
/// takes away (its `--keep-lld-exports`, which Trunk does not hand on). By another name it stays.
fn keep_table(first: &Path, loader: &Path) -> anyhow::Result<()> {
    const LINKERS: &str = "__indirect_function_table";
    // As long as the other, so that nothing moves.
    const OURS: &str = "__wasm_split_func_table__";
    let mut program = fs::read(first)?;
    let places: Vec<usize> = (0..program.len().saturating_sub(LINKERS.len()))
        .filter(|at| program[*at..].starts_with(LINKERS.as_bytes()))
        .collect();
    for at in places {
        program[at..at + OURS.len()].copy_from_slice(OURS.as_bytes());
    }
    fs::write(first, program)?;
    let text = fs::read_to_string(loader)?;
    let (before, after) =
        text.split_once(&format!("const {{ {LINKERS},")).context("its loader takes no table")?;
    Ok(fs::write(loader, format!("{before}const {{ {OURS}: {LINKERS},{after}"))?)
}

/// What Trunk does with the first part.
fn smallest(part: &Path) -> anyhow::Result<()> {
    let features = [
        "bulk-memory",
        "nontrapping-float-to-int",
        "sign-ext",
        "mutable-globals",
        "reference-types",
        "multivalue",
    ];
    let mut optimizer = Command::new("wasm-opt");
    optimizer.args(["-Oz", "--strip-debug", "--strip-producers"]);
    optimizer.args(features.map(|feature| format!("--enable-{feature}"))).arg(part).arg("-o").arg(part);
    run(&mut optimizer).context("wasm-opt, which `cargo xtask build` brings, has failed")
}

fn command(real: &OsStr, arguments: &[OsString]) -> Command {
    let mut cargo = Command::new(real);
    cargo.args(arguments).env_remove(REAL);
    if is_page(arguments) {
        cargo
            .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", TARGET)
            // The names in it and the linker's relocations tell where it can be cut; what is left of them, wasm-opt
            // takes out.
            .env("CARGO_PROFILE_SITE_STRIP", "false")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none \
                -Clink-arg=--emit-relocs --cfg=split",
            );
    }
    cargo
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::ffi::OsString;

    use super::{TESTED, command};
    use crate::tools::Tools;

    /// Whether a cargo that is started so compiles the standard library.
    fn compiles_std(arguments: &[&str]) -> bool {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        command("cargo".as_ref(), &arguments).get_envs().any(|(name, _)| name == "RUSTC_BOOTSTRAP")
    }

    #[test]
    fn the_compiler_is_that_of_the_file_that_names_it() {
        let root = Tools::new().unwrap().root;
        let cargo = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
        assert!(cargo.contains(&format!("rust-version = \"{}\"", TESTED.trim_end_matches('.'))));
    }

    #[test]
    fn only_the_page_itself_is_compiled_so() {
        assert!(compiles_std(&["build", "--target=wasm32-unknown-unknown", "--profile", "site"]));
        assert!(!compiles_std(&["run", "--quiet", "--package", "brython-websocket"]));
        assert!(!compiles_std(&["metadata", "--format-version", "1"]));
    }
}

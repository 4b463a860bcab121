//! The tools of the project: where they are looked for, which versions are right, and their commands.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Context;

use crate::version;

/// The versions that are tested together; `Trunk.toml` and `package.json` say the same (see the test below).
pub(crate) const TRUNK: &str = "0.21.14";
/// Binaryen's, which carries `wasm-opt`.
pub(crate) const WASM_OPT: &str = "132";
/// Which makes scripts and styles small.
pub(crate) const ESBUILD: &str = "0.28.2";
/// Which drives Firefox.
pub(crate) const GECKODRIVER: &str = "0.37.1";
/// Which looks at the crates that all of it is built of.
pub(crate) const DENY: &str = "0.20.2";
/// The target of the page's own program.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The repository and the PATH of everything that is run in it.
pub(crate) struct Tools {
    /// The repository.
    pub(crate) root: PathBuf,
    path: OsString,
}

impl Tools {
    /// The tools as they are now: nothing is looked for yet.
    pub(crate) fn new() -> anyhow::Result<Self> {
        Self::at(root()?)
    }

    /// The same of another copy of the repository.
    pub(crate) fn at(root: PathBuf) -> anyhow::Result<Self> {
        let ours = [own_root(&root).join("bin"), root.join("node_modules").join(".bin")];
        let usual = env::var_os("PATH").unwrap_or_default();
        // Where `cargo install` puts a tool, even if the user's PATH lacks it.
        let cargo = cargo_home().map(|home| home.join("bin"));
        let all = ours.into_iter().chain(env::split_paths(&usual)).chain(cargo);
        let path =
            env::join_paths(all).context("PATH holds a folder whose name has a separator: rename it")?;
        Ok(Self { root, path })
    }

    /// A command in the repository, found on our PATH, which it hands on to what it starts.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.current_dir(&self.root).env("PATH", &self.path);
        command
    }

    /// Trunk, which looks for no newer version of itself.
    pub(crate) fn trunk(&self) -> Command {
        let mut trunk = self.command("trunk");
        trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk 0.21 refuses the usual `NO_COLOR=1`: it wants a word.
        match env::var_os("NO_COLOR") {
            Some(set) if !set.is_empty() => trunk.env("NO_COLOR", "true"),
            _ => trunk.env_remove("NO_COLOR"),
        };
        trunk
    }

    /// Where the program is, if it is anywhere on our PATH.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path).map(|folder| folder.join(&name)).find(|file| file.is_file())
    }

    /// The version that the program tells of itself.
    pub(crate) fn version(&self, program: &str) -> Option<String> {
        self.find(program)?;
        let output = self.command(program).arg("--version").stdin(Stdio::null()).output().ok()?;
        version::told(&String::from_utf8_lossy(&output.stdout)).map(str::to_owned)
    }
}

/// Where cargo keeps what it has fetched and installed.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// Where a tool of ours goes when the user has another version of it, which is left alone.
pub(crate) fn own_root(root: &Path) -> PathBuf {
    root.join("target").join("tools")
}

/// The repository: cargo tells where this package is; a program that was moved still knows where it was built.
fn root() -> anyhow::Result<PathBuf> {
    let package = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&package).parent().map(Path::to_owned);
    root.context("the repository was not found: run this as `cargo xtask`")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::fs;

    use super::{ESBUILD, TRUNK, Tools, WASM_OPT};

    #[test]
    fn the_versions_are_those_of_the_files_that_name_them() {
        let root = Tools::new().unwrap().root;
        let trunk = fs::read_to_string(root.join("Trunk.toml")).unwrap();
        assert!(trunk.contains(&format!("trunk-version = \">={TRUNK},")));
        assert!(trunk.contains(&format!("wasm_opt = \"version_{WASM_OPT}\"")));
        let package = fs::read_to_string(root.join("package.json")).unwrap();
        assert!(package.contains(&format!("\"binaryen\": \"{WASM_OPT}.0.0\"")));
        assert!(package.contains(&format!("\"esbuild\": \"{ESBUILD}\"")));
    }

    #[test]
    fn a_tool_tells_its_version() {
        let tools = Tools::new().unwrap();
        assert!(tools.version("cargo").is_some());
        assert_eq!(tools.version("no-such-program"), None);
    }
}

//! The files whose names carry their hash: a browser may keep them for ever.
//!
//! Trunk stages style sheet, program and glue under names of its own. They move into one folder under names made
//! of their bytes, and what names them is changed before its own hash is taken, so that every integrity holds.

use super::{
    names::shortened,
    site::Site,
    smaller::{Kind, smaller},
};
use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_STANDARD as STANDARD};
use hosting::{ASSETS, FRAMES};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file: its path on the host, and its integrity (Subresource Integrity).
#[derive(Clone, Debug)]
pub(super) struct Asset {
    pub(super) path: String,
    pub(super) integrity: String,
}

/// What the pages of all languages share.
pub(super) struct Assets {
    pub(super) style: Asset,
    /// What is for paper.
    pub(super) print: Asset,
    /// What only a page that lives has.
    pub(super) live: Asset,
    /// What only the instruments look like.
    pub(super) instruments: Asset,
    /// What only the verification looks like.
    pub(super) proofs: Asset,
    pub(super) glue: Asset,
    pub(super) wasm: Asset,
    /// The part of the program that is fetched when it is first wanted; `None` where the program is in one piece.
    pub(super) cut: Option<Asset>,
    pub(super) socket: Asset,
    folder: PathBuf,
    base: String,
}

impl Assets {
    /// Moves what Trunk has staged.
    pub(super) fn collect(site: &Site) -> anyhow::Result<Self> {
        let (folder, base) = (site.staging.join(ASSETS), site.path(ASSETS));
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let keep = |name: &str, bytes: &[u8]| keep(&folder, &base, name, bytes);
        let text = |ending: &str| {
            String::from_utf8(taken(&site.staging, ending)?)
                .with_context(|| format!("Trunk's {ending} is not UTF-8"))
        };
        let small = |kind, text: String| smaller(site, kind, text);
        let style = keep("style.css", small(Kind::Style, text(".css")?)?.as_bytes())?;
        let other_style = |name: &str| {
            let source = super::read(&Site::sources().join("static").join(name))?;
            keep(name, small(Kind::Style, source)?.as_bytes())
        };
        let (print, live) = (other_style("print.css")?, other_style("live.css")?);
        let (instruments, proofs) = (other_style("instruments.css")?, other_style("proofs.css")?);
        let (program, glue) = (taken(&site.staging, ".wasm")?, text(".js")?);
        // The start script compiles the program itself: without this, what fetches it is left out (`smaller`).
        let glue = glue.replace("export { initSync, __wbg_init as default }", "export { initSync }");
        // While it is written, a browser's tools show the names as they were.
        let (program, glue) = if site.published { shortened(&program, glue)? } else { (program, glue) };
        let wasm = keep("page.wasm", &program)?;
        let (glue, cut) = joined(glue, |bytes| keep("instruments.wasm", bytes))?;
        let (path, source) = snippet(&site.staging, &glue)?;
        let socket = keep("socket.js", small(Kind::Script, source)?.as_bytes())?;
        let name = socket.path.rsplit('/').next().unwrap_or_default();
        let glue =
            keep("page.js", small(Kind::Script, glue.replace(&path, &format!("./{name}")))?.as_bytes())?;
        Ok(Self { style, print, live, instruments, proofs, glue, wasm, cut, socket, folder, base })
    }

    /// Adds a file.
    pub(super) fn keep(&self, name: &str, text: &str) -> anyhow::Result<Asset> {
        keep(&self.folder, &self.base, name, text.as_bytes())
    }

    /// Adds the document of a frame, in the folder that hosts have a rule of its own for.
    pub(super) fn keep_frame(&self, site: &Site, name: &str, text: &str) -> anyhow::Result<Asset> {
        let folder = site.staging.join(FRAMES);
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        keep(&folder, &site.path(FRAMES), name, text.as_bytes())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Asset> {
        let Self { style, print, live, instruments, proofs, glue, wasm, cut, socket, .. } = self;
        [style, print, live, instruments, proofs, glue, wasm, socket].into_iter().chain(cut)
    }
}

/// What tells a site of these parts from another.
pub(super) fn version<'a>(parts: impl Iterator<Item = &'a String>) -> String {
    let mut hash = Sha256::new();
    parts.for_each(|part| hash.update(part));
    hex(&hash.finalize())
}

fn keep(folder: &Path, base: &str, name: &str, bytes: &[u8]) -> anyhow::Result<Asset> {
    let (stem, kind) = name.split_once('.').unwrap_or((name, ""));
    let name = format!("{stem}-{}.{kind}", hex(&Sha256::digest(bytes)));
    let file = folder.join(&name);
    fs::write(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(Asset { path: format!("{base}{name}"), integrity: integrity(bytes) })
}

/// The one staged file whose name ends so, and which is gone afterwards.
fn taken(staging: &Path, ending: &str) -> anyhow::Result<Vec<u8>> {
    let files = fs::read_dir(staging).with_context(|| format!("{} cannot be read", staging.display()))?;
    let paths = files.filter_map(|file| Some(file.ok()?.path()));
    let found: Vec<_> = paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    let [path] = found.as_slice() else {
        anyhow::bail!("Trunk has staged {} files that end in `{ending}` instead of one", found.len())
    };
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))?;
    Ok(bytes)
}

/// The module that loads what was cut from the program, by which the glue imports it, and where `cargo xtask build`
/// has put both (`xtask/src/small.rs`).
const LOADER: &str = "__wasm_split.js";
const CUT: &str = "WASM_CUT";

/// The glue with that module in it, for the two import each other, and no name could hold the hash of the other's;
/// and the part that was cut, where one was.
fn joined(
    glue: String,
    keep: impl Fn(&[u8]) -> anyhow::Result<Asset>,
) -> anyhow::Result<(String, Option<Asset>)> {
    let import =
        glue.lines().find(|line| line.starts_with("import") && line.contains(LOADER)).map(ToOwned::to_owned);
    let Some(import) = import else { return Ok((glue, None)) };
    let folder = std::env::var_os(CUT).map(PathBuf::from).with_context(|| {
        format!("the program was cut in two, and {CUT} does not tell where the other part is: `cargo xtask build` does")
    })?;
    let name = import.split_whitespace().nth(3).context("the script imports the loader in an unknown way")?;
    let loader = super::read(&folder.join(LOADER))?;
    let (own, rest) = loader.split_once('\n').context("the loader is empty")?;
    ensure!(
        own.contains("import { initSync }"),
        "the loader begins with `{own}`, and should import the script"
    );
    let (before, after) = rest.split_once("fetch(new URL(\"./").context("the loader fetches nothing")?;
    let (file, after) =
        after.split_once("\", import.meta.url))").context("the loader fetches in an unknown way")?;
    ensure!(!after.contains("fetch("), "the program was cut in more than two");
    let asset = keep(&fs::read(folder.join(file)).with_context(|| format!("{file} cannot be read"))?)?;
    let Asset { path, integrity } = &asset;
    let fetching = format!("fetch({path:?}, {{ integrity: {integrity:?} }})");
    let loader = [before, &fetching, after].concat().replace("export const", "const");
    let loads = loader
        .split("const ")
        .find_map(|part| part.split_once(" = wrapAsyncCb").map(|(name, _)| name.to_owned()));
    let loads = loads.context("the loader offers nothing")?;
    let joined = format!("{loader}\nconst {name} = {{ {loads} }};\n");
    Ok((glue.replace(&import, &joined), Some(asset)))
}

/// The path by which the glue imports the embedded socket, and its source; the folder of it is gone afterwards.
fn snippet(staging: &Path, glue: &str) -> anyhow::Result<(String, String)> {
    let imports = glue.split("from './snippets/").skip(1);
    let paths: Vec<_> = imports.filter_map(|rest| rest.split_once('\'').map(|(path, _)| path)).collect();
    ensure!(
        paths.iter().all(|path| *path == paths[0]) && !paths.is_empty(),
        "the script imports {paths:?}, and should import the embedded socket alone"
    );
    let folder = staging.join("snippets");
    let source = super::read(&folder.join(paths[0]))?;
    fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    Ok((format!("./snippets/{}", paths[0]), source))
}

/// Eight digits: each is a byte to a reader and tells nobody anything, and two files of one name are told apart by them.
fn hex(hash: &[u8]) -> String {
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::integrity;

    #[test]
    fn an_integrity_is_what_openssl_gives() {
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }
}

//! The native side of the page: writes every file of the site from what Trunk has staged, before Trunk puts it
//! in its place.
//!
//! `site` is what the build was told, `assets` the files whose names carry their hash, `pages` the HTML of each
//! language, `programs` what the example's other tabs fetch, `shell` the document around it, `files` what hosts and
//! browsers look for beside the pages, `python` what Python runs in.

mod assets;
mod changed;
mod editor;
mod files;
mod names;
mod pages;
mod programs;
mod python;
mod shell;
mod site;
mod smaller;

use anyhow::Context;
use assets::Assets;
use pages::Page;
use programs::Programs;
use shell::Shell;
use site::Site;
use std::{fs, path::Path, process::ExitCode};

pub(crate) fn main() -> ExitCode {
    match Site::told().and_then(|site| write(&site)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(site: &Site) -> anyhow::Result<()> {
    let shell = Shell::staged(site)?;
    let assets = Assets::collect(site)?;
    let pages = Page::all(site, &assets)?;
    let programs = Programs::keep(&assets, &pages)?;
    let python = python::packed(site, &assets, &programs.module)?;
    let editor = editor::bundled(site)?.map(|module| assets.keep("editor.js", &module)).transpose()?;
    let start = files::start(site, &assets, &programs, &pages, [python.as_ref(), editor.as_ref()])?;
    let written = |version: &str| -> anyhow::Result<Vec<String>> {
        pages.iter().map(|page| shell.page(site, &assets, &pages, page, &start, version)).collect()
    };
    // Whatever a page says makes another version of it, but the version itself.
    let plain = files::plain(site, &pages)?;
    let version = assets::version(written("")?.iter().chain(plain.iter().map(|(_, text)| text)));
    for (page, html) in pages.iter().zip(written(&version)?) {
        put(&site.staging.join(page.language.path()).join("index.html"), &html)?;
    }
    put(&site.staging.join("404.html"), &shell.missing(site, &assets, &pages, &start)?)?;
    for (name, text) in
        plain.into_iter().chain(files::published(site, &assets, &programs, &pages, &start, &version)?)
    {
        put(&site.staging.join(name), &text)?;
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.with_context(|| format!("{} cannot be written", path.display()))
}

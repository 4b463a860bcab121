//! The native side of the page: fills the HTML that Trunk has staged, before Trunk puts it in its place.

use brython_websocket::app::{App, Props};
use std::{env, fs, io, path::Path, process::ExitCode};
use yew::LocalServerRenderer;

/// Trunk's name for the folder whose files it is about to publish.
const STAGING: &str = "TRUNK_STAGING_DIR";
/// The host's own server, put into the page's `meta`; unset: the page has none.
const SERVER: &str = "WEBSOCKET_SERVER";

pub(crate) fn main(props: &Props) -> ExitCode {
    let Some(staging) = env::var_os(STAGING) else {
        eprintln!(
            "{STAGING} is not set: Trunk runs this program after a build; use `trunk build` or `cargo xtask build`"
        );
        return ExitCode::FAILURE;
    };
    let path = Path::new(&staging).join("index.html");
    let server = env::var(SERVER).unwrap_or_default();
    match fill(&path, props, &server) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

fn fill(path: &Path, props: &Props, server: &str) -> io::Result<()> {
    let app = futures_executor::block_on(LocalServerRenderer::<App>::with_props(props.clone()).render());
    let interface = &props.texts.interface;
    let page = fs::read_to_string(path)?;
    let page = replaced(&page, r#"<div id="app"></div>"#, &format!(r#"<div id="app">{app}</div>"#))?;
    let page = replaced(
        &page,
        r#"<html lang="pt-BR">"#,
        &format!(r#"<html lang="{}">"#, escaped(&interface.language)),
    )?;
    let page = replaced(
        &page,
        r#"<meta name="websocket-server" content="">"#,
        &format!(
            r#"<meta name="websocket-server" content="{}"><title>{}</title><meta name="description" content="{}">"#,
            escaped(server),
            escaped(&interface.title),
            escaped(&interface.description),
        ),
    )?;
    fs::write(path, page)
}

/// `page` with `old`, which must stand there once, replaced by `new`.
fn replaced(page: &str, old: &str, new: &str) -> io::Result<String> {
    match page.matches(old).count() {
        1 => Ok(page.replacen(old, new, 1)),
        count => Err(io::Error::other(format!("`{old}` stands there {count} times instead of once"))),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

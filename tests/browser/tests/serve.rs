//! The commands that a newcomer types, each up to a conversation in two browsers.

use browser_tests::{
    Kind, Outcome, Page, browse_in,
    commands::{Running, free_port, is_free},
    required,
};
use std::{env, fs};
use tokio::sync::Mutex;

/// Both commands build into one `dist/`.
static DIST: Mutex<()> = Mutex::const_new(());

/// In one browser after the other: what is served is built once.
async fn conversations(address: &str, server: &str) {
    for kind in [Kind::Chromium, Kind::Firefox] {
        browse_in(kind, address, &[], async |page| {
            conversation(page, server).await?;
            if server == "local" { python(page).await } else { Ok(()) }
        })
        .await;
    }
}

async fn conversation(page: &Page, server: &str) -> Outcome {
    page.before_scripts(
        "window.asked = 0;
         const { register } = ServiceWorkerContainer.prototype;
         ServiceWorkerContainer.prototype.register = function (...all) { asked += 1; return register.apply(this, all); };",
    )
    .await?;
    page.open("").await?;
    assert_eq!(page.wait("#server").await?.value().await?.as_deref(), Some(server));
    page.connect().await?;
    page.send("olá").await?;
    page.wait("#log [data-event=message]").await?;
    assert_eq!(page.lit().await?, ["message"]);
    page.click("#closebtn").await?;
    page.wait("#log [data-event=close][data-code='1005']").await?;
    assert_eq!(page.lit().await?, ["close"]);
    keeps_nothing_for_later(page).await
}

/// What is being written is never the page of an earlier moment.
async fn keeps_nothing_for_later(page: &Page) -> Outcome {
    // The start script would register a worker with a timer that is shorter than this one.
    let workers = "return new Promise((done) => setTimeout(done, 1000)).then(() => navigator.serviceWorker.getRegistrations())
        .then((workers) => [workers.length, asked])";
    assert_eq!(page.run(workers).await?, serde_json::json!([0, 0]), "a service worker");
    Ok(())
}

/// The program that the page shows, with the echo that the command starts: its frame has no origin.
async fn python(page: &Page) -> Outcome {
    page.click("#run_python").await?;
    page.wait("#python_output[data-state=running]").await?;
    page.in_frame(async |frame| frame.click("#openbtn").await).await?;
    page.wait("#log [data-from=python][data-event=open]").await?;
    page.in_frame(async |frame| {
        frame.type_into("#data", "olá").await?;
        frame.click("#send_button").await
    })
    .await?;
    page.wait_text("#log [data-from=python][data-event=message]", "olá").await
}

#[tokio::test]
#[ignore = "builds dist/ anew: `cargo xtask test --only serve`"]
async fn xtask_serve_has_a_real_echo_and_leaves_nothing_behind() {
    let _alone = DIST.lock().await;
    // A new clone has nothing of npm's: the command brings it.
    assert!(fs::remove_dir_all(required("BRYTHON")).is_ok(), "Brython was not there");
    let (page, echo) = (free_port(), free_port());
    let ports = [page.to_string(), echo.to_string()];
    let arguments = ["xtask", "serve", "--port", &ports[0], "--echo-port", &ports[1]];
    let mut serve = Running::start(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), &arguments);
    let address = format!("http://127.0.0.1:{page}/");
    serve.line_with(&address).await;
    conversations(&address, "local").await;
    assert_eq!(serve.interrupt().await, (Some(0), 0), "(exit code, processes that are left)");
    assert!(is_free(page) && is_free(echo), "a port is still taken");
}

#[tokio::test]
#[ignore = "builds dist/ anew: `cargo xtask test --only serve`"]
async fn trunk_serve_alone_has_the_embedded_echo() {
    let _alone = DIST.lock().await;
    let port = free_port();
    let mut serve =
        Running::start(required("TRUNK"), &["serve", "--color", "never", "--port", &port.to_string()]);
    serve.line_with("server listening at").await;
    let address = format!("http://127.0.0.1:{port}/");
    conversations(&address, "embutido").await;
}

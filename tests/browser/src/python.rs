//! Python's frame without the page's own program: a test makes it, runs a program in it, and reads what it tells.

use crate::{Outcome, Page, dist};
use serde_json::{Value, json};
use std::fs;
use thirtyfour::error::WebDriverResult;

/// Makes the frame anew and runs a program in it, with `window.limits` where a test has set them; what it tells is
/// gathered in `told`, as JSON can have it.
const RUN: &str = "
    const [address, source, server, extra, done] = arguments;
    const plain = (value) => value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value;
    (async () => {
        document.querySelector('iframe')?.remove();
        const told = window.told = [];
        const where = await (await fetch(address)).json();
        const [brython, library] = await Promise.all([where.brython, where.library].map(
            async ([path, integrity]) => (await fetch(path, { integrity })).text()));
        const frame = Object.assign(document.createElement('iframe'), { src: where.frame });
        frame.sandbox = 'allow-scripts';
        await new Promise((loaded) => { frame.onload = loaded; document.body.prepend(frame); });
        frame.onload = () => told.push(['loaded again']);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
            if (data[0] === 'batch') told.push(...data[1].map((message) => message.map(plain)));
            else told.push(data);
        };
        window.port = port1;
        frame.contentWindow.postMessage(['hello'], '*', [port2]);
        const labels = { title: 'Programa', '#openbtn': 'Abrir', '[for=data]': 'Mensagem', '#send_button': 'Enviar', '#closebtn': 'Fechar' };
        port1.postMessage(['dress', { labels, lang: 'pt-BR', theme: null }]);
        port1.postMessage(['run', { brython, library, extra, source, server, limits: window.limits }]);
    })().then(() => done(null), (error) => done(String(error)));
";

impl Page {
    /// Runs a program in a new frame. `server` is `"embedded"`, or `null` for the browser's own sockets; `extra` are
    /// modules by their names.
    pub async fn python(&self, source: &str, server: Value, extra: Value) -> Outcome {
        let arguments = vec![json!(manifest()), json!(source), server, extra];
        assert_eq!(self.run_async(RUN, arguments).await?, Value::Null, "the frame");
        Ok(())
    }

    /// What the frame has told, oldest first.
    pub async fn told(&self) -> WebDriverResult<Vec<Vec<Value>>> {
        Ok(serde_json::from_value(self.run("return told").await?)?)
    }

    /// Waits until a message of this kind is told, and gives it.
    pub async fn wait_told(&self, kind: &str) -> WebDriverResult<Vec<Value>> {
        self.wait_true(kind, &format!("told.some((message) => message[0] === '{kind}')")).await?;
        let told = self.told().await?;
        Ok(told.into_iter().find(|message| message[0] == kind).expect("it is there"))
    }

    /// Waits until the program has printed this.
    pub async fn wait_printed(&self, text: &str) -> Outcome {
        let printed = "told.map(([kind, text]) => kind === 'out' ? text : '').join('')";
        self.wait_true(text, &format!("{printed}.includes({})", json!(text))).await
    }

    /// All that the program has printed.
    pub async fn printed(&self) -> WebDriverResult<String> {
        let told = self.told().await?;
        let texts = told.iter().filter(|message| message[0] == "out");
        Ok(texts.filter_map(|message| message[1].as_str()).collect())
    }

    /// What happened on the program's sockets: the number of the socket, what it was, and what came with it.
    pub async fn socket_events(&self) -> WebDriverResult<Vec<Value>> {
        let mut told = self.told().await?;
        told.retain(|message| message[0] == "socket");
        let times: Vec<_> = told.iter().map(|message| message[2].as_f64().expect("a time")).collect();
        assert!(times.is_sorted(), "the time runs backwards: {times:?}");
        Ok(told.into_iter().map(|message| json!([&[message[1].clone()], &message[3..]].concat())).collect())
    }

    /// Does something in the frame.
    pub async fn in_frame(&self, what: impl AsyncFnOnce(&Self) -> Outcome) -> Outcome {
        let frame = self.wait("iframe").await?;
        // In Firefox a click in a frame of another origin does not bring the frame itself into sight.
        frame.scroll_into_view().await?;
        frame.enter_frame().await?;
        what(&self.framed()).await?;
        self.driver.enter_default_frame().await
    }

    /// Waits until the frame speaks a language: what its button that opens, its field, its button that sends and its
    /// button that closes are called.
    pub async fn frame_speaks(&self, language: &str, names: [&str; 4]) -> Outcome {
        let named = "[...document.querySelectorAll('#openbtn, [for=data], #send_button, #closebtn')].map((node) => node.textContent)";
        let is = format!(
            "JSON.stringify([document.documentElement.lang, document.body.hidden, ...{named}]) === JSON.stringify({})",
            json!([language, false, names[0], names[1], names[2], names[3]])
        );
        self.in_frame(async |frame| frame.wait_true(language, &is).await).await
    }
}

/// The path of the file that tells where Python is, on a site at the root of its host.
#[must_use]
pub fn manifest() -> String {
    let files = fs::read_dir(dist().join("assets")).expect("the site's files");
    let mut names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let name = names.find(|name| name.starts_with("python-")).expect("the site was built with Brython");
    format!("/assets/{name}")
}

//! The laboratory in the words of a reader: its instruments, its scenarios, and what the log tells of them.

use crate::{Outcome, Page};
use thirtyfour::error::WebDriverResult;

/// What unfolds, by the names in `id`.
pub const INSTRUMENTS: [&str; 4] = ["pictures", "close", "log", "retry"];

impl Page {
    /// Unfolds an instrument and waits until it is drawn.
    pub async fn unfold(&self, instrument: &str) -> Outcome {
        self.click(&format!("#instrument-{instrument} > summary")).await?;
        self.wait_drawn(instrument).await
    }

    /// Waits until an instrument that is open is drawn.
    pub async fn wait_drawn(&self, instrument: &str) -> Outcome {
        let drawn = format!("#instrument-{instrument}[open] > div > :is(h4, form, fieldset, label)");
        self.wait(&drawn).await.map(drop)
    }

    /// Clicks the button of a scenario.
    pub async fn play(&self, scenario: &str) -> Outcome {
        self.click(&format!("[data-scenario={scenario}]:enabled")).await
    }

    /// Types how many messages a burst is to have, as who comes by the keyboard; plays nothing.
    pub async fn choose_burst(&self, count: &str) -> Outcome {
        self.run("document.querySelector('[data-scenario=burst]').focus()").await?;
        self.paste("#burst-count", count).await
    }

    /// Closes, and waits for the end.
    pub async fn close(&self) -> Outcome {
        self.click("#closebtn").await?;
        self.wait_state("closed").await
    }

    /// What the log tells of a connection, oldest first: the event, and the code, or the message with its kind.
    pub async fn trace(&self, connection: u32) -> WebDriverResult<Vec<String>> {
        let script = format!(
            "return [...document.querySelectorAll('#log [data-connection=\"{connection}\"]')].map((row) => {{
                const kind = row.querySelector('.binary') ? 'bytes' : 'text', said = row.querySelector('.data bdi');
                const rest = row.dataset.code ?? (said ? `${{kind}} ${{said.textContent}}` : '');
                return `${{row.dataset.event}} ${{rest}}`.trim();
            }})"
        );
        Ok(serde_json::from_value(self.run(&script).await?)?)
    }

    /// Waits until the card says of every expected step that it has happened.
    pub async fn wait_complete(&self, what: &str) -> Outcome {
        let all = "((marks) => marks.length > 0 && marks.every((mark) => mark.dataset.mark === 'happened'))
            ([...document.querySelectorAll('#scenario li[data-mark]')])";
        self.wait_true(&format!("all of {what} has happened"), all).await
    }

    /// Counts, from the next page on, the sockets that the page makes, in `sockets`.
    pub async fn count_sockets(&self) -> Outcome {
        self.before_scripts(
            "window.sockets = 0;
             window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); sockets += 1; } };",
        )
        .await
    }
}

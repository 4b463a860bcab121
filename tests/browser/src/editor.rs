//! The program in its editor, which is in a shadow tree: written and read as a reader would.

use crate::{Outcome, Page};
use serde_json::json;
use thirtyfour::{TypingData, error::WebDriverResult};

/// Puts texts in the place of the whole program, one after the other: everything selected, and pasted over.
const PASTE: &str = "
    const content = document.querySelector('#py_source').shadowRoot.querySelector('.cm-content');
    content.focus();
    for (const text of arguments) {
        content.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', keyCode: 65, ctrlKey: true, bubbles: true }));
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        // Firefox takes no such data for an event that a script makes.
        const paste = new Event('paste', { bubbles: true, cancelable: true });
        content.dispatchEvent(Object.defineProperty(paste, 'clipboardData', { value: clipboardData }));
    }
";

/// The program: of the editor the lines that are drawn, which are all of a short one.
const SHOWN: &str = "
    const { shadowRoot, value, textContent } = document.querySelector('#py_source');
    if (!shadowRoot) return value ?? textContent;
    return [...shadowRoot.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n');
";

impl Page {
    /// Waits until CodeMirror is there.
    pub async fn wait_editor(&self) -> Outcome {
        self.wait("div#py_source").await.map(drop)
    }

    /// Writes a program, in the editor, which is opened for it.
    pub async fn write_program(&self, program: &str) -> Outcome {
        self.write_at_once(&[program]).await
    }

    /// Writes programs, one in the place of the other before anything else can happen.
    pub async fn write_at_once(&self, programs: &[&str]) -> Outcome {
        self.wait("#edit_python, #reset_python").await?;
        if self.count("#edit_python").await? > 0 {
            self.click("#edit_python").await?;
        }
        self.wait_editor().await?;
        self.driver
            .execute(PASTE, programs.iter().map(|program| json!(program)).collect::<Vec<_>>())
            .await
            .map(drop)
    }

    /// Goes where one types.
    pub async fn focus_editor(&self) -> Outcome {
        let focus = "document.querySelector('#py_source').shadowRoot.querySelector('.cm-content').focus()";
        self.run(focus).await.map(drop)
    }

    /// Keys for what has the focus in it: to WebDriver the shadow tree as a whole has it, and Firefox's takes no keys.
    pub async fn press_in_editor(&self, keys: impl Into<TypingData>) -> Outcome {
        let focused = "return document.querySelector('#py_source').shadowRoot.activeElement";
        self.driver.execute(focused, vec![]).await?.element()?.send_keys(keys).await
    }

    /// The program that is shown.
    pub async fn program(&self) -> WebDriverResult<String> {
        Ok(self.run(SHOWN).await?.as_str().unwrap_or_default().to_owned())
    }

    /// What a selector finds in the editor, as text.
    pub async fn in_editor(&self, selector: &str) -> WebDriverResult<Vec<String>> {
        let found = "return [...document.querySelector('#py_source').shadowRoot.querySelectorAll(arguments[0])]
            .map((element) => element.textContent || element.getAttribute('aria-label') || element.placeholder || '')";
        Ok(serde_json::from_value(self.driver.execute(found, vec![json!(selector)]).await?.json().clone())?)
    }

    /// Waits until a selector finds something in the editor.
    pub async fn wait_in_editor(&self, selector: &str) -> Outcome {
        let found =
            format!("document.querySelector('#py_source').shadowRoot.querySelector({})", json!(selector));
        self.wait_true(selector, &found).await
    }
}

//! Every control by the keyboard alone, in the order of the page, and always in sight.

use browser_tests::{Key, Outcome, Page, WebDriverResult, browse, servers::both_sites};
use serde_json::json;

/// What a reader can use now, in the order of the page; a list is marked so that what has the focus is found in it.
const CONTROLS: &str = "window.controls = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')]
    .filter((control) => !control.disabled && control.tabIndex >= 0 && control.checkVisibility({ visibilityProperty: true }));
    return controls.length;";

/// What has the focus: its place in the list, whether an outline shows it, and what it is.
const FOCUSED: &str = "const control = document.activeElement, style = getComputedStyle(control);
    const box = control.getBoundingClientRect();
    return [
        controls.indexOf(control),
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.opacity > 0
            && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        control.outerHTML.slice(0, 120),
    ];";

#[tokio::test]
async fn the_tab_key_reaches_everything_in_order_and_in_sight() {
    let [root, below] = both_sites().await;
    browse(&root.http(), &[], async |page| {
        for (site, width, language) in [(&root, 1440, ""), (&below, 1200, "en/"), (&root, 390, "es/")] {
            let page = page.at(&site.http());
            page.resize(width, 800).await?;
            page.open(language).await?;
            let all = page.run(CONTROLS).await?.as_u64().unwrap_or_default();
            assert!(all > 60, "{all} controls");
            let mut reached = Vec::new();
            // Regions that scroll are stops too, and no controls.
            for _ in 0..all + 40 {
                page.press(Key::Tab).await?;
                let (place, in_sight, what): (i64, bool, String) =
                    serde_json::from_value(page.run(FOCUSED).await?)?;
                if what.starts_with("<body") {
                    break;
                }
                assert!(in_sight, "{width} pixels: the focus is not seen on {what}");
                reached.extend(u64::try_from(place));
            }
            assert_eq!(reached, (0..all).collect::<Vec<_>>(), "{width} pixels");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_first_stop_skips_to_the_reference() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("").await?;
            assert!(!is_on_the_screen(page, ".skip").await?);
            page.press(Key::Tab).await?;
            assert_eq!(page.run("return document.activeElement.className").await?, "skip");
            assert!(is_on_the_screen(page, ".skip").await?);
            page.press(Key::Enter).await?;
            page.wait_true("the reference is on the screen", "location.hash === '#introducao'").await?;
            assert!(is_on_the_screen(page, "#introducao").await?);
            page.press(Key::Tab).await?;
            assert_eq!(page.run("return document.activeElement.closest('main') !== null").await?, true);
            Ok(())
        })
        .await;
    }
}

async fn is_on_the_screen(page: &Page, selector: &str) -> WebDriverResult<bool> {
    let inside = format!(
        "const {{ top, bottom, left, right }} = document.querySelector('{selector}').getBoundingClientRect();
         return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;"
    );
    Ok(page.run(&inside).await? == json!(true))
}

#[tokio::test]
async fn theme_contents_languages_and_copies_obey_the_keyboard() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.allow_clipboard(true).await?;
            page.open("").await?;
            page.run("document.querySelector('#theme').focus()").await?;
            page.press(Key::Down + Key::Down).await?;
            page.wait("html[data-theme=dark]").await?;
            by_enter(page, ".contents summary").await?;
            by_enter(page, ".contents a[href='#glossario']").await?;
            page.wait_true("the glossary is on the screen", "location.hash === '#glossario'").await?;
            by_enter(page, ".copy").await?;
            page.wait(".toast:not(:empty)").await?;
            by_enter(page, "a[data-language=en]").await?;
            page.wait("html[lang=en]").await?;
            assert_eq!(page.run("return document.activeElement.dataset.language").await?, "en");
            Ok(())
        })
        .await;
    }
}

async fn by_enter(page: &Page, selector: &str) -> Outcome {
    page.run(&format!("document.querySelector(\"{selector}\").focus()")).await?;
    page.press(Key::Enter + "").await
}

/// A browser takes the focus from a control that is disabled when it next draws, which is in the middle of a long
/// change: here it does so at once.
const TAKEN_AT_ONCE: &str = "const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
        setAttribute.call(this, name, value);
        if (name === 'disabled' && this === document.activeElement) this.blur();
    };";

#[tokio::test]
async fn a_button_that_is_disabled_passes_its_focus_on() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("").await?;
            page.run(TAKEN_AT_ONCE).await?;
            for (button, next) in
                [("#openbtn", "data"), ("#closebtn", "data"), (".log-head button:last-of-type", "log")]
            {
                page.wait(&format!("{button}:enabled")).await?;
                press_by_key(page, button).await?;
                page.wait_focused(next).await?;
            }
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_button_that_goes_passes_its_focus_on() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.open("?servidor=embutido").await?;
            page.unfold("log").await?;
            for (button, next) in [
                ("#edit_python", "#py_source"),
                ("#reset_python", "#run_python"),
                ("#undo_python", "#run_python"),
            ] {
                page.wait(button).await?;
                press_by_key(page, button).await?;
                has_focus(page, next).await?;
            }
            page.click("#instrument-log fieldset input").await?;
            page.wait("#instrument-log .hint button").await?;
            press_by_key(page, "#instrument-log .hint button").await?;
            has_focus(page, "#instrument-log > summary").await
        })
        .await;
    }
}

async fn press_by_key(page: &Page, button: &str) -> Outcome {
    page.run(&format!("document.querySelector('{button}').focus({{ focusVisible: true }})")).await?;
    page.press(Key::Enter + "").await
}

async fn has_focus(page: &Page, selector: &str) -> Outcome {
    let focused = format!("document.activeElement === document.querySelector('{selector}')");
    page.wait_true(&format!("the focus is on {selector}"), &focused).await
}

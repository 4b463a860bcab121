//! The page on narrow screens, on paper, and as readers have set their systems.

use browser_tests::{
    INSTRUMENTS, Outcome, Page, browse, path_of,
    servers::{both_sites, nobody, site},
};
use serde_json::json;

#[tokio::test]
async fn nothing_scrolls_sideways_at_320_pixels_in_any_language() {
    let nobody = nobody().await;
    for (site, languages) in both_sites().await.iter().zip([["pt", "fr"], ["en", "es"]]) {
        browse(&site.http(), &["404", "ERR_CONNECTION_REFUSED"], async |page| {
            page.resize(320, 640).await?;
            for language in languages {
                page.open(&format!("{}?servidor={nobody}", path_of(language))).await?;
                fits(page, &format!("{language}, idle")).await?;
                page.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })").await?;
                for instrument in INSTRUMENTS {
                    page.wait_drawn(instrument).await?;
                }
                page.click("#openbtn").await?;
                page.wait("#log [data-event=close]").await?;
                fits(page, &format!("{language}, closed with 1006")).await?;
                // What the start script would bring up: every sentence that there is.
                for state in ["failed", "broken"] {
                    page.run(&format!("document.documentElement.dataset.script = '{state}'")).await?;
                    fits(page, &format!("{language}, {state}")).await?;
                }
                page.run("delete document.documentElement.dataset.script; document.documentElement.dataset.update = '';").await?;
                fits(page, &format!("{language}, without scripts and with a new version")).await?;
                page.visit(&format!("{}nada", path_of(language))).await?;
                fits(page, &format!("{language}, 404")).await?;
            }
            Ok(())
        })
        .await;
    }
}

async fn fits(page: &Page, what: &str) -> Outcome {
    let wide = "const { scrollWidth, clientWidth } = document.documentElement;
        const cut = [...document.querySelectorAll('body *')].filter((part) =>
            part.getBoundingClientRect().right > clientWidth + 1 && !part.closest('.code, .strip, .visually-hidden'));
        return [scrollWidth > clientWidth, ...cut.map((part) => part.outerHTML.slice(0, 100))];";
    assert_eq!(page.run(wide).await?, json!([false]), "{what}");
    Ok(())
}

/// The paper of a printer, without its margins, in CSS pixels.
const PAPER: (u32, u32) = (718, 1047);

#[tokio::test]
async fn the_reference_is_printed_whole_and_nothing_else() {
    for (site, language) in both_sites().await.iter().zip(["pt", "fr"]) {
        browse(&site.http(), &[], async |page| {
            page.resize(PAPER.0, PAPER.1).await?;
            page.open(&format!("{}?servidor=embutido", path_of(language))).await?;
            page.connect().await?;
            page.run("document.documentElement.dataset.theme = 'dark'").await?;
            page.as_printed().await?;
            is_printed_whole(page).await?;
            let ink = "const { color, backgroundColor } = getComputedStyle(document.querySelector('main p'));
                const paper = getComputedStyle(document.documentElement).backgroundColor;
                return [color, paper].map((color) => Number(color.match(/\\d+/)[0]) < 128)";
            assert_eq!(page.run(ink).await?, json!([true, false]), "dark on light, whatever the theme");
            Ok(())
        })
        .await;
    }
}

/// What was verified belongs to what was asked for; the editor stands in the example's place on the screen alone.
#[tokio::test]
async fn what_was_opened_changes_the_paper_as_it_should() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(PAPER.0, PAPER.1).await?;
        for language in ["en", "es"] {
            page.open(&format!("{}?servidor=embutido", path_of(language))).await?;
            page.unfold("log").await?;
            // What was opened once is open again.
            page.run("document.querySelector('#edit_python')?.click()").await?;
            page.wait_editor().await?;
            page.run("document.querySelector('[data-proofs]').click()").await?;
            page.wait(".proofs tbody tr").await?;
        }
        page.as_printed().await?;
        is_printed_whole(page).await?;
        assert!(page.shows("#programa .handler").await?, "the example is not printed");
        assert!(page.shows(".proofs tbody tr:last-child").await?, "the table is not printed");
        Ok(())
    })
    .await;
}

async fn is_printed_whole(page: &Page) -> Outcome {
    for part in [
        ".panel",
        ".tabs",
        ".python",
        ".editor",
        ".bar",
        ".names",
        ".contents",
        ".skip",
        ".copy",
        ".update",
        ".toast",
        "button",
    ] {
        assert!(!page.shows(part).await?, "{part} is printed");
    }
    for part in ["h1", ".tagline", "main h2", "[id^=evento-]", ".page-foot", ".page-foot time"] {
        assert!(page.shows(part).await?, "{part} is not printed");
    }
    // Only what is alive on the screen is missing: the values of the last events, and how often they came.
    let missing = "return [...document.querySelectorAll('main *')].filter((part) => !part.checkVisibility()
        && !part.closest('.copy, .tabs, .python, .editor, [data-proofs], .value, .events :is(th, td):last-child')
        && part.textContent).map((part) => part.outerHTML)";
    assert_eq!(page.run(missing).await?, json!([]), "what is not printed");
    let cut = "return [...document.querySelectorAll('main *')].filter((part) => {
        const { overflowX, overflowY } = getComputedStyle(part);
        const isCut = overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1
            || overflowY !== 'visible' && part.scrollHeight > part.clientHeight + 1;
        return part.checkVisibility() && !part.closest('.visually-hidden')
            && (isCut || part.getBoundingClientRect().right > innerWidth + 1);
    }).map((part) => part.outerHTML.slice(0, 200))";
    assert_eq!(page.run(cut).await?, json!([]), "what is cut");
    Ok(())
}

#[tokio::test]
async fn nothing_moves_for_readers_who_do_not_want_it() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            let moving = "return [...document.querySelectorAll('*')].filter((part) => {
                const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(part);
                return transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || animationName !== 'none'
                    || scrollBehavior !== 'auto';
            }).length";
            page.pretend("prefers-reduced-motion", "reduce").await?;
            page.open("?servidor=embutido").await?;
            page.connect().await?;
            assert_eq!(page.run(moving).await?, 0);
            assert_eq!(page.run("return document.getAnimations().length").await?, 0);
            page.pretend("prefers-reduced-motion", "no-preference").await?;
            assert_ne!(page.run(moving).await?, 0, "the test sees no motion at all");
            Ok(())
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_lit_has_an_edge_where_colours_are_the_readers() {
    for site in both_sites().await {
        browse(&site.http(), &[], async |page| {
            page.pretend("forced-colors", "active").await?;
            page.open("?servidor=embutido").await?;
            page.connect().await?;
            for part in [
                "#evento-open[data-lit]",
                "[data-handler=on_open][data-lit]",
                ".strip[data-lit]",
                "[aria-selected=true]",
            ] {
                assert!(has_edge(page, part).await?, "{part} is not told from the others");
            }
            for part in ["#evento-close", "[aria-selected=false]"] {
                assert!(!has_edge(page, part).await?, "{part} looks chosen");
            }
            page.run("document.querySelector('#eventos').scrollIntoView()").await?;
            for part in [".languages [aria-current]", ".contents [aria-current]"] {
                page.wait(part).await?;
                let line = |part: &str| {
                    format!("return getComputedStyle(document.querySelector('{part}')).textDecorationLine")
                };
                assert_eq!(page.run(&line(part)).await?, "underline", "{part} is not told from the others");
                let other = part.replace("[aria-current]", "a:not([aria-current])");
                assert_eq!(page.run(&line(&other)).await?, "none", "{other} looks current");
            }
            // The state of the connection has its word and its shape.
            let shape = "return getComputedStyle(document.querySelector('#status .shape')).borderTopStyle";
            assert_eq!(page.run(shape).await?, "solid");
            Ok(())
        })
        .await;
    }
}

async fn has_edge(page: &Page, selector: &str) -> browser_tests::WebDriverResult<bool> {
    let edge = format!(
        "const {{ outlineStyle, outlineWidth }} = getComputedStyle(document.querySelector('{selector}'));
         return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;"
    );
    Ok(page.run(&edge).await? == json!(true))
}

//! What is in sight, and that nothing moves or is made anew.

use browser_tests::{
    Key, browse, path_of,
    servers::{both_sites, sending, site},
    tungstenite::Message,
};

#[tokio::test]
async fn nothing_scrolls_sideways_from_320_pixels_up() {
    for (site, widths) in both_sites().await.iter().zip([[320, 768, 1440], [320, 390, 1100]]) {
        browse(&site.http(), &[], async |page| {
            for width in widths {
                page.resize(width, 800).await?;
                page.open("").await?;
                page.connect().await?;
                page.send(&"x".repeat(400)).await?;
                page.wait("#log [data-event=message]").await?;
                let fits =
                    "const page = document.documentElement; return page.scrollWidth <= page.clientWidth;";
                assert_eq!(page.run(fits).await?, true, "{width} pixels");
            }
            Ok(())
        })
        .await;
    }
}

/// What moves is told from before the page's own scripts, also right after what the reader does. Only what tells of the
/// connection may stand elsewhere in its line, as its words are longer or shorter.
const MOVED: &str = "window.moved = [];
    window.counts = ({ sources }) => sources.some(({ node }) => node && !node.parentElement.closest('.strip, #status'));
    window.watcher = new PerformanceObserver((list) => moved.push(...list.getEntries()));
    watcher.observe({ type: 'layout-shift', buffered: true });";

#[tokio::test]
async fn nothing_moves_from_the_first_paint_to_a_conversation() {
    // Each language at both sites: on a phone at the one, on a wide screen at the other.
    for (site, widths) in both_sites().await.iter().zip([[390, 1280], [1280, 390]]) {
        browse(&site.http(), &[], async |page| {
            page.before_scripts(MOVED).await?;
            for (width, languages) in widths.into_iter().zip([["pt", "es"], ["en", "fr"]]) {
                page.resize(width, 800).await?;
                for language in languages {
                    page.open(&format!("{}?servidor=embutido", path_of(language))).await?;
                    page.connect().await?;
                    page.send("olá").await?;
                    page.wait("#evento-message[data-lit]").await?;
                    // Once it is painted.
                    let moved = "return new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
                        moved.push(...watcher.takeRecords());
                        done(moved.filter(counts).map(({ value, sources }) => [value, ...sources.map(({ node }) => (node?.outerHTML ?? node?.textContent)?.slice(0, 100))]));
                    })))";
                    assert_eq!(page.run(moved).await?, serde_json::json!([]), "{language}, {width} pixels");
                }
            }
            // The test sees what does move.
            page.run("document.querySelector('main').before(Object.assign(document.createElement('p'), { textContent: 'a' }))")
                .await?;
            page.wait_true("a shift", "moved.push(...watcher.takeRecords()) > 0").await
        })
        .await;
    }
}

/// On a phone the first click shows its event without a scroll.
#[tokio::test]
async fn a_phone_shows_the_event_in_the_strip() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(360, 740).await?;
        page.open("?servidor=embutido").await?;
        page.connect().await?;
        page.wait_text(".strip[data-lit]", "open").await?;
        let seen = "const box = document.querySelector('.strip').getBoundingClientRect();
            return scrollY === 0 && box.top >= 0 && box.bottom <= innerHeight;";
        assert_eq!(page.run(seen).await?, true);
        Ok(())
    })
    .await;
}

/// Their words are longer in some languages than in others, and the letters wider on some phones.
#[tokio::test]
async fn the_buttons_of_the_log_cover_nothing() {
    let site = site().await;
    let covered =
        "const all = [...document.querySelectorAll('.log-head h3, .log-head button, #log > .hint')];
        const boxes = all.map((part) => part.getBoundingClientRect());
        const log = document.querySelector('#log').getBoundingClientRect();
        const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        const pairs = boxes.flatMap((a, at) => boxes.slice(at + 1).map((b) => [a, b]));
        const hint = boxes.at(-1);
        return boxes.length === 5 && hint.top >= log.top && hint.bottom <= log.bottom
            && !pairs.some(([a, b]) => meet(a, b));";
    browse(&site.http(), &[], async |page| {
        for width in [320, 360, 412, 1280] {
            page.resize(width, 740).await?;
            for language in ["", "en/", "es/", "fr/"] {
                page.open(language).await?;
                assert_eq!(page.run(covered).await?, true, "{width} pixels, {language}");
            }
        }
        Ok(())
    })
    .await;
}

/// What lights together is seen together: on a wide screen the panel stays while the table is read.
#[tokio::test]
async fn the_panel_stays_beside_the_row_that_it_lights() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(1280, 800).await?;
        page.open("").await?;
        page.connect().await?;
        let seen = |lit: &str| {
            format!(
                "return ['{lit}', '#openbtn', '#status', '#log'].every((selector) => {{
                    const box = document.querySelector(selector).getBoundingClientRect();
                    return box.top >= 0 && box.bottom <= innerHeight;
                }});"
            )
        };
        for (link, lit) in [("table", "#evento-open"), ("example", "#exemplo-open")] {
            page.click(&format!(".strip a[href='{lit}']")).await?;
            assert_eq!(page.run(&seen(lit)).await?, true, "{link}");
        }
        Ok(())
    })
    .await;
}

/// How many entries of a long log are in the page.
const IN_PAGE: usize = 30;

/// The page is told of it in the next frame.
const SCROLL_UP: &str = "document.querySelector('#log').scrollTop -= 200;
    return new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => told())))";

#[tokio::test]
async fn the_log_is_bounded_stays_at_its_end_and_comes_back_when_cleared() {
    let site = site().await;
    let many = sending((0..250).map(|number| Message::text(number.to_string())).collect()).await;
    browse(&site.http(), &[], async |page| {
        page.open(&format!("?servidor={}", many.ws())).await?;
        page.click("#openbtn").await?;
        page.wait("#evento-message[data-count='250']").await?;
        assert_eq!(page.count("#log [data-event]").await?, IN_PAGE);
        let at_end = "const log = document.querySelector('#log');
            return log.scrollTop + log.clientHeight + 2 >= log.scrollHeight;";
        assert_eq!(page.run(at_end).await?, true);
        // A reader who scrolls up is left there.
        page.run(SCROLL_UP).await?;
        page.type_into("#data", "a" + Key::Enter).await?;
        page.wait_text(".unseen", "1 nova").await?;
        assert_eq!(page.run(at_end).await?, false);
        page.click(".unseen").await?;
        page.wait("#log li:last-child[data-event=sent]").await?;
        assert_eq!(page.run(at_end).await?, true);
        // As by the keyboard: Firefox takes the click before it for the reader's way.
        page.run("document.querySelector('.log-head button:last-of-type').focus({ focusVisible: true })")
            .await?;
        page.press(Key::Enter + "").await?;
        page.wait_gone("#log [data-event]").await?;
        page.wait_focused("log").await?;
        page.press(Key::Shift + Key::Tab).await?;
        page.press(Key::Enter + "").await?;
        page.wait("#log [data-event]").await?;
        page.wait_focused("log").await?;
        assert_eq!(page.count("#log [data-event]").await?, IN_PAGE);
        Ok(())
    })
    .await;
}

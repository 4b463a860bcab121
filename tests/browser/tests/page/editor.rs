//! The editor of the Python program: it comes when it is wanted, does what readers expect of one, lets them out, and
//! leaves a plain field where it does not come.
#![allow(clippy::unwrap_used, reason = "a test may fail by a panic")]

use browser_tests::{Key, Outcome, Page, browse, dist, laboratory_text, servers::site};
use serde_json::json;
use std::{fs, time::Duration};

const FAILED: &str = "#python_output[data-state=failed]";
const RUNNING: &str = "#python_output[data-state=running]";

/// How many files of the editor the page has asked for.
const ASKED: &str =
    "return performance.getEntriesByType('resource').filter(({ name }) => /editor-/.test(name)).length";

/// Opens the page with the laboratory awake.
async fn awake(page: &Page, path: &str) -> Outcome {
    page.open(&format!("{path}?servidor=embutido")).await?;
    page.click("#run_python").await?;
    page.wait(RUNNING).await.map(drop)
}

#[tokio::test]
async fn it_comes_when_a_program_is_to_be_changed() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "").await?;
        assert_eq!(page.run(ASKED).await?, json!(0));
        let original = page.program().await?;
        page.click("#edit_python").await?;
        page.wait_editor().await?;
        let shown = page.program().await?;
        let first: Vec<&str> = shown.lines().take(20).collect();
        assert_eq!(first, original.lines().take(20).collect::<Vec<_>>());
        assert_eq!(page.in_editor(".tok-keyword").await?[..2], ["from", "import"]);
        let lines = page.in_editor(".cm-lineNumbers .cm-gutterElement").await?;
        assert!(lines.contains(&"1".to_owned()) && lines.contains(&"9".to_owned()), "{lines:?}");
        page.wait_text(".editor > .hint", &laboratory_text("pt", "editor.help")).await?;
        let colour = "const shown = document.querySelector('#py_source').shadowRoot;
            const of = (selector) => getComputedStyle(shown.querySelector(selector)).color;
            return of('.tok-keyword') !== of('.cm-content')";
        assert_eq!(page.run(colour).await?, json!(true), "the policy has let its style through");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_is_in_it_can_be_copied() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.allow_clipboard(true).await?;
        awake(page, "").await?;
        page.write_program("x = 'meu'").await?;
        page.click("#copy_python").await?;
        page.wait("#copy_python[data-done]").await?;
        let copied = "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done(String(error)))";
        assert_eq!(page.run_async(copied, vec![]).await?, json!("x = 'meu'"));
        page.write_program("x = 'outro'").await?;
        page.wait("#copy_python:not([data-done])").await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn the_line_of_an_exception_stands_out_until_it_changes() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "").await?;
        page.write_program("a = 1\nb = a / 0\n").await?;
        page.click("#run_python").await?;
        page.wait(FAILED).await?;
        page.wait_in_editor(".cm-line[data-error]").await?;
        assert_eq!(page.in_editor(".cm-line[data-error]").await?, ["b = a / 0"]);
        page.write_program("a = 2\nb = a / 0\n").await?;
        page.wait_in_editor(".cm-line[data-error]").await?;
        assert_eq!(page.in_editor(".cm-line[data-error]").await?, ["b = a / 0"]);
        page.write_program("a = 1\nb = a / 1\nprint(b)\n").await?;
        assert_eq!(page.in_editor(".cm-line[data-error]").await?, [""; 0]);
        page.click("#run_python").await?;
        page.wait_text("#python_output", "1.0").await
    })
    .await;
}

/// What an exception is told of is the program that ran, whatever the reader has made of it meanwhile.
#[tokio::test]
async fn the_line_of_an_exception_is_one_of_the_program_that_runs() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "").await?;
        let program =
            "from browser import document\ndef f(evt):\n    1 / 0\ndocument['openbtn'].bind('click', f)\n";
        page.write_program(program).await?;
        page.click("#run_python").await?;
        page.wait("#python_output[data-state=running]").await?;
        page.write_program("a = 1\nb = 2\nc = 3\n").await?;
        page.in_frame(async |frame| frame.click("#openbtn").await).await?;
        page.wait(FAILED).await?;
        page.wait_text(".python-failure", "Linha 3: 1 / 0").await?;
        assert_eq!(page.in_editor(".cm-line[data-error]").await?, [""; 0]);
        Ok(())
    })
    .await;
}

/// The editor is open, and the handler of `open` has just been called.
async fn lights_a_handler(page: &Page) -> Outcome {
    awake(page, "").await?;
    page.click("#edit_python").await?;
    page.wait_editor().await?;
    page.connect().await?;
    page.wait_in_editor(".cm-line[data-lit]").await
}

const HANDLED: &str = "x = 1\ndef f(evt):\n    pass\nws.bind('open', f)";

#[tokio::test]
async fn a_handler_that_is_called_lights_up_in_it() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        lights_a_handler(page).await?;
        let lit = page.in_editor(".cm-line[data-lit]").await?;
        assert_eq!(lit[0], "def on_open(evt):");
        assert!(lit[1..].iter().all(|line| line.starts_with("    ")), "{lit:?}");
        // They stay the same lines when one above them becomes longer.
        page.write_program(HANDLED).await?;
        page.wait_in_editor(".cm-line[data-lit]").await?;
        let lit = page.in_editor(".cm-line[data-lit]").await?;
        assert_eq!(lit, ["def f(evt):", "    pass"]);
        page.write_program(&HANDLED.replace('1', "1000")).await?;
        let same = format!(
            "JSON.stringify([...document.querySelector('#py_source').shadowRoot.querySelectorAll('.cm-line[data-lit]')]
                .map((line) => line.textContent)) === JSON.stringify({})",
            json!(lit)
        );
        page.wait_true("the same lines are lit", &same).await
    })
    .await;
}

/// CodeMirror throws where a mark stands beyond the end of a text that changes.
#[tokio::test]
async fn a_line_that_was_lit_goes_with_the_text_it_stood_in() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        lights_a_handler(page).await?;
        page.write_at_once(&["x = 1", "y = 2"]).await?;
        assert_eq!(page.program().await?, "y = 2");
        page.wait_true(
            "no line is lit",
            "!document.querySelector('#py_source').shadowRoot.querySelector('[data-lit]')",
        )
        .await
    })
    .await;
}

#[tokio::test]
async fn tab_indents_and_escape_lets_it_leave() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "").await?;
        page.write_program("x = 1").await?;
        page.focus_editor().await?;
        page.press_in_editor(Key::Control + Key::Home).await?;
        page.press_in_editor(Key::Tab).await?;
        page.wait_focused("py_source").await?;
        assert_eq!(page.program().await?, "    x = 1");
        page.press_in_editor(Key::Control + "z").await?;
        assert_eq!(page.program().await?, "x = 1");
        // With a selection and without one, and for hands that are not quick.
        for selects in [false, true] {
            page.focus_editor().await?;
            if selects {
                page.press_in_editor(Key::Control + "a").await?;
            }
            page.press_in_editor(Key::Escape).await?;
            tokio::time::sleep(Duration::from_millis(2_500)).await;
            page.press_in_editor(Key::Tab).await?;
            assert_eq!(page.focused().await?, "open_python", "{selects}");
            assert_eq!(page.program().await?, "x = 1", "{selects}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn it_speaks_the_language_of_the_page() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "es/").await?;
        page.write_program("x = 1").await?;
        page.click("a[hreflang=fr]").await?;
        page.wait_true("French", "document.documentElement.lang === 'fr'").await?;
        page.focus_editor().await?;
        page.press_in_editor(Key::Control + "f").await?;
        page.wait_in_editor(".cm-search").await?;
        let fields = page.in_editor(".cm-search .cm-textfield").await?;
        let expected =
            ["find", "replace_by"].map(|name| laboratory_text("fr", &format!("editor.phrases.{name}")));
        assert_eq!(fields, expected);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn where_it_does_not_come_a_plain_field_does() {
    let site = site().await;
    browse(&site.http(), &["Firefox: The computed hash is"], async |page| {
        awake(page, "").await?;
        let files = fs::read_dir(dist().join("assets")).unwrap();
        let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        page.block(&[&names.find(|name| name.starts_with("editor-")).unwrap()]).await?;
        page.click("#edit_python").await?;
        page.paste("textarea#py_source", "print('sem cores')").await?;
        page.click("#run_python").await?;
        page.wait_text("#python_output", "sem cores").await?;
        assert_eq!(page.count("textarea#py_source").await?, 1);
        // What only the editor does is not told of the field.
        let told = page.text(".editor").await?;
        assert!(!told.contains(&laboratory_text("pt", "editor.help")), "{told}");
        Ok(())
    })
    .await;
}

/// A file that the reader chooses, or drops on the editor.
async fn offer(page: &Page, how: &str, name: &str, bytes: &[u8]) -> Outcome {
    let script = format!(
        "const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array({})], {}));
        if ({how:?} === 'dropped') {{
            const place = document.querySelector('#py_source').shadowRoot.querySelector('.cm-content');
            const event = {{ dataTransfer: carried, bubbles: true, cancelable: true, composed: true }};
            place.dispatchEvent(new DragEvent('drop', event));
        }} else {{
            const field = document.querySelector('#open_python');
            field.files = carried.files;
            field.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }}",
        json!(bytes),
        json!(name),
    );
    page.run(&script).await.map(drop)
}

#[tokio::test]
async fn a_file_becomes_the_program_or_says_why_not() {
    const REFUSED: &str = ".editor [role=alert]";
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "en/").await?;
        page.write_program("mine = 1").await?;
        for how in ["chosen", "dropped"] {
            for (name, bytes, key) in [
                ("cat.png", &b"\x89PNG"[..], "not_python"),
                ("latin.py", b"# caf\xe9", "not_text"),
                ("large.py", &[b'#'; 102_401], "too_large"),
            ] {
                offer(page, how, name, bytes).await?;
                let said = laboratory_text("en", &format!("editor.{key}")).replace("{name}", name);
                page.wait_text(REFUSED, &said).await?;
                assert_eq!(page.program().await?, "mine = 1");
            }
            offer(page, how, "theirs.py", b"theirs = 2\r\nprint(theirs)").await?;
            page.wait_true("the file", "document.querySelector('#undo_python')").await?;
            assert_eq!(page.program().await?, "theirs = 2\nprint(theirs)");
            assert_eq!(page.text(REFUSED).await?, "");
            page.click("#undo_python").await?;
            page.wait_gone("#undo_python").await?;
            assert_eq!(page.program().await?, "mine = 1");
        }
        Ok(())
    })
    .await;
}

/// A file as the system has the reader drag it, over an element and dropped there.
async fn drag(page: &Page, onto: &str, file: &std::path::Path) -> Outcome {
    let middle = "const place = document.querySelector(arguments[0]);
        place.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = place.getBoundingClientRect();
        arguments[1]([left + width / 2, top + height / 2]);";
    let [x, y]: [f64; 2] = serde_json::from_value(page.run_async(middle, vec![json!(onto)]).await?)?;
    let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
    for kind in ["dragEnter", "dragOver", "drop"] {
        page.tell("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data })).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_dragged_never_takes_the_place_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("theirs.py");
    fs::write(&file, "theirs = 2").unwrap();
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        awake(page, "").await?;
        page.write_program("mine = 1").await?;
        page.run("window.isTheSame = true").await?;
        drag(page, "#py_source", &file).await?;
        page.wait("#undo_python").await?;
        assert_eq!(page.program().await?, "theirs = 2");
        page.click("#undo_python").await?;
        // Beside the editor it is nothing: not the program, and no page of its own.
        drag(page, "h1", &file).await?;
        page.connect().await?;
        assert_eq!(page.program().await?, "mine = 1");
        assert_eq!(page.run("return isTheSame").await?, json!(true));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_it_scrolls_in_itself() {
    let site = site().await;
    browse(&site.http(), &[], async |page| {
        page.resize(320, 640).await?;
        awake(page, "").await?;
        page.write_program(&format!("x = '{}'", "largo ".repeat(60))).await?;
        let wide =
            "const { scrollWidth, clientWidth } = document.documentElement; return scrollWidth - clientWidth";
        assert_eq!(page.run(wide).await?, json!(0));
        let inside = "const { scrollWidth, clientWidth } =
            document.querySelector('#py_source').shadowRoot.querySelector('.cm-scroller');
            return scrollWidth > clientWidth";
        assert_eq!(page.run(inside).await?, json!(true));
        Ok(())
    })
    .await;
}

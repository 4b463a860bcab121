//! What was verified: a mark beside each statement, and the table of all of them.
//!
//! Both come into the page when a reader asks, in a file of their own: the page holds the button alone, which
//! `static/start.js` hears. With them the same button takes them away again.

use content::{Content, Proof, Proofs, Row, Verdict};
use yew::prelude::*;

/// The anchors of a statement and of its row.
fn anchors(id: &str) -> [String; 2] {
    ["said", "found"].map(|place| format!("{place}-{id}"))
}

/// What was found, beside the statement; it leads to the row.
pub(super) fn mark(id: &str, Proof { verdict, text, is_first }: &Proof) -> Html {
    let [said, found] = anchors(id);
    html! {
        <>
            { " " }
            <a class="proof" id={is_first.then_some(said)} href={format!("#{found}")} data-verdict={verdict.name()}>
                { sign(*verdict) }{ text }
            </a>
        </>
    }
}

/// The words after it say the same.
fn sign(verdict: Verdict) -> Html {
    html! { <><span aria-hidden="true">{ verdict.sign() }</span>{ " " }</> }
}

/// The button, which tells the file that it asks for where that is not the one of what was verified, and under it the
/// table where that is shown.
pub(super) fn verification(content: &Content) -> Html {
    let texts = &content.verification;
    let (file, label) = match content.proofs {
        None => ("", &texts.show),
        Some(_) => ("document", &texts.hide),
    };
    let found = content.proofs.as_ref().map(|proofs| found(content, proofs));
    html! {
        <>
            <p><button type="button" data-proofs={file}>{ label }</button></p>
            { found }
        </>
    }
}

fn found(content: &Content, Proofs { summary, columns, rows }: &Proofs) -> Html {
    let texts = &content.verification;
    let head = columns.iter().map(|column| html! { <th scope="col">{ column }</th> });
    html! {
        <>
            <p>{ summary }</p>
            <div class="proofs" role="region" tabindex="0" aria-label={texts.table.clone()}>
                <table>
                    <thead><tr><th scope="col">{ &texts.statement }</th>{ for head }</tr></thead>
                    <tbody>{ for rows.iter().map(row) }</tbody>
                </table>
            </div>
        </>
    }
}

fn row(Row { id, statement, cells }: &Row) -> Html {
    let [said, found] = anchors(id);
    let cell = |(verdict, text): &(Verdict, String)| {
        html! { <td data-verdict={verdict.name()}>{ sign(*verdict) }{ text }</td> }
    };
    html! {
        <tr id={found}>
            <th scope="row"><a href={format!("#{said}")}>{ statement }</a></th>
            { for cells.iter().map(cell) }
        </tr>
    }
}

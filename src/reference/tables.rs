//! Tables that become cards where the page is narrow.
//!
//! The roles are spelled out, because a table that the style sheet displays as blocks is none to a screen
//! reader any more.

use super::prose::inlines;
use content::{CloseCode, Content, Inline, plain};
use yew::prelude::*;

/// A table with a head of texts and rows that are made with [`cell`].
pub(super) fn cards(class: &'static str, head: &[Html], rows: Html) -> Html {
    let cell = |text: &Html| html! { <th scope="col" role="columnheader">{ text.clone() }</th> };
    html! {
        <table class={classes!("cards", class)} role="table">
            <thead role="rowgroup"><tr role="row">{ for head.iter().map(cell) }</tr></thead>
            <tbody role="rowgroup">{ rows }</tbody>
        </table>
    }
}

/// A cell; `label` stands before it where the table is shown as cards.
pub(super) fn cell(label: &str, content: Html) -> Html {
    html! { <td role="cell" data-label={label.to_owned()}>{ content }</td> }
}

/// A table of the prose; the first cell of a row is its head.
pub(super) fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Html {
    let labels: Vec<String> = head.iter().map(|cell| plain(cell)).collect();
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells = cells.iter().zip(&labels).map(|(content, label)| cell(label, inlines(content)));
        html! { <tr role="row">{ for cells }</tr> }
    };
    let head: Vec<Html> = head.iter().map(|cell| inlines(cell)).collect();
    cards("", &head, rows.iter().map(row).collect())
}

/// The table of close codes.
pub(super) fn close_codes(content: &Content) -> Html {
    let names = &content.interface.table;
    let row = |code: &CloseCode| {
        let numbers = if code.first == code.last {
            code.first.to_string()
        } else {
            format!("{}–{}", code.first, code.last)
        };
        let sendable = if code.sendable { &names.sendable_yes } else { &names.sendable_no };
        html! {
            <tr role="row">
                <th scope="row" role="rowheader">{ numbers }</th>
                { cell(&names.name, html! { { &code.name } }) }
                { cell(&names.meaning, inlines(&code.meaning)) }
                { cell(&names.sendable, html! { { sendable } }) }
            </tr>
        }
    };
    let head = [&names.code, &names.name, &names.meaning, &names.sendable].map(|text| html! { { text } });
    cards("close-codes", &head, content.close_codes.iter().map(row).collect())
}

//! The state diagram: where the connection is, and how it came there.

use super::{super::WAYS, Bench};
use content::PictureTexts;
use yew::prelude::*;

/// The states, by their names in `data-state`, and where their middles are, in units of the picture.
const STATES: [(&str, i32, i32); 5] = [
    ("idle", 52, 24),
    ("connecting", 170, 24),
    ("open", 288, 24),
    ("closing", 288, 124),
    ("closed", 170, 124),
];
/// Half of a state's width and height.
const HALF: (i32, i32) = (44, 15);

pub(super) fn states(texts: &PictureTexts, bench: &Bench<'_>) -> Html {
    let state = bench.state.shown();
    let now = state.pictured().name();
    let node = |(name, x, y): (&'static str, i32, i32)| {
        let lit = (name == now).then_some("");
        html! {
            <g data-node={name} data-lit={lit}>
                <rect
                    x={(x - HALF.0).to_string()}
                    y={(y - HALF.1).to_string()}
                    width={(2 * HALF.0).to_string()}
                    height={(2 * HALF.1).to_string()}
                    rx="6"
                />
                <text x={x.to_string()} y={(y + 4).to_string()} text-anchor="middle">{ name }</text>
            </g>
        }
    };
    let edge = |(at, way): (usize, &(&'static str, &'static str))| {
        let gone = state.transitions.has(at).then_some("");
        html! { <g data-edge={[way.0, "-", way.1].concat()} data-gone={gone}>{ drawn(*way) }</g> }
    };
    let gone: Vec<String> = (WAYS.iter().enumerate())
        .filter(|(at, _)| state.transitions.has(*at))
        .map(|(_, (from, to))| [from, " → ", to].concat())
        .collect();
    html! {
        <>
            <h4 id="states-title">{ &texts.states }</h4>
            <svg class="states" viewBox="0 0 340 148" role="img" aria-labelledby="states-title" aria-describedby="states-words">
                { for WAYS.iter().enumerate().map(edge) }
                { for STATES.map(node) }
            </svg>
            <p id="states-words" class="hint">
                { texts.state_now.fill(&[("state", if now == "idle" { &texts.idle } else { now })]) }
                if !gone.is_empty() { { " " }{ texts.way_gone.fill(&[("way", &gone.join(", "))]) } }
            </p>
        </>
    }
}

/// A line from the edge of one state to the edge of another, with its point.
fn drawn((from, to): (&str, &str)) -> Html {
    let place =
        |name: &str| STATES.iter().find(|(own, ..)| *own == name).map_or((0, 0), |(_, x, y)| (*x, *y));
    let ((x1, y1), (x2, y2)) = (place(from), place(to));
    // Two ways between the same two states stand side by side.
    let aside = match (from, to) {
        ("closed", "connecting") => -10,
        ("connecting", "closed") => 10,
        _ => 0,
    };
    let (start, end) = (rim((x1 + aside, y1), (x2, y2), aside), rim((x2 + aside, y2), (x1, y1), aside));
    let (dx, dy) = (f64::from(end.0 - start.0), f64::from(end.1 - start.1));
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let corner = |side: f64| {
        let (x, y) = (f64::from(end.0) - 8.0 * ux - side * uy, f64::from(end.1) - 8.0 * uy + side * ux);
        #[expect(clippy::cast_possible_truncation, reason = "units of a small picture")]
        [&(x.round() as i32).to_string(), ",", &(y.round() as i32).to_string()].concat()
    };
    let tip = [&end.0.to_string(), ",", &end.1.to_string()].concat();
    html! {
        <>
            <line x1={start.0.to_string()} y1={start.1.to_string()} x2={end.0.to_string()} y2={end.1.to_string()} />
            <polygon points={[tip, corner(4.0), corner(-4.0)].join(" ")} />
        </>
    }
}

/// Where the line from the middle of a state to that of another leaves its box.
fn rim(middle: (i32, i32), other: (i32, i32), aside: i32) -> (i32, i32) {
    let (dx, dy) = (other.0 + aside - middle.0, other.1 - middle.1);
    if dx == 0 || dy != 0 && dx.abs() * HALF.1 < dy.abs() * HALF.0 {
        let y = if dy > 0 { HALF.1 } else { -HALF.1 };
        (middle.0 + if dy == 0 { 0 } else { dx * y / dy }, middle.1 + y)
    } else {
        let x = if dx > 0 { HALF.0 } else { -HALF.0 };
        (middle.0 + x, middle.1 + dy * x / dx)
    }
}

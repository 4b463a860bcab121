//! What is told of several runs.

use std::cmp::Ordering;

/// The middle one, or the mean of the two in the middle.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    let middle = &values[values.len().saturating_sub(1) / 2..=values.len() / 2];
    middle.iter().sum::<f64>() / if middle.len() == 1 { 1.0 } else { 2.0 }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_in_the_middle() {
        for (values, expected) in [
            (vec![7.0], 7.0),
            (vec![1.0, 3.0], 2.0),
            (vec![9.0, 1.0, 5.0], 5.0),
            (vec![4.0, 1.0, 9.0, 2.0], 3.0),
            (vec![0.0, 100.0, 0.0, 0.0, 1.0], 0.0),
        ] {
            assert!((median(values.clone()) - expected).abs() < 1e-9, "{values:?}");
        }
    }
}

//! Bytes as two digits each.

/// The first `most` bytes, with a space between them.
pub(super) fn hex(bytes: &[u8], most: usize) -> String {
    let mut text = String::with_capacity(3 * bytes.len().min(most));
    for byte in bytes.iter().take(most) {
        push(&mut text, *byte);
        text.push(' ');
    }
    text.truncate(text.trim_end().len());
    text
}

/// Adds a byte to a text.
pub(super) fn push(text: &mut String, byte: u8) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    text.push(DIGITS[usize::from(byte >> 4)]);
    text.push(DIGITS[usize::from(byte & 15)]);
}

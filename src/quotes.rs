//! Quoted cells of tables, whoever reads them: a cell whose quote never closes holds every row behind it.

/// The fault of such a table.
pub(crate) const OPEN: &str = "a quoted cell begins here and never ends";
/// The help for it.
pub(crate) const OPEN_HELP: &str =
    "every row behind it would be lost: the file is damaged or cut off, or a `\"` in the cell is not doubled";

/// The line in which a quoted cell begins that never ends.
pub(crate) fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    let (mut line, mut opened, mut fresh) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (b'"', Some(_)) => opened = None,
            (b'"', None) if fresh => opened = Some(line),
            _ => {}
        }
        line += u64::from(byte == b'\n');
        fresh = opened.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    opened
}

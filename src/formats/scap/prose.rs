//! XHTML inside XCCDF to plain text: paragraphs and items become lines. It keeps no markup.

use crate::read::ReadError;
use crate::read::xml::{Piece, XmlReader};

/// The text of the element entered last, a line for each block; white space is collapsed outside
/// `pre`.
pub(super) fn prose(xml: &mut XmlReader<'_>) -> Result<String, ReadError> {
    gather(xml, 0)
}

/// The lines of the element entered last as they stand, and one for each block; blank ones left out.
pub(super) fn lines(xml: &mut XmlReader<'_>) -> Result<Vec<String>, ReadError> {
    let text = gather(xml, 1)?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn gather(xml: &mut XmlReader<'_>, mut verbatim: usize) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut gap = false;
    xml.content(|piece| match piece {
        Piece::Open(name) | Piece::Close(name) if is_block(name) => {
            if name == "pre" {
                verbatim = if matches!(piece, Piece::Open(_)) { verbatim + 1 } else { verbatim.saturating_sub(1) };
            }
            break_line(&mut text);
            gap = false;
        }
        Piece::Text(part) if verbatim > 0 => text.push_str(part),
        Piece::Text(part) => {
            gap |= part.starts_with(char::is_whitespace);
            for word in part.split_whitespace() {
                if gap && !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                text.push_str(word);
                gap = true;
            }
            gap &= part.is_empty() || part.ends_with(char::is_whitespace);
        }
        _ => {}
    })?;
    text.truncate(text.trim_end().len());
    Ok(text)
}

fn break_line(text: &mut String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "li"
            | "ul"
            | "ol"
            | "pre"
            | "tr"
            | "table"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Input;

    #[test]
    fn lines_of_output_stay_apart() {
        let input = Input::from_bytes("x", "<o>\n /bin/a  x\r\n\n /bin/b<e:p xmlns:e='urn:e'>c</e:p></o>");
        let mut xml = XmlReader::new(&input).expect("memory");
        xml.child().expect("a root");
        assert_eq!(lines(&mut xml).expect("well formed"), ["/bin/a  x", "/bin/b", "c"]);
    }

    #[test]
    fn blocks_become_lines_and_indentation_goes() {
        let input = Input::from_bytes(
            "x",
            "<d>\n   <p>One\n  <p>two <code>x</code>, three</p></p><ul><li>a</li><li>b &amp; c</li></ul><pre>  $ ls\n  y</pre> end</d>",
        );
        let mut xml = XmlReader::new(&input).expect("memory");
        xml.child().expect("a root");
        assert_eq!(prose(&mut xml).expect("well formed"), "One\ntwo x, three\na\nb & c\n  $ ls\n  y\nend");
    }
}

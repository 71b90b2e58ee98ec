//! The name of an image on a page: never a path.

/// The name as it is; of a path the file, with its folder, which tells one build from the next.
pub(crate) fn image_name(name: &str) -> String {
    let is_path = name.contains(['/', '\\']) && !name.contains(char::is_whitespace) && !name.contains("://");
    let mut parts = name.rsplit(['/', '\\']).filter(|part| !part.is_empty() && *part != "." && *part != "..");
    match (is_path, parts.next(), parts.next()) {
        (true, Some(file), Some(folder)) => format!("{folder} ({file})"),
        (true, Some(file), None) => file.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_file_and_its_folder() {
        for (given, shown) in [
            ("/srv/scans/07_10_2025/CIS.log", "07_10_2025 (CIS.log)"),
            ("C:\\scans\\a.xml", "scans (a.xml)"),
            ("./a.xml", "a.xml"),
            ("eks-node-1.32", "eks-node-1.32"),
            ("image of a/b", "image of a/b"),
            ("/", "/"),
            ("", ""),
        ] {
            assert_eq!(image_name(given), shown);
        }
    }
}
